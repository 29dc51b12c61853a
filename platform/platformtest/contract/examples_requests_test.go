package contract_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"activityhub/platform/gateway"
	"activityhub/platform/platformtest/contract"
	"activityhub/platform/platformtest/served"
)

// requestReadings are those of requests: the gateway takes each of the calls it
// serves, as Adobe does. What would change computed attributes it refuses,
// because here they are a file, and says so in the documented shape.
var requestReadings = map[string]reading{
	"entities-post-account.request.json":              taken(200),
	"entities-post-opportunity.request.json":          taken(200),
	"entities-post-profiles.request.json":             taken(200),
	"entities-post-profiles-spec.request.json":        taken(200),
	"entities-post-events.request.json":               taken(200),
	"entities-post-events-next.request.json":          taken(200),
	"merge-policy-create.request.json":                written(200),
	"merge-policy-patch.request.json":                 written(200),
	"merge-policy-patch-spec.request.json":            written(200),
	"merge-policies-bulk-get.request.json":            taken(207),
	"computed-attribute-create.request.json":          taken(403),
	"segment-definition-create.request.json":          written(200),
	"segment-definition-create-pql-json.request.json": written(200),
	"segment-definitions-bulk-get.request.json":       taken(207),
	"audience-create.request.json":                    written(201),
	"audience-create-external.request.json":           written(201),
	"audiences-bulk-get.request.json":                 taken(404), // none of them is here
	"identity-graph-set.request.json":                 taken(200),
	"identity-graph-full.request.json":                taken(200),
	"identity-graph-xids.request.json":                taken(200),
	"identity-clusters-xids.request.json":             taken(200),
	"identity-clusters-nsid.request.json":             taken(200),
	"identity-clusters-namespace.request.json":        taken(200),
	"namespace-create.request.json":                   written(200),
	"streaming-record.request.json":                   streamed(200, "crm"),
	"streaming-batch.request.json":                    streamed(207, "web"),
}

// taken sends a request to a gateway, and expects a status.
func taken(status int) reading {
	return func(t *testing.T, e contract.Example) {
		x := keeps(t, e)
		v := visit(t)
		if got, body := v.call(e.Method, x.URL.RequestURI(), string(e.Body)); got != status {
			t.Errorf("%s %s is answered %d, want %d: %s", e.Method, x.URL.Path, got, status, body)
		}
	}
}

// written sends what changes definitions to a gateway, with ids of its own in
// place of the sample's, and expects a status and an answer that keeps the
// contract.
func written(status int) reading {
	return func(t *testing.T, e contract.Example) {
		x := keeps(t, e)
		v := visit(t)
		var body any
		if err := json.Unmarshal(e.Body, &body); err != nil {
			t.Fatal(err)
		}
		if policy, ok := body.(map[string]any); ok && policy["attributeMerge"] != nil {
			policy["attributeMerge"] = map[string]any{"type": "dataSetPrecedence", "order": []string{v.dataSet("loyalty")[0], v.dataSet("crm")[0]}}
		}
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		path := strings.Replace(x.URL.RequestURI(), "mergePolicyId", "alone", 1)
		got, answer := v.call(e.Method, path, string(raw))
		if got != status {
			t.Fatalf("%s %s is answered %d, want %d: %s", e.Method, path, got, status, answer)
		}
		x.Status, x.Answer, x.Answered = got, []byte(answer), http.Header{"Content-Type": {"application/json"}}
		for _, issue := range contract.Load(t).CheckAnswer(x) {
			t.Error(issue)
		}
	}
}

// streamed sends a message to a gateway, with the organisation, data set and
// schema of that gateway in place of the sample's.
func streamed(status int, dataset string) reading {
	return func(t *testing.T, e contract.Example) {
		x := keeps(t, e)
		v := visit(t)
		var message any
		if err := json.Unmarshal(e.Body, &message); err != nil {
			t.Fatal(err)
		}
		fillIn(message, v.dataSet(dataset))
		raw, err := json.Marshal(message)
		if err != nil {
			t.Fatal(err)
		}
		got, body := v.call(e.Method, x.URL.RequestURI(), string(raw))
		if got != status || !strings.Contains(body, `"xactionId"`) || strings.Contains(body, `"statusCode"`) {
			t.Errorf("%s %s is answered %d, want %d: %s", e.Method, x.URL.Path, got, status, body)
		}
	}
}

// keeps validates a request against the contract and returns it.
func keeps(t *testing.T, e contract.Example) contract.Exchange {
	t.Helper()
	x := e.Exchange(t)
	for _, issue := range contract.Load(t).CheckRequest(x) {
		t.Error(issue)
	}
	return x
}

// visit returns a visitor of an empty gateway.
func visit(t *testing.T) *visitor {
	t.Helper()
	v := &visitor{t: t, base: served.Open(t, served.Config{}).Remote.URL}
	v.signIn()
	return v
}

// dataSet returns the id of a data set, and of its schema.
func (v *visitor) dataSet(name string) (ids [2]string) {
	v.t.Helper()
	status, body := v.call("GET", "/data/foundation/catalog/dataSets?name="+url.QueryEscape(name), "")
	var found map[string]struct {
		SchemaRef struct{ ID string } `json:"schemaRef"`
	}
	if err := json.Unmarshal([]byte(body), &found); status != 200 || err != nil || len(found) != 1 {
		v.t.Fatalf("data set %s: %d %s, %v", name, status, body, err)
	}
	for id, set := range found {
		ids = [2]string{id, set.SchemaRef.ID}
	}
	return ids
}

// fillIn replaces what a sample names of its organisation.
func fillIn(v any, ids [2]string) {
	switch v := v.(type) {
	case []any:
		for _, element := range v {
			fillIn(element, ids)
		}
	case map[string]any:
		for name, member := range v {
			switch {
			case name == "imsOrgId":
				v[name] = gateway.DefaultOrganization
			case name == "datasetId":
				v[name] = ids[0]
			case name == "schemaRef":
				v[name] = map[string]any{"id": ids[1], "contentType": "application/vnd.adobe.xed-full+json;version=1"}
			default:
				fillIn(member, ids)
			}
		}
	}
}
