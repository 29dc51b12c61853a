package contract

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An Example is one published request or answer.
type Example struct {
	File   string // such as "entities-get-profile.response.json"
	Method string // "ANY" where every call may be answered so, "-" for a fragment of a profile
	Path   string // a path with its query, or a URL; may hold placeholders
	Status int    // of an answer; 0 for a request or a fragment
	Kind   string // how close it is to what was published: "sample", "from field samples", "abridged" or "redacted"
	Note   string
	Body   []byte
}

// Examples returns every example of the reference material. It skips the test
// where that is not on the machine.
func Examples(t testing.TB) []Example {
	t.Helper()
	folder := filepath.Join(reference(t), "examples")
	index, err := os.ReadFile(filepath.Join(folder, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []Example
	if err := json.Unmarshal(index, &all); err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if all[i].Body, err = os.ReadFile(filepath.Join(folder, all[i].File)); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// Request reports whether e is what a client sends.
func (e Example) Request() bool { return strings.HasSuffix(e.File, ".request.json") }

// Answer reports whether e is what a service answers.
func (e Example) Answer() bool { return strings.HasSuffix(e.File, ".response.json") }

// Exchange returns e as it would go over the wire: with the headers that every
// call has, and with placeholders in the path filled in. Members of the body
// that have no sample value, and are therefore null, are left out.
func (e Example) Exchange(t testing.TB) Exchange {
	t.Helper()
	path := strings.TrimPrefix(e.Path, "https://dcs.adobedc.net")
	path = strings.NewReplacer("{ID}", "411", "{", "", "}", "", "…", "x").Replace(path)
	u, err := url.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	x := Exchange{Method: e.Method, URL: u, Header: http.Header{
		"Authorization": {"Bearer token"}, "X-Api-Key": {"client"}, "X-Gw-Ims-Org-Id": {"org"}, "X-Sandbox-Name": {"prod"},
		"X-Profile-Instance-Id": {"ups"}, "Accept": {"application/json"},
	}}
	body := e.Body
	if e.Kind == "from field samples" {
		var tree any
		if err := json.Unmarshal(body, &tree); err != nil {
			t.Fatal(err)
		}
		if body, err = json.Marshal(withoutNulls(tree)); err != nil {
			t.Fatal(err)
		}
	}
	if e.Request() {
		x.Body = body
		x.Header.Set("Content-Type", "application/json")
		return x
	}
	x.Status, x.Answer = e.Status, body
	x.Answered = http.Header{"Content-Type": {"application/json"}}
	if strings.HasSuffix(u.Path, "/v2/graph") && e.Status == http.StatusOK {
		x.Answered.Set("Content-Type", "application/json;version=2.2.1;charset=utf-8") // Source: identity-service.yaml
	}
	return x
}

// withoutNulls returns v without the members that are null.
func withoutNulls(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if member == nil {
				delete(v, name)
			} else {
				v[name] = withoutNulls(member)
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutNulls(v[i])
		}
	}
	return v
}
