package resolvers_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"

	"activityhub/platform"
	"activityhub/platform/curated"
	"activityhub/platform/xdm"
	"activityhub/resolvers"
)

// A town is an engine that knows everybody: their first name is their value, and
// they have one event. What it is asked first goes through before, which may
// fail or panic.
type town struct {
	before     func(ctx context.Context, method string, ids []platform.Identity) error
	namespaces func() error // nil means that they can be read
	segments   string       // everybody's segmentMembership, JSON; "" means none

	mu    sync.Mutex
	calls []call
}

type call struct {
	method     string
	ids        []platform.Identity
	projection string
}

func (e *town) asked(ctx context.Context, c call) error {
	e.mu.Lock()
	e.calls = append(e.calls, c)
	e.mu.Unlock()
	if e.before != nil {
		return e.before(ctx, c.method, c.ids)
	}
	return ctx.Err()
}

func (e *town) Profiles(ctx context.Context, req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	if err := e.asked(ctx, call{"Profiles", req.Identities, req.Projection.String()}); err != nil {
		return nil, err
	}
	found := map[platform.Identity]*platform.Profile{}
	for _, id := range req.Identities {
		attributes, err := xdm.ParseObject(fmt.Appendf(nil, `{"person":{"name":{"firstName":%q}},"segmentMembership":%s}`, id.ID, cmp.Or(e.segments, "null")))
		if err != nil {
			return nil, err
		}
		found[id] = &platform.Profile{Asked: id, MergePolicy: req.MergePolicy, Attributes: attributes, Identities: []platform.LinkedIdentity{{Identity: id}}}
	}
	return found, nil
}

func (e *town) Events(ctx context.Context, req platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error) {
	if err := e.asked(ctx, call{"Events", req.Identities, req.Projection.String()}); err != nil {
		return nil, err
	}
	found := map[platform.Identity]*platform.EventPage{}
	for _, id := range req.Identities {
		event := &platform.Event{ID: "e-" + id.ID, Timestamp: time.UnixMilli(1780000000000).UTC(), Identity: id}
		found[id] = &platform.EventPage{Events: []*platform.Event{event}, Total: -1}
	}
	return found, nil
}

func (e *town) Segments(context.Context) ([]*platform.Segment, error) { return nil, nil }

func (e *town) MergePolicies(context.Context) ([]*platform.MergePolicy, error) {
	return []*platform.MergePolicy{{ID: "newest", Default: true}, {ID: "alone"}}, nil
}

func (e *town) Namespaces(context.Context) ([]platform.IdentityNamespace, error) {
	if e.namespaces != nil {
		if err := e.namespaces(); err != nil {
			return nil, err
		}
	}
	return []platform.IdentityNamespace{{Code: "CRMID"}}, nil
}

func (e *town) Capabilities() platform.Capabilities {
	return platform.Capabilities{Engine: "town", Profiles: true, Events: true}
}

func (e *town) Close() error { return nil }

// sizes returns how many identities each call of method named, sorted.
func (e *town) sizes(method string) []int {
	var sizes []int
	for _, c := range e.calls {
		if c.method == method {
			sizes = append(sizes, len(c.ids))
		}
	}
	slices.Sort(sizes)
	return sizes
}

// executors calls test for both ways in which profiles are answered.
func executors(t *testing.T, test func(t *testing.T, cfg resolvers.Config)) {
	t.Run("direct", func(t *testing.T) { test(t, resolvers.Config{}) })
	t.Run("generated", func(t *testing.T) { test(t, resolvers.Config{Generated: true}) })
}

// An answer is what a caller gets.
type answer struct {
	data   string
	errors []string // path: message
}

// ask runs query on engine as the server would, without HTTP.
func ask(t *testing.T, ctx context.Context, engine platform.Engine, cfg resolvers.Config, query string, variables map[string]any) answer {
	t.Helper()
	client, err := platform.NewClient(platform.Config{Engine: engine})
	if err != nil {
		t.Fatal(err)
	}
	cfg.Client = client
	root, err := resolvers.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	exec := executor.New(root.Schema())
	exec.Use(root.Extension())
	ctx = graphql.StartOperationTrace(ctx)
	operation, refused := exec.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: variables})
	if refused != nil {
		t.Fatal(refused)
	}
	respond, ctx := exec.DispatchOperation(ctx, operation)
	response := respond(ctx)
	got := answer{data: string(response.Data)}
	for _, e := range response.Errors {
		got.errors = append(got.errors, e.Path.String()+": "+e.Message)
	}
	slices.Sort(got.errors)
	return got
}

// inputs returns the identities from to to as a variable.
func inputs(from, to int) []any {
	var ids []any
	for i := from; i <= to; i++ {
		ids = append(ids, map[string]any{"namespace": "CRMID", "id": fmt.Sprint("C", i)})
	}
	return ids
}

func decode(t *testing.T, data string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(data), into); err != nil {
		t.Fatalf("%v in %.300s", err, data)
	}
}

// noRules are settings under which curated fields read nothing.
var noRules = &curated.Rules{}
