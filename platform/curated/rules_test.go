package curated_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"activityhub/platform"
	"activityhub/platform/curated"
	"activityhub/platform/xdm"
)

func TestCheck(t *testing.T) {
	score := func(s curated.ScoreRule) func(*curated.Rules) {
		return func(r *curated.Rules) { r.Scores = append(r.Scores, s) }
	}
	kind := func(i curated.InteractionType) func(*curated.Rules) {
		return func(r *curated.Rules) { r.CampaignInteractions.Types = []curated.InteractionType{i} }
	}
	numbered := make([]string, platform.MaxFilterValues+1)
	for i := range numbered {
		numbered[i] = fmt.Sprint("type", i)
	}
	tests := []struct {
		name   string
		change func(*curated.Rules)
		want   string // "" if the rules are right
	}{
		{"defaults", func(*curated.Rules) {}, ""},
		{"nothing at all", func(r *curated.Rules) { *r = curated.Rules{} }, ""},
		{"stars in the middle", score(curated.ScoreRule{Path: "_t.*.models.*"}), ""},
		{"no path of a score", score(curated.ScoreRule{}), "scores, rule 4, path: "},
		{"star first", score(curated.ScoreRule{Path: "*.models"}), "scores, rule 4, path: it begins with a name"},
		{"two stars first", score(curated.ScoreRule{Path: "**"}), "it begins with a name"},
		{"two stars", score(curated.ScoreRule{Path: "_t.**.m"}), "write one * for each name"},
		{"star in a name", score(curated.ScoreRule{Path: "_t.churn*"}), "a star stands for a whole name"},
		{"empty name", score(curated.ScoreRule{Path: "_t..m"}), "name 2"},
		{"bracket in a score", score(curated.ScoreRule{Path: "_t.m[0]"}), "without brackets"},
		{"kind of a score", score(curated.ScoreRule{Path: "_t.m", Kind: "churn"}), `kind: it is CONVERSION, CHURN or OTHER, not "churn"`},
		{"horizon behind", score(curated.ScoreRule{Path: "_t.m", HorizonDays: -1}), "horizonDays: "},
		{"kind of a type", kind(curated.InteractionType{Type: "a", Kind: "READ"}), `campaignInteractions, type 1, kind: it is one of [SENT DELIVERED OPENED CLICKED BOUNCED UNSUBSCRIBED EXPOSED OTHER], not "READ"`},
		{"no kind of a type", kind(curated.InteractionType{Type: "a"}), `not ""`},
		{"kind of a value", kind(curated.InteractionType{Type: "a", Kind: curated.Other, Path: "p", Values: map[string]curated.InteractionKind{"x": "read"}}), `not "read"`},
		{"values without a path", kind(curated.InteractionType{Type: "a", Kind: curated.Other, Values: map[string]curated.InteractionKind{"x": curated.Sent}}), "campaignInteractions, type 1, path: "},
		{"no event type", kind(curated.InteractionType{Kind: curated.Sent}), "campaignInteractions, type 1: the event type is missing"},
		{"event type twice", func(r *curated.Rules) { r.Purchases.Types = []string{"a", "b", "a"} }, `purchases, type 3: "a" is there twice`},
		{"too many event types", func(r *curated.Rules) { r.Purchases.Types = numbered }, "purchases: it names at most 50 event types, not 51"},
		{"path of an interaction", kind(curated.InteractionType{Type: "a", Kind: curated.Sent, Path: "p."}), "campaignInteractions.types[0].path: name 2"},
		{"campaign path", func(r *curated.Rules) { r.CampaignInteractions.Campaign[1] = "a b" }, "campaignInteractions.campaign[1]: name 1"},
		{"message path", func(r *curated.Rules) { r.CampaignInteractions.Message[0] = "/a" }, "campaignInteractions.message[0]: name 1"},
		{"amount", func(r *curated.Rules) { r.LifetimeValue.Amount = ".a" }, "lifetimeValue.amount: name 1"},
		{"price", func(r *curated.Rules) { r.Purchases.Items.Price.Amount = "a." }, "purchases.items.price.amount: name 2"},
		{"the first of two, always", func(r *curated.Rules) { r.Purchases.OrderID, r.LifetimeValue.Currency = "a.", "a." }, "lifetimeValue.currency: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rules := curated.Defaults()
			tt.change(&rules)
			err := rules.Check()
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("Check() = %v, want %q", err, tt.want)
			}
		})
	}
}

// TestDefaultsFitTheUnions checks that every path of the defaults is in the
// schemas that are known by default, and that models have what scores read.
func TestDefaultsFitTheUnions(t *testing.T) {
	profile, event := union(t, "profile.json"), union(t, "experienceevent.json")
	rules := curated.Defaults()
	for _, path := range rules.LifetimeValue.Paths() {
		mustHave(t, profile, path)
	}
	for _, path := range append(rules.Purchases.Paths(), rules.CampaignInteractions.Paths()...) {
		mustHave(t, event, path)
	}
	items := rules.Purchases.Items
	for _, path := range append(items.Price.Paths(), items.SKU, items.Name, items.Quantity) {
		mustHave(t, event, items.Path+"."+path)
	}
	for _, path := range platform.ChannelPaths {
		mustHave(t, event, path)
	}
	mustHave(t, profile, platform.MembershipPath)
	mustHave(t, profile, curated.ConsentPath+".metadata.time")
	for _, rule := range rules.Scores {
		path, _, star := strings.Cut(rule.Path, ".*")
		models := mustHave(t, profile, xdm.Path(path))
		if !star {
			models = []*xdm.Field{{Name: path, Fields: models}}
		}
		for _, model := range models {
			for _, part := range []xdm.Path{"score", "percentile", "probability", "propensityType", "scoreDate", "expiresAt", "influentialFactors.code", "influentialFactors.value", "influentialFactors.importance"} {
				if _, ok := below(model.Fields, part); !ok {
					t.Errorf("the model %s has no %s", model.Name, part)
				}
			}
		}
	}
}

func union(t *testing.T, name string) []*xdm.Field {
	t.Helper()
	raw, err := os.ReadFile("../../graph/xdm/" + name)
	if err != nil {
		t.Fatal(err)
	}
	schema, err := xdm.ParseSchema(raw)
	if err != nil {
		t.Fatal(err)
	}
	return schema.Fields
}

// mustHave returns the fields below path.
func mustHave(t *testing.T, fields []*xdm.Field, path xdm.Path) []*xdm.Field {
	t.Helper()
	found, ok := below(fields, path)
	if !ok {
		t.Errorf("the union has no %s", path)
	}
	return found
}

func below(fields []*xdm.Field, path xdm.Path) ([]*xdm.Field, bool) {
	name, rest := path.Cut()
	for _, field := range fields {
		if field.Name != name {
			continue
		}
		for field.Elem != nil {
			field = field.Elem
		}
		if rest == "" {
			return field.Fields, true
		}
		return below(field.Fields, rest)
	}
	return nil, false
}
