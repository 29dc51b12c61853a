package curated

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// Check returns an error that names the first rule which can read nothing.
func (r Rules) Check() error {
	for i, s := range r.Scores {
		if err := s.check(); err != nil {
			return fmt.Errorf("scores, rule %d, %w", i+1, err)
		}
	}
	if err := checkTypes("purchases", r.Purchases.Types); err != nil {
		return err
	}
	if err := checkTypes("campaignInteractions", r.CampaignInteractions.EventTypes()); err != nil {
		return err
	}
	for i, t := range r.CampaignInteractions.Types {
		if err := t.check(); err != nil {
			return fmt.Errorf("campaignInteractions, type %d, %w", i+1, err)
		}
	}
	paths := r.paths()
	for _, name := range slices.Sorted(maps.Keys(paths)) {
		if paths[name] == "" {
			continue
		}
		if _, err := xdm.ParsePath(string(paths[name])); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (s ScoreRule) check() error {
	glob, err := xdm.ParseGlob(s.Path)
	if err != nil {
		return fmt.Errorf("path: %w", err)
	}
	if glob[0] == "*" || glob[0] == "**" {
		return fmt.Errorf("path: it begins with a name, such as _tenant.models.*, so that not the whole profile has to be read")
	}
	if slices.Contains(glob, "**") {
		return fmt.Errorf("path: write one * for each name, such as _tenant.*.*: here ** does not stand for any number of them")
	}
	if _, err := xdm.ParsePath(strings.ReplaceAll(s.Path, "*", "x")); err != nil {
		return fmt.Errorf("path: %w", err)
	}
	if s.Kind != "" && !slices.Contains([]ScoreKind{Conversion, Churn, OtherScore}, s.Kind) {
		return fmt.Errorf("kind: it is CONVERSION, CHURN or OTHER, not %q", s.Kind)
	}
	if s.HorizonDays < 0 {
		return fmt.Errorf("horizonDays: it is a number of days ahead, or 0 if that is unknown, not %d", s.HorizonDays)
	}
	return nil
}

func (t InteractionType) check() error {
	for _, kind := range append(slices.Sorted(maps.Values(t.Values)), t.Kind) {
		if !slices.Contains(interactionKinds, kind) {
			return fmt.Errorf("kind: it is one of %v, not %q", interactionKinds, kind)
		}
	}
	if t.Path == "" && len(t.Values) > 0 {
		return fmt.Errorf("path: the values need one to be found at")
	}
	return nil
}

// checkTypes checks the event types that the setting name gives.
func checkTypes(name string, types []string) error {
	for i, t := range types {
		if t == "" {
			return fmt.Errorf("%s, type %d: the event type is missing", name, i+1)
		}
		if slices.Contains(types[:i], t) {
			return fmt.Errorf("%s, type %d: %q is there twice", name, i+1, t)
		}
	}
	if len(types) > platform.MaxFilterValues {
		return fmt.Errorf("%s: it names at most %d event types, not %d", name, platform.MaxFilterValues, len(types))
	}
	return nil
}

// paths returns every single path of r by the setting that names it.
func (r Rules) paths() map[string]xdm.Path {
	p := r.Purchases
	paths := map[string]xdm.Path{
		"lifetimeValue.amount": r.LifetimeValue.Amount, "lifetimeValue.currency": r.LifetimeValue.Currency,
		"purchases.orderId": p.OrderID, "purchases.total.amount": p.Total.Amount, "purchases.total.currency": p.Total.Currency,
		"purchases.items.path": p.Items.Path, "purchases.items.sku": p.Items.SKU, "purchases.items.name": p.Items.Name,
		"purchases.items.quantity": p.Items.Quantity, "purchases.items.price.amount": p.Items.Price.Amount,
		"purchases.items.price.currency": p.Items.Price.Currency,
	}
	for i, t := range r.CampaignInteractions.Types {
		paths[fmt.Sprintf("campaignInteractions.types[%d].path", i)] = t.Path
	}
	for i, path := range r.CampaignInteractions.Campaign {
		paths[fmt.Sprintf("campaignInteractions.campaign[%d]", i)] = path
	}
	for i, path := range r.CampaignInteractions.Message {
		paths[fmt.Sprintf("campaignInteractions.message[%d]", i)] = path
	}
	return paths
}
