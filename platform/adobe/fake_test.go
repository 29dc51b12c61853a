package adobe_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"activityhub/platform"
	"activityhub/platform/adobe"
	"activityhub/platform/gateway"
)

// A look is a request for entities as a fake saw it.
type look struct {
	n      int // counted from 1
	method string
	query  url.Values
	raw    string // query as it was written
	body   string
}

// A fake answers look-ups of entities by a function, on loopback. It signs
// everybody in and has two merge policies and some namespaces.
type fake struct {
	answer func(look) (status int, body string)

	mu    sync.Mutex
	looks []look
	lists int // of definitions
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	switch r.URL.Path {
	case "/ims/token/v3":
		fmt.Fprint(w, `{"access_token":"t","token_type":"bearer","expires_in":86399}`)
	case "/data/core/ups/config/mergePolicies":
		f.mu.Lock()
		f.lists++
		f.mu.Unlock()
		fmt.Fprint(w, `{"children":[{"id":"graph","name":"a","schema":{"name":"_xdm.context.profile"},"default":true,"identityGraph":{"type":"pdg"}},
			{"id":"alone","name":"b","schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"none"}}]}`)
	case "/data/core/idnamespace/identities":
		f.mu.Lock()
		f.lists++
		f.mu.Unlock()
		fmt.Fprint(w, `[{"id":6,"code":"Email","idType":"EMAIL"},{"id":7,"code":"Phone","idType":"PHONE"},{"id":4,"code":"ECID","idType":"COOKIE"},{"id":10000001,"code":"CRMID","idType":"CROSS_DEVICE","custom":true},{"id":10000002,"code":"b2b_account","idType":"B2B_ACCOUNT"}]`)
	case "/data/core/ups/access/entities":
		raw, _ := io.ReadAll(r.Body)
		f.mu.Lock()
		l := look{n: len(f.looks) + 1, method: r.Method, query: r.URL.Query(), raw: r.URL.RawQuery, body: string(raw)}
		f.looks = append(f.looks, l)
		f.mu.Unlock()
		status, body := f.answer(l)
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	default:
		w.WriteHeader(404)
		fmt.Fprint(w, `{"error_code":"404001","message":"Resource not found"}`)
	}
}

// asked returns the requests for entities so far, a line for each: the query of
// a GET, the body of a POST.
func (f *fake) asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	lines := make([]string, len(f.looks))
	for i, l := range f.looks {
		lines[i] = l.method + " " + l.raw + l.body
	}
	return lines
}

// say answers everything with one status and body.
func say(status int, body string) *fake {
	return &fake{answer: func(look) (int, string) { return status, body }}
}

// engine returns an engine that asks f.
func (f *fake) engine(t testing.TB, options ...func(*adobe.Config)) *adobe.Engine {
	t.Helper()
	return engineAt(t, f, options...)
}

// engineAt serves handler on loopback and returns an engine that asks it.
func engineAt(t testing.TB, handler http.Handler, options ...func(*adobe.Config)) *adobe.Engine {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	cfg := adobe.Config{
		BaseURL: server.URL, SignInURL: server.URL, Organization: gateway.DefaultOrganization, Scopes: []string{"openid"},
		ClientID: gateway.DefaultClientID, ClientSecret: gateway.DefaultClientSecret, Logger: slog.New(slog.DiscardHandler),
	}
	for _, option := range options {
		option(&cfg)
	}
	engine, err := adobe.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return engine
}

func id(text string) platform.Identity {
	identity, err := platform.ParseIdentity(text)
	if err != nil {
		panic(err)
	}
	return identity
}

func ids(texts ...string) []platform.Identity {
	all := make([]platform.Identity, len(texts))
	for i, text := range texts {
		all[i] = id(text)
	}
	return all
}

// crm returns the identities CRMID:C1 to CRMID:Cn.
func crm(n int) []platform.Identity {
	all := make([]platform.Identity, n)
	for i := range all {
		all[i] = id(fmt.Sprintf("CRMID:C%d", i+1))
	}
	return all
}

// record writes the entry of a person with these identities.
func record(xid string, linked ...string) string {
	var entries []string
	for _, text := range linked {
		identity := id(text)
		entries = append(entries, fmt.Sprintf(`%q:[{"id":%q}]`, strings.ToLower(string(identity.Namespace)), identity.ID))
	}
	return fmt.Sprintf(`%q:{"entityId":%q,"sources":["1"],"entity":{"person":{"name":{"firstName":%q}},"identityMap":{%s}},"lastModifiedAt":"2018-10-18T15:59:10-08:00"}`,
		xid, xid, xid, strings.Join(entries, ","))
}

// shell writes the entry of somebody nobody knows.
func shell(xid string) string {
	return fmt.Sprintf(`%q:{"entityId":%q,"sources":[""],"entity":{},"lastModifiedAt":"1970-01-01T00:00:00Z"}`, xid, xid)
}

// entries writes an answer to a look-up of many.
func entries(all ...string) string { return "{" + strings.Join(all, ",") + "}" }

// shown writes what a look-up found: "asked=first name" for each, and
// "asked!message" for each that failed, in order.
func shown(found map[platform.Identity]*platform.Profile, err error) string {
	var all []string
	for asked, p := range found {
		all = append(all, asked.String()+"="+p.Attributes.At("person.name.firstName").Text())
	}
	var partial *platform.PartialError
	if asPartial(err, &partial) {
		for asked, why := range partial.Failed {
			all = append(all, asked.String()+"!"+kindOf(why))
		}
	} else if err != nil {
		all = append(all, "!"+kindOf(err))
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s\n got %v\nwant %v", what, got, want)
	}
}
