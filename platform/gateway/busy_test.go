package gateway_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// TestConcurrentCallers mixes look-ups, ingestion and deletion. Buffers of
// answers are used again, so that each answer is checked to be the caller's.
func TestConcurrentCallers(t *testing.T) {
	f := open(t)
	f.visits()
	var all sync.WaitGroup
	for caller := range 8 {
		all.Go(func() {
			own := fmt.Sprintf("own-%d", caller)
			record := fmt.Sprintf(`{"_suite":{"customerNumber":"%s"},"person":{"name":{"firstName":"%s"}}}`, own, own)
			for range 10 {
				f.put("crm", record)
				f.get(entitiesPath, "schema.name", profileClass, "entityId", own, "entityIdNS", "CRMID").is(200).says(own, f.xid("CRMID", own), "entity", "person", "name", "firstName")
				got := f.post(entitiesPath, `{"schema":{"name":"_xdm.context.profile"},"fields":["person"],"identities":[{"entityId":"C1","entityIdNS":{"code":"CRMID"}},{"entityId":"`+own+`","entityIdNS":{"code":"CRMID"}}]}`).is(200)
				got.says("Ada", f.xid("CRMID", "C1"), "entity", "person", "name", "firstName").says(own, f.xid("CRMID", own), "entity", "person", "name", "firstName")
				if got := f.get(entitiesPath, eventsQuery("limit", "3")...).is(200); got.ids() != "e1 e2 e3" {
					t.Errorf("events %q", got.ids())
				}
				f.send("DELETE", entitiesPath+query([]string{"schema.name", profileClass, "entityId", own, "entityIdNS", "CRMID"}), "", "", f.headers()).is(202)
				f.get(entitiesPath, "schema.name", profileClass, "entityId", own, "entityIdNS", "CRMID").is(404)
				f.signIn()
			}
		})
	}
	all.Wait()
}

// TestPersonalValuesStayOut: nothing that a caller names, and nothing that is
// found, is in the log or in what is said of a mistake.
func TestPersonalValuesStayOut(t *testing.T) {
	f := open(t)
	f.visits()
	secret := "ada@example.com"
	f.get(entitiesPath, "schema.name", profileClass, "entityId", secret, "entityIdNS", "Email").is(200)
	f.get(entitiesPath, "schema.name", profileClass, "entityId", secret).is(404)
	for _, a := range []answer{
		f.get(entitiesPath, "schema.name", profileClass, "entityId", secret, "entityIdNS", "Nope").is(400),
		f.get(entitiesPath, "schema.name", profileClass, "entityId", secret, "entityIdNS", secret).is(400),
		f.get(identityPath+"/identity", "namespace", secret, "id", secret).is(400),
		f.get(entitiesPath, eventsQuery("property", secret)...).is(400),
		f.post(entitiesPath, `{"schema":{"name":"`+secret+`"}}`).is(400),
		f.get("/data/core/" + secret).is(404),
	} {
		if strings.Contains(a.body, secret) {
			t.Errorf("an error repeats what was asked: %s", a.body)
		}
	}
	f.Close()
	if logged := f.log.String(); strings.Contains(logged, "ada@") || strings.Contains(logged, "CRMID") || strings.Contains(logged, "AdobeOrg") {
		t.Errorf("the log says who was asked for:\n%s", logged)
	}
}

// BenchmarkGateway is the handler without a connection: what it adds to the
// local Platform's own work.
func BenchmarkGateway(b *testing.B) {
	f := open(b)
	f.visits()
	var fifty []string
	for n := range 50 {
		f.put("crm", fmt.Sprintf(`{"_suite":{"customerNumber":"P%d"},"personalEmail":{"address":"p%d@example.com"},"person":{"name":{"firstName":"P"}},"homeAddress":{"city":"London"}}`, n, n))
		fifty = append(fifty, fmt.Sprintf(`{"entityId":"P%d","entityIdNS":{"code":"CRMID"}}`, n))
	}
	for _, c := range []struct {
		name, method, path, body string
	}{
		{"one profile", "GET", entitiesPath + query([]string{"schema.name", profileClass, "entityId", "C1", "entityIdNS", "CRMID", "fields", "identityMap,person.name"}), ""},
		{"ten events", "GET", entitiesPath + query(eventsQuery("limit", "10", "orderby", "-timestamp")), ""},
		{"fifty profiles", "POST", entitiesPath, `{"schema":{"name":"_xdm.context.profile"},"fields":["identityMap","person.name"],"identities":[` + strings.Join(fifty, ",") + `]}`},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
				for name, values := range f.headers() {
					r.Header[name] = values
				}
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				f.Config.Handler.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					body, _ := io.ReadAll(w.Body)
					b.Fatalf("%d %s", w.Code, body)
				}
			}
		})
	}
}
