package curated_test

import (
	"fmt"
	"testing"

	"activityhub/platform/curated"
	"activityhub/platform/xdm"
)

func TestScores(t *testing.T) {
	rules := curated.Rules{Scores: []curated.ScoreRule{
		{Path: "_t.models.churn", Kind: curated.Churn, HorizonDays: 90, Name: "Leaving"},
		{Path: "_t.models.*"},
		{Path: "_t.*.deep.*", Kind: curated.OtherScore},
	}}
	const models = `{"_t":{"models":{
		"upgrade":{"score":70,"propensityType":"Conversion","scoreDate":"2026-05-01T00:00:00Z"},
		"churn":{"score":81,"propensityType":"conversion","scoreDate":"2026-04-01T00:00:00Z"},
		"b":{"propensityType":"Churn"},
		"a":{"score":1},
		"text":"not a score","list":[{"score":2}],"null":null},
		"other":{"deep":{"x":{"score":3,"scoreDate":"2026-05-02T00:00:00Z"}}}}}`
	tests := []struct {
		name, raw string
		kinds     []curated.ScoreKind
		want      []string // name kind horizon value
	}{
		{"newest first, then by name, each by the first rule", models, nil,
			[]string{"x OTHER - 3", "upgrade CONVERSION - 70", "Leaving CHURN 90 81", "a OTHER - 1", "b CHURN - -"}},
		{"of some kinds", models, []curated.ScoreKind{curated.Churn}, []string{"Leaving CHURN 90 81", "b CHURN - -"}},
		{"of a kind that the data says and the first rule does not", models, []curated.ScoreKind{curated.Conversion}, []string{"upgrade CONVERSION - 70"}},
		{"of what the last rule says", models, []curated.ScoreKind{curated.OtherScore}, []string{"x OTHER - 3", "a OTHER - 1"}},
		{"of no kinds", models, []curated.ScoreKind{}, nil},
		{"none", `{}`, nil, nil},
		{"no object where a rule names one", `{"_t":{"models":[]}}`, nil, []string{"Leaving CHURN 90 !the data holds an array where the schema says an object"}},
		{"no object where a rule has a star", `{"_t":{"other":7}}`, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := rules.ScoresOf(parse(t, tt.raw), tt.kinds)
			if found == nil {
				t.Error("the scores are nil, want a list")
			}
			var got []string
			for _, s := range found {
				got = append(got, fmt.Sprintf("%s %s %s %s", s.Name, s.Kind(), show(s.HorizonDays, nil), show(s.Value())))
			}
			equal(t, "scores", got, tt.want)
		})
	}
	paths := fmt.Sprint(rules.ScorePaths())
	if want := "[_t.models.churn _t.models _t]"; paths != want {
		t.Errorf("scores are read from %s, want %s", paths, want)
	}
}

// TestScoreParts reads the parts of one score: a bad value is an error of that
// part alone, and names no value.
func TestScoreParts(t *testing.T) {
	tests := []struct {
		name, raw string
		want      []string // value, percentile, probability, scored, expires
	}{
		{"all", `{"score":81.5,"percentile":94,"probability":0.2134,"scoreDate":"2026-05-18T02:15:00Z","expiresAt":"2026-06-17T02:15:00+02:00"}`,
			[]string{"81.5", "94", "0.2134", "2026-05-18T02:15:00Z", "2026-06-17T00:15:00Z"}},
		{"none", `{}`, []string{"-", "-", "-", "-", "-"}},
		{"nulls", `{"score":null,"percentile":null,"probability":null,"scoreDate":null,"expiresAt":null}`, []string{"-", "-", "-", "-", "-"}},
		{"numbers in text", `{"score":"81","percentile":"94","probability":"2e-1"}`, []string{"81", "94", "0.2", "-", "-"}},
		{"wrong types", `{"score":true,"percentile":9.5,"probability":{},"scoreDate":1747534500,"expiresAt":"soon"}`,
			[]string{"!a boolean", "!whole number of 32 bits", "!an object", "!a number", "!a string"}},
		{"too large", `{"score":1e999,"percentile":4294967296}`, []string{"!too large", "!outside", "-", "-", "-"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := oneScore(t, tt.raw)
			equal(t, "parts", []string{show(s.Value()), show(s.Percentile()), show(s.Probability()), show(s.ScoredAt()), show(s.ExpiresAt())}, tt.want)
		})
	}
}

func oneScore(t *testing.T, raw string) *curated.Score {
	t.Helper()
	rules := curated.Rules{Scores: []curated.ScoreRule{{Path: "m"}}}
	found := rules.ScoresOf(parse(t, `{"m":`+raw+`}`), nil)
	if len(found) != 1 {
		t.Fatalf("%d scores, want one", len(found))
	}
	return found[0]
}

func TestFactors(t *testing.T) {
	tests := []struct {
		name, raw string
		want      []string // name value importance; nil for none at all
		wantErr   string
	}{
		{"most important first", `[{"code":"a","value":1,"importance":"low"},{"code":"b","importance":"HIGH"},{"code":"c","value":"x","importance":0.3},{"code":"d","importance":"medium"}]`,
			[]string{"b - 1", "d - 0.5", "c x 0.3", "a 1 0.25"}, ""},
		{"unknown importance last", `[{"code":"a"},{"code":"b","importance":"huge"},{"code":"c","importance":0.1}]`, []string{"c - 0.1", "a - -", "b - !a string"}, ""},
		{"empty", `[]`, []string{}, ""},
		{"null", `null`, nil, ""},
		{"no list", `{"code":"a"}`, nil, "an object"},
		{"a factor of the wrong type, alone", `[{"code":"a"},"b"]`, []string{"a - -", "! ! !"}, ""},
		{"wrong types inside", `[{"code":{},"value":[],"importance":true}]`, []string{"! ! !"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			factors, err := oneScore(t, `{"influentialFactors":`+tt.raw+`}`).Factors()
			if tt.wantErr != "" {
				equal(t, "factors", []string{show((*string)(nil), err)}, []string{"!" + tt.wantErr})
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if (factors == nil) != (tt.want == nil) || len(factors) != len(tt.want) {
				t.Fatalf("%d factors (nil: %t), want %d (nil: %t)", len(factors), factors == nil, len(tt.want), tt.want == nil)
			}
			for i, f := range factors {
				name, err := f.Name()
				var want [3]string
				if _, err := fmt.Sscan(tt.want[i], &want[0], &want[1], &want[2]); err != nil {
					t.Fatal(err)
				}
				equal(t, "factor", []string{show(&name, err), show(f.Value()), show(f.Importance())}, want[:])
			}
		})
	}
}

// TestScoreUnderHostileNames reads models whose names are no ordinary ones.
func TestScoreUnderHostileNames(t *testing.T) {
	rules := curated.Rules{Scores: []curated.ScoreRule{{Path: "m.*"}}}
	for _, name := range []string{"", "a.b", "*", "\\u0000"} {
		found := rules.ScoresOf(parse(t, `{"m":{"`+name+`":{"score":1}}}`), nil)
		if len(found) != 1 {
			t.Errorf("a model called %q gives %d scores, want one", name, len(found))
		}
	}
	deep := parse(t, `{"m":`+nested(2000, `{"score":1}`)+`}`)
	if found := rules.ScoresOf(deep, nil); len(found) != 1 {
		t.Errorf("%d scores in deep nesting, want the outermost", len(found))
	}
	if got := xdm.Project(rules.ScorePaths()...).String(); got != "m" {
		t.Errorf("the projection is %s, want m", got)
	}
}
