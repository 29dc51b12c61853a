package faulttable_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"activityhub/graph"
)

// A query is one of the golden ones that is answered with data.
type query struct {
	name     string
	profiles cost
	events   cost
	unknown  int // people looked up whom nobody knows

	text      string
	operation *ast.OperationDefinition
	golden    gjson.Result
}

// A cost is what a query asks the Platform for of one schema.
type cost struct {
	people  []int // of each look-up: how many it is about
	all     int   // requests when all is well: some look-ups take several pages
	counted int   // look-ups that count events
	onward  int   // of these, those that read several pages to find enough, because the Platform cannot filter so
}

func (c cost) plus(d cost) cost {
	return cost{slices.Concat(c.people, d.people), c.all + d.all, c.counted + d.counted, c.onward + d.onward}
}

var (
	one   = cost{people: []int{1}, all: 1}
	two   = cost{people: []int{2}, all: 1}
	three = cost{people: []int{3}, all: 1}
	paged = cost{people: []int{1}, all: 2, counted: 1} // first a few events, then many to count them
)

var queries = []*query{
	{name: "aliases-and-fragments", profiles: two, events: one},
	{name: "attribute-paths", profiles: one},
	{name: "campaign-interactions", profiles: one, events: cost{people: []int{1}, all: 2, counted: 1, onward: 1}},
	{name: "consents", profiles: one},
	{name: "defer", profiles: one, events: one},
	{name: "definitions"},
	{name: "event-of-profile", profiles: one, events: one},
	{name: "events-filters", profiles: one, events: cost{people: []int{1, 1, 1, 1, 1}, all: 8, counted: 4, onward: 1}},
	{name: "identities", profiles: one},
	{name: "merge-policies", profiles: cost{people: []int{1, 1}, all: 2}},
	{name: "purchases", profiles: one, events: paged},
	{name: "q1", profiles: one, events: one},
	{name: "q2", profiles: three, events: three},
	{name: "q3", profiles: one},
	{name: "scores", profiles: one},
	{name: "segments", profiles: one},
	{name: "typename", profiles: one},
	{name: "typename-of-objects", profiles: one, events: one},
	{name: "unknown-people", profiles: three, unknown: 2},
}

const goldenFolder = "../testdata/golden"

func TestMain(m *testing.M) {
	for _, q := range queries {
		q.read()
	}
	certificates()
	m.Run()
}

func (q *query) read() {
	text, err := os.ReadFile(filepath.Join(goldenFolder, q.name+".graphql"))
	if err != nil {
		panic(err)
	}
	golden, err := os.ReadFile(filepath.Join(goldenFolder, q.name+".json"))
	if err != nil {
		panic(err)
	}
	q.text = string(text)
	q.golden = gjson.Parse(strings.ReplaceAll(string(golden), `"engine": "local"`, `"engine": "adobe"`))
	doc, errs := gqlparser.LoadQueryWithRules(graph.NewExecutableSchema(graph.Config{}).Schema(), q.text, rules.NewDefaultRules())
	if errs != nil {
		panic(errs)
	}
	q.operation = doc.Operations[0]
}

// TestQueriesAreAll makes sure that no golden query is left out.
func TestQueriesAreAll(t *testing.T) {
	files, err := filepath.Glob(goldenFolder + "/*.graphql")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, q := range queries {
		known[q.name] = true
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".graphql")
		if !known[name] && !strings.HasPrefix(name, "errors-") {
			t.Errorf("%s is no query of the table", name)
		}
	}
}

// q returns the query of that name.
func q(name string) *query {
	return queries[slices.IndexFunc(queries, func(q *query) bool { return q.name == name })]
}

// people is how many there are in the data.
const people = 20

// firstName returns the query for the first name of the n-th of them, from 1 on.
func firstName(n int) string {
	return strings.ReplaceAll(q("q3").text, "C000001", fmt.Sprintf("C%06d", n))
}

func quoted(s string) string {
	b, _ := json.Marshal(s) // text always can be written
	return string(b)
}
