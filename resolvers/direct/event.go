package direct

import (
	"time"

	"activityhub/graph"
	"activityhub/platform/xdm"
)

// events compiles Profile.events.
func (c *compiler) events(f *field) writer[*graph.Profile] {
	lists := c.lists // c itself is of one request
	return connection(c, f, func(a graph.Arguments) (List[*graph.ExperienceEvent], error) {
		filter, order, err := a.Events()
		if err != nil {
			return nil, err
		}
		first, after, last, before, err := a.Page()
		return lists.EventsOf(filter, order, first, after, last, before), err
	}, c.event)
}

func (c *compiler) event(f *field) *object[*graph.ExperienceEvent] {
	return compileObject(c, "ExperienceEvent", f.Selections, func(f *field) writer[*graph.ExperienceEvent] {
		switch f.Name {
		case "id":
			return text((*graph.ExperienceEvent).ID)
		case "eventId":
			return text((*graph.ExperienceEvent).EventID)
		case "timestamp":
			return moment(func(e *graph.ExperienceEvent) time.Time { return e.Timestamp })
		case "type":
			return optionalText((*graph.ExperienceEvent).Type)
		case "channel":
			return optionalText((*graph.ExperienceEvent).Channel)
		case "profile":
			return child(c.profileObject(f.Selections), func(r *run, e *graph.ExperienceEvent) (*graph.Profile, error) { return r.event.Profile(r.ctx, e) })
		case "attributes":
			return attributesOf(c.tree(f), func(e *graph.ExperienceEvent) xdm.Object { return e.Event.Attributes })
		case "attribute":
			return attribute(c, f, (*graph.ExperienceEvent).Attribute)
		}
		return nil
	})
}

// campaignInteractions compiles Profile.campaignInteractions.
func (c *compiler) campaignInteractions(f *field) writer[*graph.Profile] {
	lists := c.lists // c itself is of one request
	return connection(c, f, func(a graph.Arguments) (List[*graph.CampaignInteraction], error) {
		first, after, last, before, err := a.Page()
		return lists.CampaignInteractionsOf(first, after, last, before), err
	}, c.campaignInteraction)
}

func (c *compiler) campaignInteraction(f *field) *object[*graph.CampaignInteraction] {
	return compileObject(c, "CampaignInteraction", f.Selections, func(f *field) writer[*graph.CampaignInteraction] {
		switch f.Name {
		case "event":
			return child(c.event(f), func(_ *run, i *graph.CampaignInteraction) (*graph.ExperienceEvent, error) { return i.Event, nil })
		case "time":
			return moment((*graph.CampaignInteraction).Time)
		case "kind":
			return enum((*graph.CampaignInteraction).Kind)
		case "campaign":
			return textOrError((*graph.CampaignInteraction).Campaign)
		case "channel":
			return optionalText((*graph.CampaignInteraction).Channel)
		case "message":
			return textOrError((*graph.CampaignInteraction).Message)
		}
		return nil
	})
}
