package direct_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"activityhub/platform"
	"activityhub/resolvers"
	"activityhub/server"
	"activityhub/server/servertest"
)

// pair is the whole server twice over the same engine: with the generated
// executor alone, and with the direct one.
type pair struct {
	schema            *ast.Schema
	generated, direct http.Handler
	engine            *corrupting
	fields            atomic.Int64 // that the generated executor resolved for direct
}

const customers = 8

func newPair(t testing.TB, corrupted bool) *pair {
	t.Helper()
	p := &pair{engine: &corrupting{Engine: newStore(t)}}
	if corrupted {
		p.connect(t, p.engine)
	} else {
		p.connect(t, p.engine.Engine)
	}
	return p
}

func newStore(t testing.TB) platform.Engine {
	t.Helper()
	store := servertest.Open(t, t.TempDir(), nil)
	servertest.Load(t, store, customers)
	return store
}

// connect makes both servers, over engine.
func (p *pair) connect(t testing.TB, engine platform.Engine) {
	t.Helper()
	client, err := platform.NewClient(platform.Config{Engine: engine, Now: func() time.Time { return servertest.Now }})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.generated = p.serve(t, resolvers.Config{Client: client, Generated: true})
	p.direct = p.serve(t, resolvers.Config{Client: client}, fieldCounter{&p.fields})
}

func (p *pair) serve(t testing.TB, cfg resolvers.Config, extensions ...graphql.HandlerExtension) http.Handler {
	t.Helper()
	root, err := resolvers.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	p.schema = root.Schema().Schema()
	s, err := server.New(server.Config{
		Schema:     root.Schema(),
		Extensions: append(extensions, root.Extension()),
		Logger:     slog.New(slog.DiscardHandler),
		Limits:     server.Limits{Aliases: 1000, Directives: 1000, Depth: 60, Nesting: 100, Fields: 20000, TotalFields: 40000, Repeats: 1000},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fieldCounter counts the fields that the generated executor resolves below root
// fields whose alias begins with root.
type fieldCounter struct{ count *atomic.Int64 }

func (fieldCounter) ExtensionName() string                   { return "FieldCounter" }
func (fieldCounter) Validate(graphql.ExecutableSchema) error { return nil }

func (c fieldCounter) InterceptField(ctx context.Context, next graphql.Resolver) (any, error) {
	if root, ok := graphql.GetFieldContext(ctx).Path()[0].(ast.PathName); ok && strings.HasPrefix(string(root), "root") {
		c.count.Add(1)
	}
	return next(ctx)
}

func ask(t testing.TB, h http.Handler, body []byte) string {
	req := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/graphql", bytes.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Request-Id", "request-of-test")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return fmt.Sprintf("%d %s", w.Code, w.Body)
}

// compare asks both for query and fails the test if they answer differently.
func (p *pair) compare(t *testing.T, query string, variables map[string]any) (answer string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	want := ask(t, p.generated, body)
	for _, round := range []string{"first", "second"} { // the second may be remembered
		if got := ask(t, p.direct, body); got != want {
			t.Fatalf("the %s direct answer to\n%s\nwith %v is\n%s\nand the generated executor's\n%s", round, query, variables, got, want)
		}
	}
	return want
}

// TestRandomDocuments compares the two executors on random documents, over data
// as it should be and over data that is not.
func TestRandomDocuments(t *testing.T) {
	for name, corrupted := range map[string]bool{"sound data": false, "corrupted data": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, corrupted)
			count := 300
			if testing.Short() {
				count = 60
			}
			answered, failing := 0, 0
			for seed := range uint64(count) {
				p.engine.seed.Store(seed)
				r := rand.New(rand.NewPCG(seed, 1))
				d := &documents{Rand: r, schema: p.schema, spreads: map[string][]string{}}
				query := d.document()
				answer := p.compare(t, query, randomVariables(r))
				if bytes.HasPrefix([]byte(answer), []byte("200")) {
					answered++
				} else {
					println(answer[:min(400, len(answer))])
				}
				if strings.Contains(answer, `"errors"`) {
					failing++
				}
			}
			if fields := p.fields.Load(); fields > 0 {
				t.Errorf("the generated executor was left with %d fields of profiles", fields)
			}
			t.Logf("of %d documents %d were executed, and %d answers have errors", count, answered, failing)
			if answered < count/2 {
				t.Errorf("only %d of %d documents were executed", answered, count)
			}
		})
	}
}

func randomVariables(r *rand.Rand) map[string]any {
	people := make([]map[string]any, 1+r.IntN(5))
	for i := range people {
		people[i] = map[string]any{"namespace": "CRMID", "id": fmt.Sprintf("C%06d", 1+r.IntN(customers+1))}
	}
	variables := map[string]any{
		"yes": true, "no": false, "people": people, "person": people[0],
		"path": []string{"person", "loyalty..tier", "identityMap", "_id"}[r.IntN(4)],
	}
	if r.IntN(2) == 0 {
		variables["n"] = r.IntN(8)
		variables["text"] = "forged"
		variables["kinds"] = []string{"CHURN", "OTHER"}
		variables["status"] = []string{"EXITED"}
		variables["from"] = "2026-03-01T00:00:00Z"
	}
	return variables
}

// TestGolden compares the two executors on the queries that have golden answers.
func TestGolden(t *testing.T) {
	p := newPair(t, false)
	files, err := filepath.Glob("../../server/testdata/golden/*.graphql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden queries: %v", err)
	}
	for _, file := range files {
		query, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p.compare(t, string(query), nil)
	}
}

// TestVariablesDecide compares the two executors on one document whose shape and
// arguments the variables decide.
func TestVariablesDecide(t *testing.T) {
	p := newPair(t, false)
	const query = `query($more: Boolean!, $n: Int, $who: IdentityInput!) { profile(identity: $who) {
		id @include(if: $more)
		events(first: $n) { nodes { type } totalCount @skip(if: $more) }
		...more @include(if: $more)
	} }
	fragment more on Profile { attributes { person { name { firstName } } } }`
	answers := map[string]bool{}
	for _, more := range []bool{true, false} {
		for _, n := range []int{1, 2, 0} {
			for _, id := range []string{"C000001", "C000002"} {
				answers[p.compare(t, query, map[string]any{"more": more, "n": n, "who": map[string]string{"namespace": "CRMID", "id": id}})] = true
			}
		}
	}
	if len(answers) < 10 {
		t.Errorf("%d different answers, want them to differ by the variables", len(answers))
	}
}

// TestTwoOperations compares the two executors on a document with two operations
// that share a root field in a fragment.
func TestTwoOperations(t *testing.T) {
	p := newPair(t, false)
	const query = `
		query A { ...root }
		query B { ...root profile(identity: {namespace: "CRMID", id: "C000001"}) { lifetimeValue { amount } } }
		fragment root on Query { profile(identity: {namespace: "CRMID", id: "C000001"}) { id } }`
	for _, name := range []string{"A", "B", "A"} {
		body := fmt.Appendf(nil, `{"query": %q, "operationName": %q}`, query, name)
		if got, want := ask(t, p.direct, body), ask(t, p.generated, body); got != want {
			t.Errorf("the direct answer to %s is\n%s\nand the generated executor's\n%s", name, got, want)
		}
	}
}
