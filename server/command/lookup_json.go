package command

import (
	"encoding/json"
	"io"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

type profileJSON struct {
	Identities   []identityJSON   `json:"identities"`
	MergePolicy  string           `json:"mergePolicy"`
	LastModified *time.Time       `json:"lastModifiedAt"`
	Attributes   json.RawMessage  `json:"attributes"`
	Segments     []membershipJSON `json:"segments"`
	Events       []eventJSON      `json:"events"`
}

type identityJSON struct {
	Namespace string `json:"namespace"`
	ID        string `json:"id"`
	Primary   bool   `json:"primary"`
}

type membershipJSON struct {
	Namespace         string     `json:"namespace"`
	SegmentID         string     `json:"segmentId"`
	Name              *string    `json:"name"`
	Status            string     `json:"status"`
	LastQualification *time.Time `json:"lastQualificationTime"`
	ValidUntil        *time.Time `json:"validUntil"`
}

type eventJSON struct {
	ID         string          `json:"eventId"`
	Timestamp  time.Time       `json:"timestamp"`
	Type       string          `json:"type,omitempty"`
	Channel    string          `json:"channel,omitempty"`
	Attributes json.RawMessage `json:"attributes"`
}

// printJSON writes the profile as one JSON object, in the words of the GraphQL
// schema. Attributes are the XDM documents as they are stored.
func (f *found) printJSON(w io.Writer) error {
	out := profileJSON{
		Identities:   []identityJSON{},
		MergePolicy:  string(f.profile.MergePolicy),
		LastModified: instant(f.profile.LastModified),
		Segments:     []membershipJSON{},
		Events:       []eventJSON{},
	}
	var err error
	if f.noEvents {
		out.Events = nil // null: an empty list would say that there are none
	}
	if out.Attributes, err = document(f.profile.Attributes); err != nil {
		return err
	}
	for _, id := range f.profile.Identities {
		out.Identities = append(out.Identities, identityJSON{string(id.Namespace), id.ID, id.Primary})
	}
	for _, m := range f.standing {
		out.Segments = append(out.Segments, f.membership(m))
	}
	for _, e := range f.events {
		attributes, err := document(e.Attributes)
		if err != nil {
			return err
		}
		out.Events = append(out.Events, eventJSON{e.ID, e.Timestamp, e.Type, e.Channel, attributes})
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(out)
}

func (f *found) membership(m platform.SegmentMembership) membershipJSON {
	out := membershipJSON{
		Namespace:         m.Namespace,
		SegmentID:         string(m.ID),
		Status:            string(m.Status),
		LastQualification: instant(m.LastQualification),
		ValidUntil:        instant(m.ValidUntil),
	}
	if segment := f.segments[m.SegmentKey.Fold()]; segment != nil && segment.Name != "" {
		out.Name = &segment.Name
	}
	return out
}

// document returns o as JSON, its members in the order of the document.
func document(o xdm.Object) (json.RawMessage, error) {
	text := []byte{'{'}
	for name, value := range o.All() {
		if len(text) > 1 {
			text = append(text, ',')
		}
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		text = append(append(append(text, key...), ':'), value.Raw()...)
	}
	return append(text, '}'), nil
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
