package faults_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform/gateway/faults"
)

const example = `# A scenario as it may come.
name: monday
seed: 7
faults:
  - name: storm
    on: {methods: [GET, POST], path: /data/core/ups/access/**, schema: _xdm.context.profile, identitiesOver: 1}
    when: {over: 20, within: 1s, lasts: 10s}
    effect: {kind: throttled, form: array, wait: 500ms}
  - when:
      chance: 0.5
      calls: [1, 2]
    effect:
      kind: latency
      p50: 300ms
      p95: 900ms
      p99: 2s
`

func TestRead(t *testing.T) {
	got, err := faults.Read("monday.yaml", strings.NewReader(example))
	if err != nil {
		t.Fatal(err)
	}
	storm := got.Faults[0]
	if got.Seed != 7 || len(got.Faults) != 2 || storm.On.IdentitiesOver != 1 || storm.When.Lasts != 10*time.Second ||
		storm.Effect.Wait != 500*time.Millisecond || got.Faults[1].Effect.P99 != 2*time.Second || !slices.Equal(got.Faults[1].When.Calls, []int{1, 2}) {
		t.Errorf("read %+v", got)
	}
	if _, err := faults.Read("nothing.yaml", strings.NewReader("# nothing\n")); err != nil {
		t.Errorf("an empty scenario: %v", err)
	}
}

func TestReadRefuses(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"unknown key", "faults:\n  - efect: {kind: hang}\n", `f.yaml:2: unknown key "efect"; known are name, on, when, effect; did you mean effect?`},
		{"unknown kind", "faults:\n  - name: a\n    effect: {kind: hung}\n", `f.yaml:2: fault 1 (a): effect: unknown kind "hung"`},
		{"nearest kind", "faults:\n  - effect: {kind: throtled}\n", `did you mean throttled?`},
		{"no kind", "faults:\n  - name: a\n", `kind is missing`},
		{"foreign key", "faults:\n  - effect: {kind: hang, rate: 5}\n", `hang has no rate; it has kind`},
		{"unknown form", "faults:\n  - effect: {kind: throttled, form: aray}\n", `its forms are array, object, gateway, problem, empty; did you mean array?`},
		{"a form of none", "faults:\n  - effect: {kind: hang, form: x}\n", `hang has no form`},
		{"duration", "faults:\n  - effect:\n      kind: latency\n      fixed: 5\n", `f.yaml:4: "5" is not right; it is a duration such as 250ms or 2s`},
		{"number", "faults:\n  - when: {every: often}\n", `f.yaml:2: "often" is not right; it is a whole number`},
		{"list", "faults:\n  - when: {calls: 3}\n", `it is a list`},
		{"mapping", "faults:\n  - when: 3\n", `it is keys with values`},
		{"scalar", "seed: [1]\n", `f.yaml:1: the value is not right; it is a whole number`},
		{"method", "faults:\n  - {on: {methods: [get]}, effect: {kind: hang}}\n", `unknown method "get"; known are GET, POST, PUT, PATCH, DELETE, HEAD; did you mean GET?`},
		{"path", "faults:\n  - {on: {path: data}, effect: {kind: hang}}\n", `does not begin with a slash`},
		{"chance", "faults:\n  - {when: {chance: 2}, effect: {kind: hang}}\n", `it is above 0 and up to 1`},
		{"half a rate", "faults:\n  - {when: {over: 2}, effect: {kind: hang}}\n", `over and within belong together`},
		{"lasting of nothing", "faults:\n  - {when: {lasts: 2s}, effect: {kind: hang}}\n", `give over and within too`},
		{"window", "faults:\n  - {when: {from: 3s, until: 2s}, effect: {kind: hang}}\n", `until (2s) is not after from (3s)`},
		{"two latencies", "faults:\n  - effect: {kind: latency, fixed: 1s, p50: 1s}\n", `give one of`},
		{"falling curve", "faults:\n  - effect: {kind: latency, p50: 3s, p95: 2s, p99: 4s}\n", `do not fall`},
		{"capability", "faults:\n  - effect: {kind: missing, code: event}\n", `unknown code "event"; known are audiences,`},
		{"no capability", "faults:\n  - effect: {kind: missing}\n", `code is missing`},
		{"status", "faults:\n  - effect: {kind: failing, status: 404}\n", `status is 404; it is 500 to 599`},
		{"no redirect", "faults:\n  - effect: {kind: redirect, status: 304}\n", `f.yaml:2: fault 1: effect: redirect: status is one of 301, 302, 303, 307, 308`},
		{"below zero", "faults:\n  - effect: {kind: latency, fixed: -1s}\n", `fixed is below zero`},
		{"not YAML", "faults: [\n", `f.yaml:`},
		{"two documents", "seed: 1\n---\nseed: 2\n", `holds 2 YAML documents`},
		{"twice", "seed: 1\nseed: 2\n", `f.yaml:2`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := faults.Read("f.yaml", strings.NewReader(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestBuiltinsAreProper(t *testing.T) {
	for _, s := range faults.Builtin() {
		if err := s.Check(); err != nil || s.Name == "" || s.Description == "" {
			t.Errorf("%s: %v", s.Name, err)
		}
		if _, err := faults.Named(s.Name); err != nil {
			t.Error(err)
		}
	}
	if _, err := faults.Named("slwo"); err == nil || !strings.Contains(err.Error(), "did you mean slow?") {
		t.Errorf("got %v, want the nearest name", err)
	}
}

func TestEveryEffectIsTold(t *testing.T) {
	for _, d := range faults.Effects() {
		if d.About == "" || d.Keys[0] != "kind" {
			t.Errorf("%+v", d)
		}
	}
}

// struck tells which of calls the scenario fails.
func struck(s faults.Scenario, calls int, request func(i int) *http.Request) string {
	h := faults.New(http.HandlerFunc(upstream), s)
	var b strings.Builder
	for i := range calls {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, request(i))
		b.WriteByte(".x"[min(w.Code/400, 1)])
	}
	return b.String()
}

func TestWhen(t *testing.T) {
	for _, test := range []struct {
		name string
		when faults.When
		want string
	}{
		{"always", faults.When{}, "xxxxxxxxxx"},
		{"first", faults.When{First: 3}, "xxx......."},
		{"after", faults.When{After: 8}, "........xx"},
		{"every", faults.When{Every: 4}, "...x...x.."},
		{"calls", faults.When{Calls: []int{2, 5}}, ".x..x....."},
		{"after and every", faults.When{After: 4, Every: 4}, ".......x.."},
		{"over", faults.When{Over: 4, Within: time.Hour}, "....xxxxxx"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := faults.Scenario{Faults: []faults.Fault{{When: test.when, Effect: faults.Effect{Kind: "failing"}}}}
			if got := struck(s, 10, func(int) *http.Request { return httptest.NewRequest(http.MethodGet, entities, nil) }); got != test.want {
				t.Errorf("struck %s, want %s", got, test.want)
			}
		})
	}
}

func TestChanceFollowsTheSeed(t *testing.T) {
	run := func(seed uint64) string {
		s := faults.Scenario{Seed: seed, Faults: []faults.Fault{{When: faults.When{Chance: 0.3}, Effect: faults.Effect{Kind: "failing"}}}}
		return struck(s, 200, func(int) *http.Request { return httptest.NewRequest(http.MethodGet, entities, nil) })
	}
	if first, again := run(1), run(1); first != again || first == run(2) {
		t.Error("the same seed strikes other calls, or another one the same")
	}
	if hits := strings.Count(run(1), "x"); hits < 40 || hits > 80 {
		t.Errorf("%d of 200 struck, want about 60", hits)
	}
}

func TestOn(t *testing.T) {
	get := func(target string) *http.Request { return httptest.NewRequest(http.MethodGet, target, nil) }
	post := func(body string) *http.Request {
		return httptest.NewRequest(http.MethodPost, entities, strings.NewReader(body))
	}
	for _, test := range []struct {
		name    string
		on      faults.On
		request *http.Request
		want    bool
	}{
		{"method", faults.On{Methods: []string{"POST"}}, get(entities), false},
		{"glob", faults.On{Path: "/data/**"}, get(entities), true},
		{"glob of a segment", faults.On{Path: "/data/*/ups/access/*"}, get(entities), true},
		{"glob too short", faults.On{Path: "/data/*"}, get(entities), false},
		{"glob in the middle", faults.On{Path: "/**/access/entities"}, get(entities), true},
		{"glob of nothing", faults.On{Path: "/data/core/ups/access/entities/**"}, get(entities), true},
		{"schema in the query", faults.On{Schema: "_xdm.context.profile"}, get(entities + "?schema.name=_xdm.context.profile"), true},
		{"other schema", faults.On{Schema: "_xdm.context.account"}, get(entities + "?schema.name=_xdm.context.profile"), false},
		{"schema in the body", faults.On{Schema: "_xdm.context.profile"}, post(askMany), true},
		{"identities", faults.On{IdentitiesOver: 1}, post(askMany), true},
		{"fewer identities", faults.On{IdentitiesOver: 2}, post(askMany), false},
		{"one identity", faults.On{IdentitiesOver: 1}, get(entities + "?entityId=a"), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := faults.Scenario{Faults: []faults.Fault{{On: test.on, Effect: faults.Effect{Kind: "failing"}}}}
			if got := struck(s, 1, func(int) *http.Request { return test.request }) == "x"; got != test.want {
				t.Errorf("struck: %v, want %v", got, test.want)
			}
		})
	}
}

func TestLatencyCurve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := faults.New(http.HandlerFunc(upstream), faults.Scenario{Seed: 3, Faults: []faults.Fault{{
			Effect: faults.Effect{Kind: "latency", P50: 100 * time.Millisecond, P95: 400 * time.Millisecond, P99: time.Second},
		}}})
		var took []time.Duration
		for range 2000 {
			began := time.Now()
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, entities, nil))
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		for at, want := range map[int]time.Duration{1000: 100 * time.Millisecond, 1900: 400 * time.Millisecond, 1980: time.Second} {
			if got := took[at]; got < want*7/10 || got > want*13/10 {
				t.Errorf("%d of 2000 took %s, want about %s", at, got, want)
			}
		}
	})
}

func TestHeaderThatNamesNoFault(t *testing.T) {
	for header, want := range map[string]string{
		"slow":                      "unknown kind",
		"latency; fixd=2s":          "did you mean fixed?",
		"latency; fixed=soon":       "it is a duration",
		"latency; fixed":            "is not right; write latency; key=value with one of fixed, min, max, p50, p95, p99; did you mean fixed?",
		"hang; fixed=2s":            "hang has no keys; write it alone",
		"hang, , reset":             "kind is missing",
		strings.Repeat("html,", 20): "16 faults at most",
	} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, entities, nil)
		r.Header.Set(faults.Header, header)
		faults.New(http.HandlerFunc(upstream), faults.Scenario{}).ServeHTTP(w, r)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %s, want 400 with %q", header, w.Code, w.Body, want)
		}
	}
}

func TestFaultsOfARequestAreCounted(t *testing.T) {
	h := faults.New(http.HandlerFunc(upstream), faults.Scenario{})
	for _, header := range []string{"failing", "failing, hang", "wrong-types, truncated; bytes=3"} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, entities, nil)
		r.Header.Set(faults.Header, header)
		h.ServeHTTP(w, r)
	}
	want := "[{failing failing true 2 2} {hang hang true 1 1} {truncated truncated true 1 1} {wrong-types wrong-types true 1 1}]"
	if got := fmt.Sprint(h.State()); got != want {
		t.Errorf("counted %s, want %s", got, want)
	}
}

// FuzzRead holds that whatever is read is proper, and tells its place if not.
func FuzzRead(f *testing.F) {
	f.Add(example)
	f.Add("faults:\n- effect: {kind: [a]}")
	f.Add("faults: {a: b}")
	f.Add("&a [*a]")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := faults.Read("f.yaml", strings.NewReader(text))
		if err == nil && s.Check() != nil {
			t.Errorf("read what is not proper: %v", s.Check())
		}
		if err != nil && !strings.Contains(err.Error(), "f.yaml") {
			t.Errorf("no place in %v", err)
		}
	})
}

// FuzzHeader holds that a header is either understood or told 400, never more.
func FuzzHeader(f *testing.F) {
	f.Add("failing; status=500, throttled")
	f.Add("not-found; form=shell")
	f.Fuzz(func(t *testing.T, header string) {
		for _, waits := range []string{"hang", "latency", "late", "stall", "drip", "reset", "close", "bytes"} {
			if strings.Contains(header, waits) {
				t.Skip()
			}
		}
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, entities, nil)
		r.Header.Set(faults.Header, header)
		faults.New(http.HandlerFunc(upstream), faults.Scenario{}).ServeHTTP(w, r)
		if w.Code < 200 || w.Code > 599 {
			t.Errorf("%d", w.Code)
		}
	})
}

// TestEffectsOnDocumentedAnswers lets the effects loose on the documented answers: what they
// make of any answer is sent, whole and without a panic.
func TestEffectsOnDocumentedAnswers(t *testing.T) {
	files, _ := filepath.Glob("../../../../shared/reference/examples/*.response.json")
	if len(files) == 0 {
		t.Skip("left out: ../shared is not here")
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		h := faults.New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(raw) }), faults.Scenario{})
		for _, header := range []string{"wrong-types", "wrong-types; form=values", "invalid-utf8", "truncated", "next-link", "next-link; form=foreign",
			"records; form=doubled", "records; form=left-out", "partial", "partial; form=mixed", "not-found; form=shell"} {
			w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, entities, strings.NewReader(askNext))
			r.Header.Set(faults.Header, header)
			h.ServeHTTP(w, r)
			if w.Body.Len() == 0 {
				t.Errorf("%s makes nothing of %s", header, filepath.Base(file))
			}
		}
	}
}
