package faulttable_test

import (
	"net/http"
	"time"

	"activityhub/platform/gateway/faults"
)

// A row is one thing that goes wrong, and what has to become of it.
type row struct {
	name string
	cause
	outcome
}

// rows are those of the specification's table that concern calls of the engine,
// with their sub-cases.
var rows = []row{
	// Refused, DNS, TLS failure, connect timeout.
	{"refused", cause{cut: refused}, unavailable},
	{"DNS", cause{cut: noSuchHost}, unavailable},
	{"TLS, unknown authority", cause{cut: stranger, secure: true}, unavailable},
	{"TLS, none there", cause{cut: plainText, secure: true}, unavailable},
	{"TLS, silent", cause{cut: silent, secure: true}, timedOut},
	{"connect timeout", cause{cut: connectTimeout}, timedOut.within(3*time.Second, twice)},

	// Header timeout, body stall, slow drip past the deadline.
	{"header timeout", strike("hang"), timedOut},
	{"body stall", strike("stall"), timedOut},
	{"slow drip", with(faults.Effect{Kind: "drip", Rate: 8}), timedOut},

	// Reset mid-body, truncated JSON, HTML or empty 200, wrong types.
	{"closed before the header", cause{fault: of("close"), fresh: true}, unavailable},
	{"reset mid-body", strike("reset"), malformed},
	{"truncated JSON", strike("truncated"), malformed},
	{"HTML", strike("html"), malformed},
	{"empty 200", strike("empty"), malformed},
	{"JSON that is no object", with(faults.Effect{Kind: "scalar", Form: "number"}), malformed},
	{"wrong types", strike("wrong-types"), malformed},
	{"not UTF-8", strike("invalid-utf8"), malformed},
	{"truncated JSON once", strike("truncated").once(), retried.counting(1)},

	// Body over the cap, decoded; compression bomb.
	{"over the cap", with(faults.Effect{Kind: "huge", Bytes: 2 * mostOfAnswer}), tooLarge.asking(1, 3, 5)},
	{"gzip bomb", with(faults.Effect{Kind: "bomb", Bytes: 64 * mostOfAnswer}), tooLarge.asking(1, 3, 5)},

	// 400, 403, 422.
	{"400", strike("bad-request"), rejected.asking(1, 3, 4)},
	{"400 of the gateway", with(faults.Effect{Kind: "bad-request", Form: "gateway"}), rejected},
	{"403", with(faults.Effect{Kind: "forbidden", Code: "403003"}), rejected},
	{"413", strike("too-large"), rejected.asking(1, 3, 5)},
	{"422, too many identities", strike("unprocessable"), rejected.asking(1, 3, 5)},
	{"422, merge policy", with(faults.Effect{Kind: "unprocessable", Form: "merge-policy"}), rejected},

	// 401.
	{"401 once", strike("unauthorized").once(), retried.renewing()},
	{"401 always", strike("unauthorized"), rejected.asking(2, 2, 2).renewing()},
	{"401, and no sign-in", cause{fault: of("unauthorized"), before: (*hub).noSignIn}, unavailable.asking(1, 1, 1).counting(0).within(0, span{80 * time.Millisecond, 1300 * time.Millisecond})},

	// 404; empty shell record dated 1970.
	{"404", strike("not-found"), nothingKnown},
	{"empty shell", with(faults.Effect{Kind: "not-found", Form: "shell"}), nothingKnown},
	{"no entry", with(faults.Effect{Kind: "not-found", Form: "absent"}), nothingKnown},

	// 429 with header seconds, date, or body: the wait fits the deadline, or not.
	{"429, seconds", with(faults.Effect{Kind: "throttled", Form: "gateway", HeaderWait: 2 * time.Second}).once(), retried.throttling(2 * time.Second)},
	{"429, date", with(faults.Effect{Kind: "throttled", Form: "gateway", Header: "date", HeaderWait: 2 * time.Second}).once(), retried.throttling(2 * time.Second)},
	{"429, body", with(faults.Effect{Kind: "throttled", Wait: 2 * time.Second}).once(), retried.throttling(2 * time.Second)},
	{"429, the longer of two", with(faults.Effect{Kind: "throttled", Wait: time.Second, HeaderWait: 3 * time.Second}).once(), retried.throttling(3 * time.Second)},
	{"429, for how long is not said", with(faults.Effect{Kind: "throttled", Form: "empty", Header: "none"}).once(), retried.throttling(500 * time.Millisecond)},
	{"429, seconds beyond the deadline", with(faults.Effect{Kind: "throttled", Form: "gateway", HeaderWait: 30 * time.Second}), rateLimited},
	{"429, date beyond the deadline", with(faults.Effect{Kind: "throttled", Form: "gateway", Header: "date", HeaderWait: 30 * time.Second}), rateLimited},
	{"429, body beyond the deadline", with(faults.Effect{Kind: "throttled", Wait: 30 * time.Second}), rateLimited},
	{"slowed down before", cause{before: (*hub).slowDown}, rateLimited.within(0, atOnce)},

	// 500, 502, 503, 504.
	{"500", with(faults.Effect{Kind: "failing", Status: http.StatusInternalServerError}), unavailable},
	{"502 of a proxy", with(faults.Effect{Kind: "failing", Status: http.StatusBadGateway, Form: "html"}), unavailable},
	{"503", strike("failing"), unavailable},
	{"504", with(faults.Effect{Kind: "failing", Status: http.StatusGatewayTimeout}), unavailable},
	{"503 once", strike("failing").once(), retried.counting(1)},
	{"503, Retry-After", with(faults.Effect{Kind: "failing", HeaderWait: 2 * time.Second}).once(), retried.counting(1).throttling(2 * time.Second)},
	{"503, Retry-After beyond the deadline", with(faults.Effect{Kind: "failing", HeaderWait: 30 * time.Second}), unavailable.asking(1, 1, 1).counting(1).hinting(30 * time.Second)},
	{"503 for later pages", cause{fault: of("failing"), only: events, pages: true, later: true}, outcome{fate: uncounted, code: "ENGINE_UNAVAILABLE", stale: true, counts: 2}},

	// 207, or some ids failed.
	{"207, one failed once", some("map", 500, false), retried},
	{"207, one failed", some("map", 500, true), partial.asking(3, 3, 3).counting(2)},
	{"207, one refused", some("map", 403, true), partial},
	{"207, one refused, in an array", some("mixed", 403, true), partial},
	{"207, one refused, failures alone", some("failures", 403, true), partial},

	// Reordered, duplicate or unasked records.
	{"reordered", cause{fault: faults.Effect{Kind: "records", Form: "reordered"}, many: true}, outcome{}},
	{"doubled", cause{fault: faults.Effect{Kind: "records", Form: "doubled"}, many: true}, outcome{}},
	{"unasked", cause{fault: faults.Effect{Kind: "records", Form: "unasked"}, many: true}, outcome{}},

	// Redirect, or next-link to another origin.
	{"redirect", strike("redirect"), elsewhere},
	{"next-link to another origin", cause{fault: faults.Effect{Kind: "next-link", Form: "other-origin"}, only: events, pages: true}, outcome{fate: uncounted, code: "ENGINE_INVALID_RESPONSE", counts: 1}},

	// Capability missing.
	{"no event look-up any more, 403", lacking("events", "forbidden", events), unsupported},
	{"no event look-up any more, 403 of the gateway", lacking("events", "gateway", events), unsupported},
	{"no event look-up any more, 404", lacking("events", "not-found", events), unsupported},
	{"no event look-up, 403", lacking("events", "forbidden", events).always(), unsupported.asking(0, 0, 0)},
	{"no event look-up, 404", lacking("events", "not-found", events).always(), unsupported.asking(0, 0, 0)},
	{"no event look-up, 400", lacking("events", "bad-request", events).always(), unsupported.asking(0, 0, 0)},
	{"no look-up of several, 400", cause{fault: faults.Effect{Kind: "missing", Code: "profiles-bulk", Form: "bad-request"}, many: true}, outcome{requests: [3]int{1, 3, 5}}},
	{"no look-up of several, 403", cause{fault: faults.Effect{Kind: "missing", Code: "profiles-bulk", Form: "forbidden"}, only: profiles, many: true}, rejected},
	{"no look-up of several, 404", cause{fault: faults.Effect{Kind: "missing", Code: "profiles-bulk", Form: "not-found"}, many: true}, unsupported},

	// Breaker open.
	{"breaker open", cause{before: (*hub).openCircuit}, outcome{fate: failed, code: "ENGINE_CIRCUIT_OPEN", stale: true, wait: 5 * time.Second, took: atOnce}},
}
