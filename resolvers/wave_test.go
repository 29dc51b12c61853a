package resolvers_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
	"activityhub/resolvers"
)

// person selects what the town knows of somebody.
const person = ` { attributes { person { name { firstName } } } events(first: 1) { nodes { eventId profile { id } } } }`

type people []struct {
	Attributes struct {
		Person struct{ Name struct{ FirstName string } }
	}
	Events *struct {
		Nodes []struct {
			EventID string
			Profile struct{ ID string }
		}
	}
}

// names checks that each person has their own event, and returns their names.
func (p people) names(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, one := range p {
		name := one.Attributes.Person.Name.FirstName
		if one.Events == nil || len(one.Events.Nodes) != 1 || one.Events.Nodes[0].EventID != "e-"+name || one.Events.Nodes[0].Profile.ID == "" {
			t.Errorf("%s has the events %+v", name, one.Events)
		}
		names = append(names, name)
	}
	return names
}

func numbered(from, to int) []string {
	var names []string
	for i := from; i <= to; i++ {
		names = append(names, fmt.Sprint("C", i))
	}
	return names
}

// TestMoreThanOneCallMayName asks for 250 people in three root fields that
// overlap: the calls are as few as can be, and run side by side.
func TestMoreThanOneCallMayName(t *testing.T) {
	executors(t, func(t *testing.T, cfg resolvers.Config) {
		synctest.Test(t, func(t *testing.T) {
			engine := &town{before: func(context.Context, string, []platform.Identity) error {
				time.Sleep(time.Second)
				return nil
			}}
			began := time.Now()
			got := ask(t, t.Context(), engine, cfg, `query ($a: [IdentityInput!]!, $b: [IdentityInput!]!, $c: [IdentityInput!]!) {
				a: profiles(identities: $a)`+person+` b: profiles(identities: $b)`+person+` c: profiles(identities: $c)`+person+`
			}`, map[string]any{"a": inputs(1, 100), "b": inputs(76, 175), "c": inputs(151, 250)})
			if got.errors != nil {
				t.Fatalf("errors: %v", got.errors)
			}
			var data struct{ A, B, C people }
			decode(t, got.data, &data)
			for i, tt := range []struct {
				got      people
				from, to int
			}{{data.A, 1, 100}, {data.B, 76, 175}, {data.C, 151, 250}} {
				if names := tt.got.names(t); !slices.Equal(names, numbered(tt.from, tt.to)) {
					t.Errorf("root field %d answers %v", i, names)
				}
			}
			for _, method := range []string{"Profiles", "Events"} {
				if sizes := engine.sizes(method); !slices.Equal(sizes, []int{50, 100, 100}) {
					t.Errorf("calls of %s name %v identities, want 50, 100 and 100", method, sizes)
				}
			}
			if took := time.Since(began); took != time.Second {
				t.Errorf("it took %s, want one wave of a second", took)
			}
		})
	})
}

// TestOneChunkFails fails one of three calls: the others' people are answered.
func TestOneChunkFails(t *testing.T) {
	for name, fail := range map[string]func() error{
		"with an error": func() error { return &platform.Error{Kind: platform.ErrUnavailable, Message: "the engine is away"} },
		"with a panic":  func() error { panic("ada@example.com") },
	} {
		t.Run(name, func(t *testing.T) {
			executors(t, func(t *testing.T, cfg resolvers.Config) {
				engine := &town{before: func(_ context.Context, method string, ids []platform.Identity) error {
					if method == "Profiles" && slices.Contains(ids, platform.Identity{Namespace: "CRMID", ID: "C150"}) {
						return fail()
					}
					return nil
				}}
				got := ask(t, t.Context(), engine, cfg, `query ($a: [IdentityInput!]!, $b: [IdentityInput!]!, $c: [IdentityInput!]!) {
					a: profiles(identities: $a)`+person+` b: profiles(identities: $b)`+person+` c: profiles(identities: $c)`+person+`
				}`, map[string]any{"a": inputs(1, 100), "b": inputs(101, 200), "c": inputs(201, 300)})
				var data struct{ A, B, C people }
				decode(t, got.data, &data)
				if a, c := data.A.names(t), data.C.names(t); len(a) != 100 || len(c) != 100 {
					t.Errorf("%d and %d people are answered besides, want 100 and 100", len(a), len(c))
				}
				if len(got.errors) != 100 || !strings.HasPrefix(got.errors[0], "b[0]: ") {
					t.Errorf("%d errors, the first %.200s; want one for each of b", len(got.errors), got.errors)
				}
				if strings.Contains(fmt.Sprint(got.errors), "ada@") {
					t.Errorf("an error has the value of the panic: %.500s", got.errors[0])
				}
			})
		})
	}
}

// TestPanicOfEvents checks that a panic fails the lists, and nothing around.
func TestPanicOfEvents(t *testing.T) {
	executors(t, func(t *testing.T, cfg resolvers.Config) {
		engine := &town{before: func(_ context.Context, method string, _ []platform.Identity) error {
			if method == "Events" {
				panic(errors.New("ada@example.com"))
			}
			return nil
		}}
		got := ask(t, t.Context(), engine, cfg, `query ($a: [IdentityInput!]!) { a: profiles(identities: $a) { attributes { person { name { firstName } } } events { totalCount } } }`, map[string]any{"a": inputs(1, 2)})
		if want := `{"a":[{"attributes":{"person":{"name":{"firstName":"C1"}}},"events":null},{"attributes":{"person":{"name":{"firstName":"C2"}}},"events":null}]}`; got.data != want {
			t.Errorf("data %s, want %s", got.data, want)
		}
		if len(got.errors) != 2 || !strings.HasPrefix(got.errors[1], "a[1].events: ") || strings.Contains(got.errors[1], "ada@") {
			t.Errorf("errors %.500s, want one at each list, without the value", got.errors)
		}
	})
}

// TestCallerLeaves ends the context of an operation while the engine works: it
// is answered at once, and nothing is left running.
func TestCallerLeaves(t *testing.T) {
	executors(t, func(t *testing.T, cfg resolvers.Config) {
		synctest.Test(t, func(t *testing.T) {
			engine := &town{before: func(ctx context.Context, _ string, _ []platform.Identity) error {
				<-ctx.Done()
				return ctx.Err()
			}}
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			began := time.Now()
			got := ask(t, ctx, engine, cfg, `query ($a: [IdentityInput!]!, $b: [IdentityInput!]!) { a: profiles(identities: $a)`+person+` b: profiles(identities: $b)`+person+` }`,
				map[string]any{"a": inputs(1, 100), "b": inputs(101, 102)})
			if took := time.Since(began); took != 100*time.Millisecond {
				t.Errorf("it took %s, want no longer than the caller waits", took)
			}
			if len(got.errors) != 102 || !strings.Contains(got.errors[0], context.DeadlineExceeded.Error()) {
				t.Errorf("%d errors: %.300s; want one for each of 102 people", len(got.errors), got.errors)
			}
		})
	})
}

// TestWithoutAPlan fails the namespaces once, while the operation is planned:
// resolvers find nothing in flight, and answer all the same.
func TestWithoutAPlan(t *testing.T) {
	executors(t, func(t *testing.T, cfg resolvers.Config) {
		reads := 0
		engine := &town{namespaces: func() error {
			if reads++; reads <= 2 {
				return errors.New("away for a moment")
			}
			return nil
		}}
		got := ask(t, t.Context(), engine, cfg, `query ($a: [IdentityInput!]!) { a: profiles(identities: $a)`+person+` }`, map[string]any{"a": inputs(1, 2)})
		var data struct{ A people }
		decode(t, got.data, &data)
		if names := data.A.names(t); got.errors != nil || !slices.Equal(names, []string{"C1", "C2"}) {
			t.Errorf("people %v, errors %v; want C1 and C2", names, got.errors)
		}
		for _, c := range engine.calls {
			if c.projection != "*" {
				t.Errorf("%s read %s, want all: nobody knew what is needed", c.method, c.projection)
			}
		}
	})
}

// TestPlannedInPart fails the namespaces while the first of two people is
// planned: the other's profile is in flight, and the first's comes on its own.
func TestPlannedInPart(t *testing.T) {
	executors(t, func(t *testing.T, cfg resolvers.Config) {
		reads := 0
		engine := &town{namespaces: func() error {
			if reads++; reads == 1 {
				return errors.New("away for a moment")
			}
			return nil
		}}
		got := ask(t, t.Context(), engine, cfg, `query ($a: [IdentityInput!]!) { a: profiles(identities: $a)`+person+` }`, map[string]any{"a": inputs(1, 3)})
		var data struct{ A people }
		decode(t, got.data, &data)
		if names := data.A.names(t); got.errors != nil || !slices.Equal(names, []string{"C1", "C2", "C3"}) {
			t.Errorf("people %v, errors %v; want all three", names, got.errors)
		}
		if sizes := engine.sizes("Profiles"); !slices.Equal(sizes, []int{1, 2}) {
			t.Errorf("calls of Profiles name %v identities, want 1 and 2", sizes)
		}
	})
}

// TestNoRules reads curated fields that no setting says the place of.
func TestNoRules(t *testing.T) {
	executors(t, func(t *testing.T, cfg resolvers.Config) {
		cfg.Curated = noRules
		engine := &town{}
		got := ask(t, t.Context(), engine, cfg, `{ profile(identity: { namespace: "CRMID", id: "C1" }) { lifetimeValue { amount } scores { name } purchases { nodes { orderId } } campaignInteractions { totalCount } } }`, nil)
		if want := `{"profile":{"lifetimeValue":null,"scores":[],"purchases":null,"campaignInteractions":null}}`; got.data != want {
			t.Errorf("data %s, want %s", got.data, want)
		}
		want := []string{
			"profile.campaignInteractions: no event types are set for campaignInteractions: whoever runs this server names them in the setting campaignInteractions",
			"profile.purchases: no event types are set for purchases: whoever runs this server names them in the setting purchases",
		}
		if !slices.Equal(got.errors, want) {
			t.Errorf("errors %q, want %q", got.errors, want)
		}
		if len(engine.calls) != 1 || engine.calls[0].projection != "identityMap" {
			t.Errorf("calls %+v, want one for the profile", engine.calls)
		}
	})
}

// TestRulesInPart reads purchases of which only the types are set.
func TestRulesInPart(t *testing.T) {
	executors(t, func(t *testing.T, cfg resolvers.Config) {
		rules := *noRules
		rules.Purchases.Types = []string{"bought"}
		cfg.Curated = &rules
		engine := &town{}
		got := ask(t, t.Context(), engine, cfg, `{ profile(identity: { namespace: "CRMID", id: "C1" }) { purchases { nodes { orderId total { amount } items { sku } } } } }`, nil)
		if want := `{"profile":{"purchases":{"nodes":[{"orderId":null,"total":null,"items":null}]}}}`; got.data != want || got.errors != nil {
			t.Errorf("data %s, errors %v; want %s", got.data, got.errors, want)
		}
		for _, c := range engine.calls {
			if c.method == "Events" && c.projection != "_id" {
				t.Errorf("events were read with the paths %q, want _id alone", c.projection)
			}
		}
	})
}

func TestNewRefuses(t *testing.T) {
	if _, err := resolvers.New(resolvers.Config{}); err == nil {
		t.Error("a resolver without a client was made")
	}
	client, err := platform.NewClient(platform.Config{Engine: &town{}})
	if err != nil {
		t.Fatal(err)
	}
	wrong := *noRules
	wrong.LifetimeValue.Amount = "a..b"
	if _, err := resolvers.New(resolvers.Config{Client: client, Curated: &wrong}); err == nil || !strings.Contains(err.Error(), "lifetimeValue.amount") {
		t.Errorf("wrong rules: %v, want an error that names the setting", err)
	}
}
