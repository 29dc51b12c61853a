package gateway_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"

	unions "activityhub/graph/xdm"
	"activityhub/platform/gateway"
	"activityhub/platform/local"
)

// openBuiltin is a gateway before a Platform with the built-in definitions, which
// has segments and computed attributes.
func openBuiltin(t testing.TB) *fixture {
	t.Helper()
	p, err := local.Open(t.Context(), local.Config{
		Dir: t.TempDir(), Logger: slog.New(slog.DiscardHandler),
		Schemas: map[string][]byte{"profile": unions.Profile, "experienceevent": unions.ExperienceEvent},
	})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	f := open(t, func(cfg *gateway.Config) { cfg.Platform = p })
	f.platform = p
	return f
}

// example reads a documented answer, and skips the test where there is none.
func example(t testing.TB, name string) any {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("../../../shared/reference/examples", name))
	if err != nil {
		t.Skip("left out: ../shared is not here")
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}

// like fails the test unless got has every member that want has, but for those
// left out, and of the same kind. Of arrays the first elements are compared.
func (a answer) like(want any, leftOut ...string) answer {
	a.Helper()
	for _, difference := range differences("", a.at(), want, leftOut) {
		a.Errorf("%s", difference)
	}
	return a
}

func differences(at string, got, want any, leftOut []string) (all []string) {
	switch want := want.(type) {
	case nil:
		return nil
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s is no object", at)}
		}
		for name, value := range want {
			if slices.Contains(leftOut, name) {
				continue
			}
			if _, ok := object[name]; !ok {
				all = append(all, fmt.Sprintf("%s.%s is missing", at, name))
				continue
			}
			all = append(all, differences(at+"."+name, object[name], value, leftOut)...)
		}
		return all
	case []any:
		list, ok := got.([]any)
		if !ok {
			return []string{fmt.Sprintf("%s is no array", at)}
		}
		if len(list) > 0 && len(want) > 0 {
			return differences(at+"[0]", list[0], want[0], leftOut)
		}
		return nil
	case float64:
		if _, ok := got.(json.Number); !ok {
			return []string{fmt.Sprintf("%s is %T, no number", at, got)}
		}
		return nil
	}
	if fmt.Sprintf("%T", got) != fmt.Sprintf("%T", want) {
		return []string{fmt.Sprintf("%s is %T, want %T", at, got, want)}
	}
	return nil
}
