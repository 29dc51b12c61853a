package examples_test

import (
	"encoding/json"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	unions "activityhub/graph/xdm"
	"activityhub/platform"
	"activityhub/platform/local"
	"activityhub/platform/local/demo"
	"activityhub/resolvers"
	"activityhub/server"
	"activityhub/server/examples"
)

// hub is the whole server over the first demonstration customers.
func hub(t *testing.T) string {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	engine, err := local.Open(t.Context(), local.Config{
		Dir: t.TempDir(), Synchronous: "NORMAL", Logger: quiet,
		Schemas: map[string][]byte{"profile": unions.Profile, "experienceevent": unions.ExperienceEvent},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	for _, dataset := range demo.Datasets() {
		r, err := demo.NewReader(demo.Config{Profiles: 8}, dataset)
		if err != nil {
			t.Fatal(err)
		}
		if counts, err := engine.Ingest(t.Context(), dataset, r, local.IngestOptions{}); err != nil || counts.Rejected > 0 {
			t.Fatalf("%s: %+v, %v", dataset, counts, err)
		}
	}
	client, err := platform.NewClient(platform.Config{Engine: engine})
	if err != nil {
		t.Fatal(err)
	}
	root, err := resolvers.New(resolvers.Config{Client: client})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := server.New(server.Config{Schema: root.Schema(), Extensions: []graphql.HandlerExtension{root.Extension()}, Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	api := httptest.NewServer(handler)
	t.Cleanup(api.Close)
	return api.URL + "/graphql"
}

func TestExamplesAnswer(t *testing.T) {
	endpoint := hub(t)
	names, err := fs.Glob(examples.Files, "*.graphql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			query, err := fs.ReadFile(examples.Files, name)
			if err != nil {
				t.Fatal(err)
			}
			body, err := json.Marshal(map[string]string{"query": string(query)})
			if err != nil {
				t.Fatal(err)
			}
			response, err := http.Post(endpoint, "application/json", strings.NewReader(string(body)))
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			var answer struct {
				Data   map[string]json.RawMessage
				Errors []struct{ Message string }
			}
			if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
				t.Fatal(err)
			}
			if len(answer.Errors) > 0 || len(answer.Data) == 0 {
				t.Fatalf("errors %v, %d root fields; want an answer without errors", answer.Errors, len(answer.Data))
			}
			for field, v := range answer.Data {
				t.Logf("%s: %.6000s", field, v)
				for _, nothing := range []string{"null", `"nodes":[]`, `"scores":[]`, `"name":null`} {
					if string(v) == nothing || nothing != "null" && strings.Contains(string(v), nothing) {
						t.Errorf("%s holds %s, want something to see", field, nothing)
					}
				}
			}
		})
	}
}
