package adobe

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"activityhub/platform"
)

func TestFollow(t *testing.T) {
	const list = "/data/core/ups/access/entities"
	for _, tt := range []struct{ name, href, want string }{
		{"beside the parent", "/entities?start=a&orderby=timestamp", "start=a&orderby=timestamp"},
		{"at sign", "@/entities?start=a", "start=a"},
		{"query alone", "?start=a", "start=a"},
		{"name alone", "entities?start=a", "start=a"},
		{"whole path", list + "?start=a", "start=a"},
		{"whole path below a prefix", "/aep" + list + "?start=a", "start=a"},
		{"whole address", "https://Platform.test:444/aep" + list + "?start=a", "start=a"},
		{"without scheme", "//platform.test:444/aep" + list + "?start=a", "start=a"},
		{"as it came", "/entities?start=a%2Bb&b=+%20c&a=1", "start=a%2Bb&b=+%20c&a=1"},
		{"what no query holds", "/entities?property=a=\"b c\"#é", "property=a=%22b%20c%22%23%C3%A9"},
		{"cursor of a merge policy", "@/entities?start=K1JJ==&orderBy=&limit=2", "start=K1JJ==&orderBy=&limit=2"},

		{"other host", "https://elsewhere.test" + list + "?start=a", ""},
		{"other port", "https://platform.test" + list + "?start=a", ""},
		{"other scheme", "http://platform.test:444/aep" + list + "?start=a", ""},
		{"with a user", "https://ada@platform.test:444/aep" + list + "?start=a", ""},
		{"other prefix", "https://platform.test:444/other" + list + "?start=a", ""},
		{"other list", "/mergePolicies?start=a", ""},
		{"other path", "/data/core/ups/config/entities?start=a", ""},
		{"upwards", "/../entities?start=a", ""},
		{"upwards from the list", list + "/../entities?start=a", ""},
		{"host without scheme", "//elsewhere.test" + list + "?start=a", ""},
		{"no query", "/entities", ""},
		{"too long", "/entities?" + strings.Repeat("a", maxLinkSize), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			way := &trail{op: "Events", base: base{"https", "platform.test:444", "/aep"}, resource: list, seen: map[string]bool{}}
			got, err := way.follow(tt.href)
			if got != tt.want || (err == nil) != (tt.want != "") {
				t.Errorf("query %q, %v; want %q", got, err, tt.want)
			}
			if err != nil && (!errors.Is(err, platform.ErrInvalidResponse) || strings.Contains(err.Error(), "elsewhere")) {
				t.Errorf("error %v", err)
			}
			if err == nil {
				if _, err := way.follow(tt.href); !errors.Is(err, platform.ErrInvalidResponse) {
					t.Errorf("followed again: %v, want a refusal", err)
				}
			}
		})
	}
}

func TestFollowEnds(t *testing.T) {
	way := &trail{resource: "/a/list", seen: map[string]bool{}}
	for i := range maxPages {
		if _, err := way.follow(fmt.Sprintf("/list?start=%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := way.follow("/list?start=x"); !errors.Is(err, platform.ErrInvalidResponse) {
		t.Errorf("error %v after %d pages", err, maxPages)
	}
}

// FuzzFollow checks that whatever a link says, the request goes to the list on
// the same host.
func FuzzFollow(f *testing.F) {
	for _, seed := range []string{"/entities?start=a", "@/entities?x", "https://platform.test/data/core/ups/access/entities?a", "//x?y", "?\x00\x7f\xff", "?%zz", "https://platform.test:443@evil?x"} {
		f.Add(seed)
	}
	const list = "/data/core/ups/access/entities"
	home := base{"https", "platform.test", ""}
	f.Fuzz(func(t *testing.T, href string) {
		way := &trail{base: home, resource: list, seen: map[string]bool{}}
		query, err := way.follow(href)
		if err != nil {
			return
		}
		req, err := http.NewRequest(http.MethodGet, home.String()+list+"?"+query, nil)
		if err != nil {
			t.Fatalf("%q makes no request: %v", query, err)
		}
		if req.URL.Host != home.host || req.URL.Path != list || req.URL.Scheme != "https" || req.URL.Fragment != "" || req.URL.User != nil {
			t.Errorf("%q leads to %s", href, req.URL)
		}
		if _, after, _ := strings.Cut(href, "?"); after != "" {
			sent, _ := url.QueryUnescape(query)
			if meant, err := url.QueryUnescape(after); err == nil && sent != meant {
				t.Errorf("%q was sent as %q", after, query)
			}
		}
	})
}
