package resolvers

import (
	"context"
	"time"

	"activityhub/graph"
	"activityhub/platform"
)

func (r *eventResolver) Profile(ctx context.Context, e *graph.ExperienceEvent) (*graph.Profile, error) {
	return waveFrom(ctx).profile(ctx, e.Asked, e.MergePolicy)
}

// event returns the event that id names; nil if it is not there.
func (r *queryResolver) event(ctx context.Context, id graph.NodeID) (*graph.ExperienceEvent, error) {
	list, err := eventAt(id.Position)
	if err != nil {
		return nil, err
	}
	page, err := waveFrom(ctx).eventPage(ctx, id.Identity, id.MergePolicy, list)
	if err != nil {
		return nil, err
	}
	for _, e := range page.Events {
		if e.ID == id.Position.ID {
			return &graph.ExperienceEvent{Event: e, Asked: id.Identity, MergePolicy: id.MergePolicy}, nil
		}
	}
	return nil, nil
}

// eventAt returns the list that begins with the event at position: engines look
// events up by time and by place in an order, not by id.
func eventAt(position platform.EventPosition) (eventList, error) {
	one := int32(1)
	window := platform.EventFilter{From: position.Time, To: position.Time.Add(time.Millisecond)}
	list, err := newEventList("event", window, platform.NewestFirst, pageArgs{first: &one})
	// The place right before this one, newest first: nothing that is an id lies
	// between an id and the id with the least character behind it.
	list.after = platform.EventPosition{Time: position.Time, ID: position.ID + "\x01"}
	return list, err
}
