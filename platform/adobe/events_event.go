package adobe

import (
	"strings"

	"activityhub/platform"
	"activityhub/platform/adobe/wire"
	"activityhub/platform/xdm"
)

// newEvent makes an event of what the wire says of it, cut to p. It has texts of
// its own: a page of a thousand events may be read for one of them.
func newEvent(row wire.Event, p xdm.Projection, s spelling) (platform.Event, error) {
	raw := "{}"
	switch {
	case row.Entity.Absent():
	case p.All():
		raw = strings.Clone(row.Entity.Raw())
	default:
		raw = p.Apply(row.Entity.Raw())
	}
	attributes, err := xdm.TrustedObject(raw)
	if err != nil {
		return platform.Event{}, err
	}
	return platform.Event{
		ID: strings.Clone(row.ID), Timestamp: row.Time, LastModified: row.LastModified, Attributes: attributes,
		Type: attributes.Get(string(platform.TypePath)).Text(), Channel: platform.ChannelOf(attributes), Identity: recordedUnder(attributes, s),
	}, nil
}

// recordedUnder returns the identity that an event calls primary, or its only
// one. It is zero where there is none, or nobody asked for it.
func recordedUnder(event xdm.Object, s spelling) platform.Identity {
	linked, err := wire.Identities(event)
	if err != nil || len(linked) == 0 {
		return platform.Identity{}
	}
	for _, identity := range linked {
		if identity.Primary || len(linked) == 1 {
			return platform.Identity{Namespace: s.of(identity.Namespace), ID: identity.ID}
		}
	}
	return platform.Identity{}
}
