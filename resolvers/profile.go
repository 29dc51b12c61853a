package resolvers

import (
	"context"

	"activityhub/graph"
	"activityhub/platform"
	"activityhub/platform/curated"
)

func (r *profileResolver) Events(ctx context.Context, p *graph.Profile, filter *graph.ExperienceEventFilter, order platform.EventOrder, first *int32, after *string, last *int32, before *string) (*graph.ExperienceEventConnection, error) {
	list, err := eventsList(filter, order, pageArgs{first, after, last, before})
	if err != nil {
		return nil, err
	}
	page, err := waveFrom(ctx).eventPage(ctx, p.Asked, p.Profile.MergePolicy, list)
	if err != nil {
		return nil, err
	}
	same := func(e *graph.ExperienceEvent) *graph.ExperienceEvent { return e }
	return connection(list, page, p, same, same), nil
}

func (r *profileResolver) Purchases(ctx context.Context, p *graph.Profile, first *int32, after *string, last *int32, before *string) (*graph.PurchaseConnection, error) {
	list, err := r.purchasesList(pageArgs{first, after, last, before})
	if err != nil {
		return nil, err
	}
	page, err := waveFrom(ctx).eventPage(ctx, p.Asked, p.Profile.MergePolicy, list)
	if err != nil {
		return nil, err
	}
	return connection(list, page, p,
		func(e *graph.ExperienceEvent) *graph.Purchase {
			return &graph.Purchase{Purchase: r.rules.Purchases.Of(e.Event.Attributes), Event: e}
		},
		func(p *graph.Purchase) *graph.ExperienceEvent { return p.Event }), nil
}

func (r *profileResolver) CampaignInteractions(ctx context.Context, p *graph.Profile, first *int32, after *string, last *int32, before *string) (*graph.CampaignInteractionConnection, error) {
	list, err := r.interactionsList(pageArgs{first, after, last, before})
	if err != nil {
		return nil, err
	}
	page, err := waveFrom(ctx).eventPage(ctx, p.Asked, p.Profile.MergePolicy, list)
	if err != nil {
		return nil, err
	}
	return connection(list, page, p,
		func(e *graph.ExperienceEvent) *graph.CampaignInteraction {
			return &graph.CampaignInteraction{Interaction: r.rules.CampaignInteractions.Of(e.Event.Type, e.Event.Attributes), Event: e}
		},
		func(c *graph.CampaignInteraction) *graph.ExperienceEvent { return c.Event }), nil
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
	filter := platform.EventFilter{Types: sortedSet(r.rules.Purchases.Types)}
	return newEventList("purchases", filter, platform.NewestFirst, page)
}

func (r *Resolver) interactionsList(page pageArgs) (eventList, error) {
	filter := platform.EventFilter{Types: sortedSet(r.rules.CampaignInteractions.EventTypes())}
	return newEventList("campaignInteractions", filter, platform.NewestFirst, page)
}
