package faulttable_test

import (
	"slices"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/platform/resilience"
)

// checkAnswer checks all that a caller sees.
func (c testCase) checkAnswer(t *testing.T, h *hub, a answer) {
	t.Helper()
	fates := map[string]fate{profiles: answered, events: answered}
	for _, schema := range []string{profiles, events} {
		if c.struck == "" || c.struck == schema {
			fates[schema] = c.fate
			if c.stale && c.kept {
				fates[schema] = outdated
			}
		}
	}
	c.check(t, a, &expectation{profiles: fates[profiles], events: fates[events], code: c.code, later: c.later})
	h.discreet(gjson.GetBytes(a.body, "errors").Raw)
	for _, e := range gjson.GetBytes(a.body, "errors").Array() {
		c.checkError(t, e.Get("extensions"))
	}
	c.checkFreshness(t, a, fates)
}

// check compares an answer with what is expected of it.
func (c testCase) check(t *testing.T, a answer, x *expectation) {
	t.Helper()
	x.of(c.query)
	var errors []failure
	for _, e := range gjson.GetBytes(a.body, "errors").Array() {
		errors = append(errors, failureOf(e))
	}
	if errors = together(errors); !slices.Equal(errors, x.errors) {
		t.Errorf("errors\n got %v\nwant %v\n%.600s", errors, x.errors, a.body)
	}
	if data := gjson.GetBytes(a.body, "data").Raw; data != x.data.String() || a.status != 200 {
		t.Errorf("status %d, data\n got %.1000s\nwant %.1000s", a.status, data, x.data.String())
	}
}

func (c testCase) checkError(t *testing.T, extensions gjson.Result) {
	t.Helper()
	if extensions.Get("code").String() != c.code {
		return // the golden file's own
	}
	if extensions.Get("engine").String() != "adobe" || extensions.Get("requestId").String() != "request-of-test" {
		t.Errorf("extensions %s, want the engine and the id of the request", extensions.Raw)
	}
	wait := time.Duration(extensions.Get("retryAfterMs").Int()) * time.Millisecond
	if wait < c.wait || wait > c.wait+time.Second || c.wait == 0 && extensions.Get("retryAfterMs").Exists() {
		t.Errorf("retryAfterMs tells %v, want %v", wait, c.wait)
	}
}

// checkFreshness checks what the answer tells of the age of its parts.
func (c testCase) checkFreshness(t *testing.T, a answer, fates map[string]fate) {
	t.Helper()
	gjson.GetBytes(a.body, "extensions.freshness").ForEach(func(_, f gjson.Result) bool {
		schema := c.schemaAt(f.Get("path").Array())
		age := time.Duration(f.Get("ageMs").Int()) * time.Millisecond
		stale, reason := f.Get("stale").Bool(), f.Get("reason").String()
		switch {
		case schema == "" && !stale: // definitions, which are read in the background
		case c.later && !stale: // lists that one page was enough for
		case fates[schema] == outdated && (!stale || reason != c.code || age < keptFor || age > keptFor+a.took+time.Second):
			t.Errorf("freshness %s, want a stale part for %s, %v old", f.Raw, c.code, keptFor)
		case fates[schema] != outdated && (stale || age > a.took):
			t.Errorf("freshness %s, want a fresh part", f.Raw)
		}
		return true
	})
}

// schemaAt returns the schema of the look-ups that feed a part of the answer; "" if
// it is none of theirs.
func (c testCase) schemaAt(path []gjson.Result) string {
	_, below := fieldOf(c.query.operation.SelectionSet, path[0].String())
	if len(path) == 1 {
		return profiles
	}
	if field, _ := fieldOf(below, path[1].String()); field.Name == "segments" {
		return ""
	}
	return events
}

func (c testCase) checkTime(t *testing.T, took time.Duration) {
	t.Helper()
	want := c.took
	switch struck, _ := c.hit(); {
	case want.most == 0:
		want = span{latency, 400 * time.Millisecond}
	case c.try > 0 && len(struck.people) >= manyLookUps:
		want = span{c.try, c.try + 50*time.Millisecond} // the first failures open the circuit
	}
	if took < want.least || took > want.most {
		t.Errorf("it took %v, want %v to %v", took, want.least, want.most)
	}
}

// checkWire checks how often the Platform was asked, and what the guard made of
// it.
func (c testCase) checkWire(t *testing.T, wire int, before, after resilience.State) {
	t.Helper()
	requests, failures := c.expectedOnWire()
	if wire != requests {
		t.Errorf("%d requests, want %d", wire, requests)
	}
	if got := int(after.Failures - before.Failures); got != failures {
		t.Errorf("%d failures counted, want %d", got, failures)
	}
	circuit := resilience.Closed
	if failures >= manyLookUps || c.code == "ENGINE_CIRCUIT_OPEN" {
		circuit = resilience.Open
	}
	if after.Circuit != circuit || after.InFlight != 0 {
		t.Errorf("the circuit is %s with %d tries under way, want %s", after.Circuit, after.InFlight, circuit)
	}
	if throttled := after.Throttled > before.Throttled; throttled != c.throttles && c.asksAnything() {
		t.Errorf("throttled: %v, want %v", throttled, c.throttles)
	}
}

// checkRest checks that nobody asks a Platform that wants to be left alone.
func (c testCase) checkRest(t *testing.T, h *hub) {
	t.Helper()
	asked := h.asked("", 0)
	again := h.post(t.Context(), c.query.text)
	if n := h.asked("", asked); n > 0 || again.took > atOnce.most {
		t.Errorf("asked again, it took %v and %d requests; want none until the Platform is ready", again.took, n)
	}
}
