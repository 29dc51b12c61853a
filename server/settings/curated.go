package settings

import "activityhub/platform/curated"

// curatedSettings say which XDM paths the curated fields read. They are
// structures and stand in the file alone; one that stands there replaces its
// default whole.
var curatedSettings = []Setting{
	bind(Setting{Key: "scores", Group: GroupCurated,
		Help: "Where model scores are: path, in which * is any one name, kind, name and horizonDays of each."},
		mapping(func(v []curated.ScoreRule) error { return curated.Rules{Scores: v}.Check() }),
		func(s *Settings) *[]curated.ScoreRule { return &s.Curated.Scores }),
	bind(Setting{Key: "lifetimeValue", Group: GroupCurated,
		Help: "Where the lifetime value is: amount and currency."},
		mapping(func(v curated.MoneyRule) error { return curated.Rules{LifetimeValue: v}.Check() }),
		func(s *Settings) *curated.MoneyRule { return &s.Curated.LifetimeValue }),
	bind(Setting{Key: "purchases", Group: GroupCurated,
		Help: "Which events are purchases, and where order number, total and items are."},
		mapping(func(v curated.PurchaseRule) error { return curated.Rules{Purchases: v}.Check() }),
		func(s *Settings) *curated.PurchaseRule { return &s.Curated.Purchases }),
	bind(Setting{Key: "campaignInteractions", Group: GroupCurated,
		Help: "Which events are campaign interactions, of which kind, and where campaign and message are."},
		mapping(func(v curated.InteractionRule) error { return curated.Rules{CampaignInteractions: v}.Check() }),
		func(s *Settings) *curated.InteractionRule { return &s.Curated.CampaignInteractions }),
}
