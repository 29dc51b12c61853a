package gateway_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"activityhub/platform/gateway"
)

// envelope is a message for a data set; schema is the $id of its schema.
func envelope(dataset, schema, entity string) string {
	return `{"header":{"schemaRef":{"id":"` + schema + `","contentType":"application/vnd.adobe.xed-full+json;version=1"},"imsOrgId":"` + gateway.DefaultOrganization +
		`","datasetId":"` + dataset + `"},"body":{"xdmMeta":{"schemaRef":{"id":"` + schema + `"}},"xdmEntity":` + entity + `}}`
}

// schemas returns the $id of the schemas of records and of events.
func (f *fixture) schemas() (profile, event string) {
	f.Helper()
	for id, set := range f.get("/data/foundation/catalog/dataSets").is(200).at().(map[string]any) {
		_ = id
		ref := set.(map[string]any)["schemaRef"].(map[string]any)["id"].(string)
		switch set.(map[string]any)["name"] {
		case "crm":
			profile = ref
		case "web":
			event = ref
		}
	}
	return profile, event
}

func (f *fixture) stream(path, body string) answer {
	f.Helper()
	return f.send("POST", path, "application/json", body, nil)
}

func (f *fixture) firstName(namespace, id string) any {
	f.Helper()
	got := f.get(entitiesPath, "schema.name", profileClass, "entityId", id, "entityIdNS", namespace)
	if got.status != 200 {
		return nil
	}
	return got.at(f.xid(namespace, id), "entity", "person", "name", "firstName")
}

func TestStreaming(t *testing.T) {
	f := open(t)
	profile, event := f.schemas()
	f.stream("/collection/abc-1", envelope("crm", profile, ada)).is(200).says("abc-1", "inletId").says("<nil>", "syncValidation").
		like(example(t, "streaming-single.response.json"), "receivedTimeMs")
	if got := f.firstName("Email", "ada@example.com"); got != "Ada" {
		t.Errorf("acknowledged, and the name is %v", got)
	}
	f.stream("/collection/abc?syncValidation=true", envelope("crm", profile, bob)).is(200).says("pass", "syncValidation", "status")
	f.stream("/collection/abc?syncValidation=false", envelope("crm", profile, bob)).is(200).says("true", "syncValidation", "skipped")
	f.stream("/collection/abc?syncValidation=maybe", envelope("crm", profile, bob)).is(400)
	// What is wrong with a record is not told to those who do not ask.
	f.stream("/collection/abc", envelope("crm", profile, `{"person":{"name":{"firstName":7}}}`)).is(200)
	f.stream("/collection/abc", envelope("web", event, `{"_id":"e1","timestamp":"2025-03-02T08:11:09Z","identityMap":{"Email":[{"id":"ada@example.com"}]}}`)).is(200)

	for _, c := range []struct {
		name, path, body string
		status           int
	}{
		{"malformed", "/collection/abc", "{", 400},
		{"too large", "/collection/abc", `{"header":"` + strings.Repeat("x", 1<<20) + `"}`, 413},
		{"very deep", "/collection/abc", strings.Repeat("[", 1<<19), 400},
		{"no envelope", "/collection/abc", ada, 400},
		{"no object", "/collection/abc", envelope("crm", profile, `"ada"`), 400},
		{"another organisation", "/collection/abc", strings.Replace(envelope("crm", profile, ada), gateway.DefaultOrganization, "FFFFFFFFFFFFFFFFFFFFFFFF@AdobeOrg", 1), 400},
		{"another data set", "/collection/abc", envelope("nobody", profile, ada), 400},
		{"another schema", "/collection/abc", envelope("crm", event, ada), 400},
		{"inlet", "/collection/a%20b", envelope("crm", profile, ada), 400},
		{"batch that is none", "/collection/batch/abc", `{"messages":{}}`, 400},
	} {
		t.Run(c.name, func(t *testing.T) { f.stream(c.path, c.body).is(c.status) })
	}
	f.send("POST", "/collection/abc", "application/x-jackson-smile", "x", nil).is(400)
	f.send("POST", "/collection/abc", "application/json", envelope("crm", profile, ada), http.Header{"X-Sandbox-Name": {"nobody"}}).is(403)
}

func TestStreamingBatch(t *testing.T) {
	f := open(t)
	profile, event := f.schemas()
	batch := []string{
		envelope("crm", profile, ada), envelope("crm", event, ada), `{"header":{}}`,
		envelope("loyalty", profile, card), envelope("web", event, `{"_id":"e1","timestamp":"2025-03-02T08:11:09Z","identityMap":{"Email":[{"id":"ada@example.com"}]}}`),
		envelope("crm", profile, "{\n\t\"_suite\": {\"customerNumber\": \"C2\"},\n\t\"person\": {\"name\": {\"firstName\": \"Bob\"}}\n}"),
		envelope("crm", profile, `{"wrong":1}`),
	}
	got := f.stream("/collection/batch/abc", `{"messages":[`+strings.Join(batch, ",")+`]}`).is(207)
	for i, want := range []string{"<nil>", "400", "400", "<nil>", "<nil>", "<nil>", "<nil>"} {
		got.says(want, "responses", i, "statusCode")
		if (got.at("responses", i, "xactionId") == nil) != (want == "400") {
			t.Errorf("response %d: %v", i, got.at("responses", i))
		}
	}
	if f.firstName("LoyaltyID", "L1") != "Ada" || f.firstName("CRMID", "C2") != "Bob" {
		t.Error("what was acknowledged is not there")
	}
	f.stream("/collection/batch/abc", `{"messages":[]}`).is(207).says("[]", "responses")
	got.like(example(t, "streaming-batch-ok.response.json"))
}

func TestSyncValidationReport(t *testing.T) {
	f := open(t)
	profile, _ := f.schemas()
	const bad = `{"_suite":{"customerNumber":"C1","npsScore":11,"contracts":[{"lines":[{"network":"secret"}]}]},"person":{"name":{"firstName":7}},"wrong":{"a":1},"loyalty":{"tier":""},"personalEmail":{"primary":"no"}}`
	got := f.stream("/collection/abc?synchronousValidation=true", envelope("crm", profile, bad)).is(400)
	got.says("Invalid XDM Message Format", "title").says("5 schema violations found", "report", "cause", "_streamingValidation", 0, "message")
	found := map[string]string{}
	for _, one := range got.at("report", "cause", "_streamingValidation", 0, "causingExceptions").([]any) {
		violation := one.(map[string]any)
		found[violation["pointerToViolation"].(string)] = violation["keyword"].(string) + " " + violation["schemaLocation"].(string)
	}
	for pointer, want := range map[string]string{
		"#/_suite/npsScore":                    "range #/properties/_suite/properties/npsScore",
		"#/_suite/contracts/0/lines/0/network": "enum #/properties/_suite/properties/contracts/items/properties/lines/items/properties/network",
		"#/person/name/firstName":              "type #/properties/person/properties/name/properties/firstName",
		"#/personalEmail/primary":              "type #/properties/personalEmail/properties/primary",
		"#/loyalty/tier":                       "minLength #/properties/loyalty/properties/tier",
	} {
		if found[pointer] != want {
			t.Errorf("%s: %q, want %q; all %v", pointer, found[pointer], want, found)
		}
	}
	if strings.Contains(got.body, "secret") || strings.Contains(got.body, "@AdobeOrg") {
		t.Errorf("the report tells values: %s", got.body)
	}
	if f.firstName("CRMID", "C1") != nil {
		t.Error("a message that was refused is stored")
	}
	f.stream("/collection/abc?syncValidation=true", envelope("crm", profile, `{"person":{"name":{"firstName":"Ada"}}}`)).is(400).
		says("1 schema violation found", "report", "cause", "_streamingValidation", 0, "message")
	got.like(example(t, "streaming-sync-validation-error.response.json"))
}

func TestSyncValidationPace(t *testing.T) {
	now := time.Now().Truncate(time.Minute).Add(30 * time.Second)
	var mu sync.Mutex
	f := open(t, func(cfg *gateway.Config) {
		cfg.Now = func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			return now
		}
	})
	profile, _ := f.schemas()
	body := envelope("crm", profile, ada)
	for range 60 {
		f.stream("/collection/abc?syncValidation=true", body).is(200)
	}
	got := f.stream("/collection/abc?syncValidation=true", body).is(429).says("429050", "error_code")
	if got.header.Get("Retry-After") != "30" {
		t.Errorf("Retry-After %q, want 30", got.header.Get("Retry-After"))
	}
	f.stream("/collection/abc", body).is(200)
	f.stream("/collection/other?syncValidation=true", body).is(200)
	mu.Lock()
	now = now.Add(30 * time.Second)
	mu.Unlock()
	f.stream("/collection/abc?syncValidation=true", body).is(200)
}

func TestStreamingSignedIn(t *testing.T) {
	f := open(t, func(cfg *gateway.Config) { cfg.InletsSignedIn = true })
	profile, _ := f.schemas()
	f.stream("/collection/abc", envelope("crm", profile, ada)).is(401)
	f.send("POST", "/collection/abc", "application/json", envelope("crm", profile, ada), http.Header{"Authorization": {"Bearer x"}}).is(401)
	f.send("POST", "/collection/abc", "application/json", envelope("crm", profile, ada), http.Header{"Authorization": {"Bearer " + f.token}}).is(200)
}

// Many callers at a time: each is acknowledged once its own record is there.
func TestStreamingSideBySide(t *testing.T) {
	f := open(t)
	profile, _ := f.schemas()
	var callers sync.WaitGroup
	for i := range 40 {
		callers.Go(func() {
			id := fmt.Sprintf("C%d", i)
			body := envelope("crm", profile, `{"_suite":{"customerNumber":"`+id+`"},"person":{"name":{"firstName":"N`+id+`"}}}`)
			if got := f.stream("/collection/abc", body); got.status != 200 {
				t.Errorf("%s: %d", id, got.status)
				return
			}
			if got := f.firstName("CRMID", id); got != "N"+id {
				t.Errorf("%s is called %v", id, got)
			}
		})
	}
	callers.Wait()
}
