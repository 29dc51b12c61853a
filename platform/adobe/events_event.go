package adobe

import (
	"strings"

	"activityhub/platform"
	"activityhub/platform/adobe/wire"
	"activityhub/platform/xdm"
)

// newEvent makes an event of what the wire says of it, cut to p: with texts of its
// own, or else as a part of the answer.
func newEvent(row wire.Event, p xdm.Projection, s spelling, own bool) (platform.Event, error) {
	entity, err := row.Entity.Object()
	if err != nil {
		return platform.Event{}, err
	}
	id, attributes := row.ID, entity.Cut(p)
	if own {
		id, attributes = strings.Clone(id), attributes.Clone()
	}
	return platform.Event{
		ID: id, Timestamp: row.Time, LastModified: row.LastModified, Attributes: attributes,
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
