package resolvers

import (
	"context"

	"activityhub/graph"
	"activityhub/platform"
	"activityhub/platform/curated"
	"activityhub/resolvers/direct"
)

func (r *profileResolver) Events(ctx context.Context, p *graph.Profile, filter *graph.ExperienceEventFilter, order platform.EventOrder, first *int32, after *string, last *int32, before *string) (*graph.ExperienceEventConnection, error) {
	return r.EventsOf(filter, order, first, after, last, before)(ctx, p)
}

func (r *profileResolver) Purchases(ctx context.Context, p *graph.Profile, first *int32, after *string, last *int32, before *string) (*graph.PurchaseConnection, error) {
	return r.PurchasesOf(first, after, last, before)(ctx, p)
}

func (r *profileResolver) CampaignInteractions(ctx context.Context, p *graph.Profile, first *int32, after *string, last *int32, before *string) (*graph.CampaignInteractionConnection, error) {
	return r.CampaignInteractionsOf(first, after, last, before)(ctx, p)
}

// EventsOf returns what reads these events of a profile.
func (r *Resolver) EventsOf(filter *graph.ExperienceEventFilter, order platform.EventOrder, first *int32, after *string, last *int32, before *string) direct.List[*graph.ExperienceEvent] {
	list, err := eventsList(filter, order, pageArgs{first, after, last, before})
	same := func(e *graph.ExperienceEvent) *graph.ExperienceEvent { return e }
	return connectionOf(list, err, same, same)
}

// PurchasesOf returns what reads these purchases of a profile.
func (r *Resolver) PurchasesOf(first *int32, after *string, last *int32, before *string) direct.List[*graph.Purchase] {
	list, err := r.purchasesList(pageArgs{first, after, last, before})
	return connectionOf(list, err,
		func(e *graph.ExperienceEvent) *graph.Purchase {
			return &graph.Purchase{Purchase: r.rules.Purchases.Of(e.Event.Attributes), Event: e}
		},
		func(p *graph.Purchase) *graph.ExperienceEvent { return p.Event })
}

// CampaignInteractionsOf returns what reads these interactions of a profile.
func (r *Resolver) CampaignInteractionsOf(first *int32, after *string, last *int32, before *string) direct.List[*graph.CampaignInteraction] {
	list, err := r.interactionsList(pageArgs{first, after, last, before})
	return connectionOf(list, err,
		func(e *graph.ExperienceEvent) *graph.CampaignInteraction {
			return &graph.CampaignInteraction{Interaction: r.rules.CampaignInteractions.Of(e.Event.Type, e.Event.Attributes), Event: e}
		},
		func(c *graph.CampaignInteraction) *graph.ExperienceEvent { return c.Event })
}

// connectionOf returns what reads list, unless err says that there is none.
func connectionOf[N any](list eventList, err error, node func(*graph.ExperienceEvent) N, event func(N) *graph.ExperienceEvent) direct.List[N] {
	return func(ctx context.Context, p *graph.Profile) (*graph.Page[N], error) {
		if err != nil {
			return nil, err
		}
		page, err := waveFrom(ctx).eventPage(ctx, p.Asked, p.Profile.MergePolicy, list)
		if err != nil {
			return nil, err
		}
		return connection(list, page, p, node, event), nil
	}
}

func (r *profileResolver) Scores(_ context.Context, p *graph.Profile, kinds []curated.ScoreKind) ([]*curated.Score, error) {
	return r.rules.ScoresOf(p.Profile.Attributes, kinds), nil
}

func (r *profileResolver) LifetimeValue(_ context.Context, p *graph.Profile) (*curated.Money, error) {
	return r.rules.LifetimeValueOf(p.Profile.Attributes)
}

func (r *profileResolver) MergePolicy(ctx context.Context, p *graph.Profile) (*graph.MergePolicy, error) {
	policy, err := r.client.MergePolicy(ctx, p.Profile.MergePolicy)
	if err != nil {
		return nil, err
	}
	return &graph.MergePolicy{MergePolicy: policy}, nil
}

// The lists of events that a profile has. The plan and the resolvers make them
// alike, which is how the one finds what the other started.

func eventsList(filter *graph.ExperienceEventFilter, order platform.EventOrder, page pageArgs) (eventList, error) {
	f, err := eventFilter(filter)
	if err != nil {
		return eventList{}, err
	}
	return newEventList("events", f, order, page)
}

func (r *Resolver) purchasesList(page pageArgs) (eventList, error) {
	filter, err := typesFilter("purchases", r.rules.Purchases.Types)
	if err != nil {
		return eventList{}, err
	}
	return newEventList("purchases", filter, platform.NewestFirst, page)
}

func (r *Resolver) interactionsList(page pageArgs) (eventList, error) {
	filter, err := typesFilter("campaignInteractions", r.rules.CampaignInteractions.EventTypes())
	if err != nil {
		return eventList{}, err
	}
	return newEventList("campaignInteractions", filter, platform.NewestFirst, page)
}

// typesFilter wants the event types that the setting name gives. Without any,
// nobody knows which events are meant: that is said, rather than all answered.
func typesFilter(name string, types []string) (platform.EventFilter, error) {
	if len(types) == 0 {
		return platform.EventFilter{}, &platform.Error{Kind: platform.ErrUnsupported, Message: "no event types are set for " + name + ": whoever runs this server names them in the setting " + name}
	}
	return platform.EventFilter{Types: sortedSet(types)}, nil
}
