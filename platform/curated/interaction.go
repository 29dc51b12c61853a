package curated

import (
	"slices"

	"activityhub/platform/xdm"
)

// An InteractionKind is what happened between a campaign and a person.
type InteractionKind string

// The kinds of campaign interactions.
const (
	Sent         InteractionKind = "SENT"
	Delivered    InteractionKind = "DELIVERED"
	Opened       InteractionKind = "OPENED"
	Clicked      InteractionKind = "CLICKED"
	Bounced      InteractionKind = "BOUNCED"
	Unsubscribed InteractionKind = "UNSUBSCRIBED"
	Exposed      InteractionKind = "EXPOSED"
	Other        InteractionKind = "OTHER"
)

var interactionKinds = []InteractionKind{Sent, Delivered, Opened, Clicked, Bounced, Unsubscribed, Exposed, Other}

// An Interaction reads an event as a campaign interaction.
type Interaction struct {
	rule      *InteractionRule
	eventType string
	event     xdm.Object
}

// Of returns an event of that type as a campaign interaction. r must outlive
// it.
func (r *InteractionRule) Of(eventType string, event xdm.Object) Interaction {
	return Interaction{rule: r, eventType: eventType, event: event}
}

// EventTypes returns the types of events that are campaign interactions.
func (r InteractionRule) EventTypes() []string {
	types := make([]string, len(r.Types))
	for i, t := range r.Types {
		types[i] = t.Type
	}
	return types
}

// Paths returns the paths that campaign interactions are read from.
func (r InteractionRule) Paths() []xdm.Path {
	return present(slices.Concat(r.Campaign, r.Message, r.KindPaths())...)
}

// KindPaths returns the paths that decide what an event means.
func (r InteractionRule) KindPaths() []xdm.Path {
	var paths []xdm.Path
	for _, t := range r.Types {
		paths = append(paths, t.Path)
	}
	return present(paths...)
}

// Kind returns what happened.
func (i Interaction) Kind() InteractionKind {
	for _, t := range i.rule.Types {
		if t.Type != i.eventType {
			continue
		}
		if t.Path != "" {
			if kind, ok := t.Values[i.event.At(t.Path).Text()]; ok {
				return kind
			}
		}
		return t.Kind
	}
	return Other
}

// Campaign returns the name or identifier of the campaign.
func (i Interaction) Campaign() (*string, error) { return firstText(i.event, i.rule.Campaign) }

// Message returns the name or identifier of the message.
func (i Interaction) Message() (*string, error) { return firstText(i.event, i.rule.Message) }
