package local

import (
	"context"
	"fmt"
	"math"
	"time"

	"activityhub/platform"
	"activityhub/platform/local/definitions"
	"activityhub/platform/local/store"
	"activityhub/platform/xdm"
)

// Events implements [platform.Engine]. Identities of one person share their
// page.
func (p *Platform) Events(ctx context.Context, req platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error) {
	defined := p.Definitions()
	policy, err := policyOf(defined, req.MergePolicy)
	if err != nil {
		return nil, err
	}
	pages, err := p.store.Events(ctx, eventQuery(req, policy.IdentityGraph == definitions.GraphPrivate))
	if err != nil {
		return nil, err
	}
	return perPerson(req.Identities, pages, sizeOfPages, func(kept *store.EventPage) (*platform.EventPage, error) {
		return eventPage(defined, kept, req.Projection)
	})
}

func eventQuery(req platform.EventsRequest, graph bool) store.EventQuery {
	q := store.EventQuery{
		Identities: folded(req.Identities), Graph: graph,
		Types: req.Filter.Types, Channels: req.Filter.Channels,
		From: math.MinInt64, To: math.MaxInt64,
		Newest: req.Order != platform.OldestFirst,
		Above:  position(req.After), Below: position(req.Before),
		Limit: req.Limit, Count: req.Count,
	}
	if !req.Filter.From.IsZero() {
		q.From = req.Filter.From.UnixMilli()
	}
	if !req.Filter.To.IsZero() {
		q.To = req.Filter.To.UnixMilli()
	}
	if q.Newest {
		q.Above, q.Below = q.Below, q.Above
	}
	return q
}

func position(p platform.EventPosition) store.Position {
	if p.IsZero() {
		return store.Position{}
	}
	return store.Position{Time: p.Time.UnixMilli(), ID: p.ID}
}

func eventPage(defined *definitions.Definitions, kept *store.EventPage, projection xdm.Projection) (*platform.EventPage, error) {
	page := &platform.EventPage{Events: make([]*platform.Event, len(kept.Events)), More: kept.More, Total: kept.Total}
	events := make([]platform.Event, len(kept.Events))
	for i, e := range kept.Events {
		attributes, err := xdm.TrustedObject(projection.Apply(e.Doc))
		if err != nil {
			return nil, fmt.Errorf("event: %w", err)
		}
		events[i] = platform.Event{
			ID: e.ID, Timestamp: time.UnixMilli(e.Time).UTC(), Type: e.Type, Channel: e.Channel,
			Identity: registered(defined, e.Primary), Attributes: attributes, LastModified: time.UnixMicro(e.Stored).UTC(),
		}
		page.Events[i] = &events[i]
	}
	return page, nil
}
