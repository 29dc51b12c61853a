package faults

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// A kind is one thing that can go wrong.
type kind struct {
	about string
	forms []string // Effect.Form; the first is the default
	keys  []string // other fields of Effect that it has
	check func(Effect) error
	only  func(Effect, *question) bool // requests that it can strike; nil is all
	act   func(s strike, w http.ResponseWriter, q *question, next http.Handler)
}

// effects are all kinds by their name.
var effects = map[string]kind{
	"latency": {
		about: "waits before anything happens: fixed, or even between min and max, or along p50, p95 and p99",
		keys:  []string{"fixed", "min", "max", "p50", "p95", "p99"}, check: checkLatency, act: latency,
	},
	"late-answer": {
		about: "lets the Platform do its work and holds the whole answer back; times as for latency",
		keys:  []string{"fixed", "min", "max", "p50", "p95", "p99"}, check: checkLatency, act: lateAnswer,
	},
	"stall": {
		about: "sends the first bytes (default: half) of the answer, then nothing until the client goes or, with fixed, for that long",
		keys:  []string{"bytes", "fixed"}, act: stall,
	},
	"hang":  {about: "never answers: waits until the client goes", act: hang},
	"drip":  {about: "sends the answer slowly, rate bytes a second (default 16)", keys: []string{"rate"}, act: drip},
	"reset": {about: "resets the connection after the first bytes (default: half) of the answer", keys: []string{"bytes"}, act: reset},
	"close": {about: "resets the connection before any answer", act: closeConn},
	"truncated": {
		about: "ends the JSON after the first bytes (default: half), with a length that says it is whole",
		keys:  []string{"bytes"}, act: truncated,
	},

	"throttled": {
		about: "429; wait is told in the body where the form has a place for it (default 500ms), headerWait in Retry-After as header says: seconds, date or none (default: seconds, 1s, where the body has no place)",
		forms: []string{"array", "object", "gateway", "problem", "empty"},
		keys:  []string{"wait", "header", "headerWait"}, check: checkThrottled, act: throttled,
	},
	"failing": {
		about: "status 500 to 599 (default 503); headerWait is told in Retry-After if given, as header says: seconds (the default) or date",
		forms: []string{"profile", "gateway", "problem", "html", "empty"},
		keys:  []string{"status", "header", "headerWait"}, check: checkFailing, act: failing,
	},
	"unauthorized": {about: "401 with code 401013: the token is not valid", act: unauthorized},
	"forbidden": {
		about: "403; code is one of " + strings.Join(forbiddenCodes(), ", ") + " (default 403025)",
		keys:  []string{"code"}, check: checkForbidden, act: forbidden,
	},
	"bad-request":   {about: "400", forms: []string{"profile", "gateway", "problem"}, act: badRequest},
	"too-large":     {about: "413", forms: []string{"problem", "html", "empty"}, act: tooLarge},
	"unprocessable": {about: "422: too many identities, or no such merge policy", forms: []string{"identities", "merge-policy"}, act: unprocessable},
	"not-found": {
		about: "404 in one of its shapes; shell and absent are 200 to look-ups, with an empty shell dated 1970 or without the entry",
		forms: []string{"profile", "gateway", "problem", "audience", "html", "empty", "shell", "absent"}, only: toLookUpOr, act: notFound,
	},
	"sign-in": {
		about: "the token endpoint refuses; code is one of " + strings.Join(signInCodes, ", ") + " (default invalid_client)",
		keys:  []string{"code"}, check: checkSignIn, only: toSignIn, act: signIn,
	},
	"expired-tokens": {
		about: "a token is refused with 401013 once it is life old (default 5s); told: true makes the token answer say so",
		keys:  []string{"life", "told"}, act: expiredTokens,
	},
	"missing": {
		about: "the organisation lacks a capability, named by code: " + strings.Join(capabilityNames(), ", ") + "; form is the refusal",
		forms: []string{"forbidden", "gateway", "not-found", "bad-request"}, keys: []string{"code"},
		check: checkMissing, only: toCapability, act: missing,
	},

	"html":         {about: "200 with a page of HTML", act: html},
	"empty":        {about: "200 without a body", act: empty},
	"scalar":       {about: "200 with JSON that is no object", forms: []string{"array", "string", "number", "null"}, act: scalar},
	"huge":         {about: "200 with bytes (default 9 MiB) of JSON", keys: []string{"bytes"}, act: huge},
	"bomb":         {about: "200 with gzip that grows to bytes (default 64 MiB), whatever the client accepts", keys: []string{"bytes"}, act: bomb},
	"redirect":     {about: "status 301, 302, 303, 307 or 308 (default 302) to the URL to (default on another origin)", keys: []string{"status", "to"}, check: checkRedirect, act: redirect},
	"wrong-types":  {about: "the real answer with containers (structure) or with all texts (values) of another type", forms: []string{"structure", "values"}, act: wrongTypes},
	"invalid-utf8": {about: "the real answer with a byte in it that is not UTF-8", act: invalidUTF8},
	"next-link": {
		about: "the real answer with a link to the next page that leads to another origin, to itself, or, for a look-up, to somebody else",
		forms: []string{"other-origin", "itself", "foreign"}, act: nextLink,
	},
	"records": {
		about: "the real answer to a look-up of many with its records reordered, doubled, with one that nobody asked for, or all but the first left out",
		forms: []string{"reordered", "doubled", "unasked", "left-out"}, only: toMany, act: spoilRecords,
	},
	"partial": {
		about: "207 to a look-up of many, a share (default 0.5, at least one) of its records failed with status (default 500): map keeps the others, array holds failures alone, mixed both in an array",
		forms: []string{"map", "array", "mixed"}, keys: []string{"share", "status"}, check: checkPartial, only: toMany, act: partial,
	},
}

// concerns reports whether the effect can strike the request.
func (k kind) concerns(e Effect, q *question) bool { return k.only == nil || k.only(e, q) }

// known returns the keys that the kind has.
func (k kind) known() []string {
	known := []string{"kind"}
	if len(k.forms) > 0 {
		known = append(known, "form")
	}
	return append(known, k.keys...)
}

func kinds() []string { return slices.Sorted(maps.Keys(effects)) }

// A Description tells an effect to people.
type Description struct {
	Kind  string
	About string
	Keys  []string // of Effect, kind among them
	Forms []string // of Effect.Form, the default first
}

// Effects tells every effect there is, by kind.
func Effects() []Description {
	var all []Description
	for _, name := range kinds() {
		k := effects[name]
		all = append(all, Description{Kind: name, About: k.about, Keys: k.known(), Forms: k.forms})
	}
	return all
}

// oneOf returns an error unless value is empty or one of those known.
func oneOf(what, value string, known []string) error {
	if value == "" || slices.Contains(known, value) {
		return nil
	}
	return fmt.Errorf("unknown %s %.40q; known are %s", what, value, strings.Join(known, ", "))
}
