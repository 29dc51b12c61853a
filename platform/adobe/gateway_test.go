package adobe_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"strings"
	"testing"

	"activityhub/platform"
	"activityhub/platform/adobe"
	"activityhub/platform/gateway"
	"activityhub/platform/local"
	"activityhub/platform/xdm"
)

// builtInOverGateway serves a local Platform with its built-in definitions and
// the hub's own unions.
func builtInOverGateway(t *testing.T, options ...func(*adobe.Config)) (*adobe.Engine, *local.Platform) {
	t.Helper()
	schemas := map[string][]byte{}
	for _, name := range []string{"profile", "experienceevent"} {
		raw, err := os.ReadFile("../../graph/xdm/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		schemas[name] = raw
	}
	quiet := slog.New(slog.DiscardHandler)
	p, err := local.Open(context.Background(), local.Config{Dir: t.TempDir(), Schemas: schemas, Synchronous: "NORMAL", Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	served, err := gateway.New(gateway.Config{Platform: p, Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { served.Close() })
	return engineAt(t, served, options...), p
}

// TestDefinitionsOverGateway checks that definitions say the same from the local
// Platform and from its gateway.
func TestDefinitionsOverGateway(t *testing.T) {
	engine, p := builtInOverGateway(t)
	compare := func(name string, got, want any, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !reflect.DeepEqual(got, want) {
			t.Errorf("%s\n%s\nwant\n%s", name, spelled(got), spelled(want))
		}
	}
	segments, err := engine.Segments(t.Context())
	wantSegments, _ := p.Segments(t.Context())
	compare("segments", segments, wantSegments, err)
	policies, err := engine.MergePolicies(t.Context())
	wantPolicies, _ := p.MergePolicies(t.Context())
	compare("merge policies", withoutDataSets(policies), withoutDataSets(wantPolicies), err)
	namespaces, err := engine.Namespaces(t.Context())
	wantNamespaces, _ := p.Namespaces(t.Context())
	compare("namespaces", namespaces, wantNamespaces, err)

	if err := engine.Discover(t.Context()); err != nil {
		t.Error(err)
	}
	want := p.Capabilities()
	want.Engine, want.EventChannels = "adobe", false
	compare("capabilities", engine.Capabilities(), want, nil)

	for _, class := range []string{"profile", "experienceevent"} {
		raw, err := engine.Union(t.Context(), class)
		if err != nil {
			t.Fatal(err)
		}
		if schema, err := xdm.ParseSchema(raw); err != nil || !strings.HasSuffix(schema.Class, "/"+class) {
			t.Errorf("union of %s: %v", class, err)
		}
	}
}

// TestNoSandboxOverGateway checks that a sandbox that there is not is told as
// that, wherever it shows, and not as a permission that lacks.
func TestNoSandboxOverGateway(t *testing.T) {
	engine, _ := builtInOverGateway(t, func(c *adobe.Config) { c.Sandbox = "stage" })
	one := []platform.Identity{{Namespace: "CRMID", ID: "C1"}}
	for name, ask := range map[string]func() error{
		"Discover":      func() error { return engine.Discover(t.Context()) },
		"Segments":      func() error { _, err := engine.Segments(t.Context()); return err },
		"MergePolicies": func() error { _, err := engine.MergePolicies(t.Context()); return err },
		"Namespaces":    func() error { _, err := engine.Namespaces(t.Context()); return err },
		"Events": func() error {
			_, err := engine.Events(t.Context(), platform.EventsRequest{Identities: one, Order: platform.NewestFirst, Limit: 1, MergePolicy: "newest"})
			return err
		},
	} {
		if err := ask(); !errors.Is(err, platform.ErrRejected) || errors.Is(err, platform.ErrUnsupported) || !strings.Contains(err.Error(), "there is no such sandbox") {
			t.Errorf("%s: %v, want that there is no such sandbox", name, err)
		}
	}
	if can := engine.Capabilities(); !can.Events || !can.Segments || !can.Namespaces || !can.MergePolicies {
		t.Errorf("capabilities %+v, want those that nothing is known of", can)
	}
}

// withoutDataSets leaves out the ids of data sets, which the wire has in place
// of their names.
func withoutDataSets(policies []*platform.MergePolicy) []*platform.MergePolicy {
	all := make([]*platform.MergePolicy, len(policies))
	for i, p := range policies {
		without := *p
		without.DataSetOrder = make([]string, len(p.DataSetOrder))
		all[i] = &without
	}
	return all
}

// spelled writes what pointers in v point to.
func spelled(v any) string {
	var b strings.Builder
	switch all := v.(type) {
	case []*platform.Segment:
		for _, s := range all {
			fmt.Fprintf(&b, "%+v\n", *s)
		}
	case []*platform.MergePolicy:
		for _, p := range all {
			fmt.Fprintf(&b, "%+v\n", *p)
		}
	default:
		fmt.Fprintf(&b, "%+v", v)
	}
	return b.String()
}

// TestInspectOverGateway has the doctor look at the gateway: well, and with
// settings that are wrong one by one.
func TestInspectOverGateway(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*adobe.Config)
		want   string // the first finding that is not well
	}{
		{"well", func(*adobe.Config) {}, ""},
		{"wrong client", func(c *adobe.Config) { c.ClientID = "other" }, "sign-in Failed: the client id or secret is not accepted by the sign-in service"},
		{"wrong secret", func(c *adobe.Config) { c.ClientSecret = "other" }, "sign-in Failed: the client id or secret is not accepted by the sign-in service"},
		{"wrong organisation", func(c *adobe.Config) { c.Organization = "FFFFFFFFFFFFFFFFFFFFFFFF@AdobeOrg" }, "gateway Failed: the gateway cannot place the organisation"},
		{"wrong sandbox", func(c *adobe.Config) { c.Sandbox = "stage" }, "sandbox Failed: the credential may not use sandbox stage, or there is none"},
		{"wrong merge policy", func(c *adobe.Config) { c.MergePolicy = "nine" }, "profile look-up Failed: the merge policy of the settings does not exist, or the Platform has no default one"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			engine, _ := builtInOverGateway(t, tt.change)
			got := ""
			for _, f := range engine.Inspect(t.Context()) {
				if f.Level != adobe.OK {
					got = fmt.Sprintf("%s %s: %s", f.Check, f.Level, f.Found)
					break
				}
			}
			if got != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}
