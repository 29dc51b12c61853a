package faults

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"activityhub/platform/local/nearest"
)

// Where the faults of the built-in scenarios strike.
const (
	data    = "/data/**"
	lookUps = "/data/core/ups/access/**"
)

// Builtin returns the scenarios that come with the program, each with a name and
// a description, by name.
func Builtin() []Scenario {
	all := []Scenario{
		{
			Name: "slow", Description: "look-ups take as long as at Adobe: 500 ms in the middle, up to 3 s at the end",
			Faults: []Fault{
				{Name: "look-ups", On: On{Path: lookUps}, Effect: Effect{Kind: "latency", P50: 500 * time.Millisecond, P95: 1200 * time.Millisecond, P99: 3 * time.Second}},
			},
		},
		{
			Name: "throttled", Description: "20 look-ups a second pass, those beyond are told 429 with the list of the profile service",
			Faults: []Fault{
				{Name: "rate", On: On{Path: lookUps}, When: When{Over: 20, Within: time.Second}, Effect: Effect{Kind: "throttled", Wait: 500 * time.Millisecond}},
			},
		},
		{
			Name: "storm", Description: "beyond 50 calls in 10 s the gateway answers 429 with Retry-After to everything for 15 s",
			Faults: []Fault{
				{Name: "storm", On: On{Path: data}, When: When{Over: 50, Within: 10 * time.Second, Lasts: 15 * time.Second}, Effect: Effect{Kind: "throttled", Form: "gateway", HeaderWait: 5 * time.Second}},
			},
		},
		{
			Name: "flaky", Description: "of twenty calls one fails with 503, one breaks off, and one is three seconds late",
			Faults: []Fault{
				{Name: "late", On: On{Path: data}, When: When{Chance: 0.05}, Effect: Effect{Kind: "latency", Fixed: 3 * time.Second}},
				{Name: "failed", On: On{Path: data}, When: When{Chance: 0.05}, Effect: Effect{Kind: "failing"}},
				{Name: "broken", On: On{Path: data}, When: When{Chance: 0.05}, Effect: Effect{Kind: "reset"}},
			},
		},
		{
			Name: "outage", Description: "from 10 s to 40 s after the start every call fails with 503",
			Faults: []Fault{
				{Name: "outage", On: On{Path: data}, When: When{From: 10 * time.Second, Until: 40 * time.Second}, Effect: Effect{Kind: "failing", Form: "html"}},
			},
		},
		{
			Name: "hanging", Description: "one look-up in five never answers",
			Faults: []Fault{
				{Name: "hanging", On: On{Path: lookUps}, When: When{Chance: 0.2}, Effect: Effect{Kind: "hang"}},
			},
		},
		{
			Name: "garbled", Description: "answers are cut short, of HTML, of other types or not UTF-8, in turn with proper ones",
			Faults: []Fault{
				{Name: "cut short", On: On{Path: lookUps}, When: When{Chance: 0.1}, Effect: Effect{Kind: "truncated"}},
				{Name: "HTML", On: On{Path: lookUps}, When: When{Chance: 0.1}, Effect: Effect{Kind: "html"}},
				{Name: "types", On: On{Path: lookUps}, When: When{Chance: 0.1}, Effect: Effect{Kind: "wrong-types"}},
				{Name: "UTF-8", On: On{Path: lookUps}, When: When{Chance: 0.1}, Effect: Effect{Kind: "invalid-utf8"}},
			},
		},
		{
			Name: "partial", Description: "look-ups of many answer 207, a third of the records failed",
			Faults: []Fault{
				{Name: "records", Effect: Effect{Kind: "partial", Share: 0.33}},
			},
		},
		{
			Name: "expired-tokens", Description: "tokens are refused after 10 s, although they were promised for longer",
			Faults: []Fault{
				{Name: "tokens", Effect: Effect{Kind: "expired-tokens", Life: 10 * time.Second}},
			},
		},
		{
			Name: "no-events", Description: "the organisation has no event look-up",
			Faults: []Fault{
				{Name: "events", Effect: Effect{Kind: "missing", Code: "events"}},
			},
		},
		{
			Name: "bare", Description: "the organisation has profile look-ups and nothing else",
			Faults: []Fault{
				{Name: "events", Effect: Effect{Kind: "missing", Code: "events"}},
				{Name: "merge policies", Effect: Effect{Kind: "missing", Code: "merge-policies"}},
				{Name: "computed attributes", Effect: Effect{Kind: "missing", Code: "computed-attributes", Form: "not-found"}},
				{Name: "segments", Effect: Effect{Kind: "missing", Code: "segments"}},
				{Name: "audiences", Effect: Effect{Kind: "missing", Code: "audiences"}},
				{Name: "namespaces", Effect: Effect{Kind: "missing", Code: "namespaces"}},
				{Name: "schemas", Effect: Effect{Kind: "missing", Code: "schemas"}},
			},
		},
	}
	slices.SortFunc(all, func(a, b Scenario) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Named returns the built-in scenario of that name.
func Named(name string) (Scenario, error) {
	var known []string
	for _, s := range Builtin() {
		if s.Name == name {
			return s, nil
		}
		known = append(known, s.Name)
	}
	return Scenario{}, fmt.Errorf("there is no scenario %.40q; known are %s%s", name, strings.Join(known, ", "), nearest.Hint(name, known))
}
