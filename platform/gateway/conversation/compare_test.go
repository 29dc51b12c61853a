package conversation_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tidwall/gjson"

	"activityhub/platform/xdm"
)

// heard keeps what the Platform really said.
type heard struct {
	mu      sync.Mutex
	answers map[string][]string // by path
}

func (h *heard) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	res.Body = io.NopCloser(bytes.NewReader(raw))
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.answers == nil {
		h.answers = make(map[string][]string)
	}
	h.answers[r.URL.Path] = append(h.answers[r.URL.Path], string(raw))
	return res, err
}

// differ holds that what was recorded has the shape of what was said, and that
// within entities no number or text stayed. It returns how many numbers it saw.
func differ(t *testing.T, path string, said, recorded gjson.Result) (numbers int) {
	t.Helper()
	inside := strings.Contains(path, ".entity.")
	switch {
	case said.IsObject() && recorded.IsObject(), said.IsArray() && recorded.IsArray():
		var names []string
		var parts [2][]gjson.Result
		for i, v := range []gjson.Result{said, recorded} {
			v.ForEach(func(k, in gjson.Result) bool {
				if i == 0 {
					names = append(names, k.String())
				}
				parts[i] = append(parts[i], in)
				return true
			})
		}
		if len(parts[0]) != len(parts[1]) {
			t.Fatalf("%s has %d parts, %d recorded", path, len(parts[0]), len(parts[1]))
		}
		for i := range parts[0] {
			numbers += differ(t, path+"."+names[i], parts[0][i], parts[1][i])
		}
	case said.Type != recorded.Type:
		t.Errorf("%s is %s, recorded as %s", path, said.Type, recorded.Type)
	case said.Type == gjson.Number && inside:
		numbers++
		if said.Raw == recorded.Raw && said.Num != 0 {
			t.Errorf("%s: the number %s stayed", path, said.Raw)
		}
	case said.Type == gjson.String && inside && said.Str == recorded.Str && said.Str != "" && !structure.MatchString(said.Str) && !codes.MatchString(path):
		t.Errorf("%s: the text %q stayed", path, said.Str)
	}
	return numbers
}

// codes are the places of codes that stay.
var codes = regexp.MustCompile(`(?:[cC]urrency(?:Code)?|\.namespace\.code)$`)

func text(o xdm.Object) string {
	var b strings.Builder
	for name, v := range o.All() {
		quoted, _ := json.Marshal(name)
		b.WriteString("," + string(quoted) + ":" + v.Raw())
	}
	return "{" + strings.TrimPrefix(b.String(), ",") + "}"
}

// shapeOf tells the shape of a record whatever the order in it, which may be that
// of values.
func shapeOf(o xdm.Object) string { return sorted(gjson.Parse(text(o))) }

func sorted(v gjson.Result) string {
	if !v.IsObject() && !v.IsArray() {
		return shape(v)
	}
	var parts []string
	v.ForEach(func(_, in gjson.Result) bool { parts = append(parts, sorted(in)); return true })
	slices.Sort(parts)
	return v.Raw[:1] + strings.Join(parts, "") + "."
}

// entitiesOf collects the values of all entities in an answer.
func entitiesOf(v gjson.Result, into map[string]bool) {
	v.ForEach(func(k, in gjson.Result) bool {
		switch {
		case k.String() == "entity":
			leaves(in, "", into)
		case in.IsObject() || in.IsArray():
			entitiesOf(in, into)
		}
		return true
	})
}

// leaves collects the texts of a document, and the keys of maps that are ids.
func leaves(v gjson.Result, key string, into map[string]bool) {
	switch {
	case v.IsObject(), v.IsArray():
		v.ForEach(func(k, in gjson.Result) bool {
			if key == "ups" || key == "subscribers" {
				into[k.String()] = true
			}
			leaves(in, k.String(), into)
			return true
		})
	case v.Type == gjson.String:
		into[v.String()] = true
	}
}
