package faulttable_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/platform"
	"activityhub/platform/gateway/faults"
	"activityhub/platform/resilience"
)

// lostPerson is who fails where one of several does. All look-ups of several
// people are about this one, too.
const lostPerson = "C000002"

// oneFails answers look-ups of several people with 207 in one of its forms, a
// "map", an array of both kinds ("mixed") or one of "failures" alone, in which
// lostPerson has failed with a status. always is whether lostPerson alone fails as
// well.
func oneFails(form string, status int, always bool) func(http.Handler, *memory) http.Handler {
	failure := fmt.Sprintf(`{"message":"%s","cause":"Status Code - %[2]d","statusCode":"%[2]d"}`, canary, status)
	return func(next http.Handler, m *memory) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				if q := r.URL.Query(); always && (q.Get("entityId") == lostPerson || q.Get("relatedEntityId") == lostPerson) {
					w.WriteHeader(status)
					fmt.Fprint(w, failure)
					return
				}
				next.ServeHTTP(w, r)
				return
			}
			whole := httptest.NewRecorder()
			next.ServeHTTP(whole, r)
			var entries []string
			gjson.ParseBytes(whole.Body.Bytes()).ForEach(func(xid, entry gjson.Result) bool {
				switch lost := xid.String() == m.lostXID; {
				case lost && form == "map":
					entries = append(entries, fmt.Sprintf(`%s:{"error":%s}`, xid.Raw, failure))
				case lost && form == "failures":
					entries = []string{fmt.Sprintf(`{"xid":%s,"error":%s}`, xid.Raw, failure)}
					return false
				case form == "failures":
				case lost:
					entries = append(entries, fmt.Sprintf(`{"xid":%s,"error":%s}`, xid.Raw, failure))
				case form == "map":
					entries = append(entries, xid.Raw+":"+entry.Raw)
				default:
					entries = append(entries, "{"+xid.Raw+":"+entry.Raw+"}")
				}
				return true
			})
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusMultiStatus)
			around := map[string]string{"map": "{}", "mixed": "[]", "failures": "[]"}[form]
			fmt.Fprint(w, around[:1], strings.Join(entries, ","), around[1:])
		})
	}
}

// somebody is looked up for what goes wrong before the queries of the table.
var somebody = platform.ProfilesRequest{Identities: []platform.Identity{{Namespace: "CRMID", ID: "C000003"}}, MergePolicy: "default-timestamp"}

// openCircuit lets look-ups fail until the circuit is open.
func (h *hub) openCircuit() {
	h.strike("", faults.Fault{Effect: of("failing")})
	for h.engine.State().Circuit == resilience.Closed {
		_, _ = h.engine.Profiles(h.t.Context(), somebody)
	}
	h.heal()
}

// noSignIn lets the sign-in service be gone.
func (h *hub) noSignIn() {
	h.http.CloseIdleConnections()
	b := breakage(refused)
	h.signIn.network.broken.Store(&b)
}

// slowDown lets the Platform ask for half a minute of rest.
func (h *hub) slowDown() {
	h.strike("", faults.Fault{Effect: faults.Effect{Kind: "throttled", Wait: 30 * time.Second}})
	ctx, cancel := context.WithTimeout(h.t.Context(), time.Second)
	defer cancel()
	_, _ = h.engine.Profiles(ctx, somebody)
	h.heal()
}
