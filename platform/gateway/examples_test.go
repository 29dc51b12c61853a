package gateway_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestExamples holds answers against the published ones: the same members, of
// the same types. It needs the examples, which are not part of the project.
func TestExamples(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "reference", "examples")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the published examples are not here")
	}
	f := open(t)
	f.visits()
	f.put("crm", `{"_suite":{"customerNumber":"C3"},"personalEmail":{"address":"c3@example.com"}}`)
	xid := f.xid("CRMID", "C1")
	without := func(name string) http.Header {
		h := f.headers()
		h.Del(name)
		return h
	}
	asked := `[{"entityId":"C1","entityIdNS":{"code":"CRMID"}},{"entityId":"C9","entityIdNS":{"code":"CRMID"}}]`
	events := `{"schema":{"name":"` + eventClass + `"},"relatedSchema":{"name":"` + profileClass + `"},"identities":[{"relatedEntityId":"` + xid + `"}],"limit":2,"timeFilter":{"startTime":1},"fields":["_id"]}`
	for _, c := range []struct {
		file string
		got  answer
		more []string // members that are here alone, or in the example alone
	}{
		{"entities-get-profile-merged", f.get(entitiesPath, "schema.name", profileClass, "entityId", "C1", "entityIdNS", "CRMID"), []string{"*.tags"}},
		{"entities-post-profiles", f.post(entitiesPath, `{"schema":{"name":"`+profileClass+`"},"identities":`+asked+`}`), []string{"*.mergePolicy", "*.identityGraph"}},
		{"entities-get-events-page1", f.get(entitiesPath, eventsQuery("limit", "1")...), nil},
		{"entities-get-events-page2", f.get(entitiesPath, eventsQuery()...), nil},
		{"entities-post-events", f.post(entitiesPath, events), []string{"*._links.next.payload.orderby"}},
		{"entities-error-404", f.get(entitiesPath, "schema.name", profileClass, "entityId", "C9", "entityIdNS", "CRMID"), nil},
		{"entities-error-422", f.get(entitiesPath, "schema.name", profileClass, "entityId", "C1", "entityIdNS", "CRMID", "mergePolicyId", "x"), nil},
		{"profile-error-415", f.send("POST", entitiesPath, "text/plain", "{}", f.headers()), nil},
		{"platform-error-content-type", f.send("POST", namespacesPath, "", "{}", f.headers()), nil},
		{"gateway-error-403010", f.send("GET", namespacesPath, "", "", without("Authorization")), nil},
		{"gateway-error-403000", f.send("GET", namespacesPath, "", "", without("X-Api-Key")), nil},
		{"gateway-error-400003", f.send("GET", namespacesPath, "", "", without("X-Gw-Ims-Org-Id")), nil},
		{"ims-token", f.send("POST", "/ims/token/v3", "application/x-www-form-urlencoded", signInForm().Encode(), nil), nil},
		{"ims-error-invalid-scope", f.send("POST", "/ims/token/v2?scope=x&"+signInForm().Encode(), "", "", nil), nil},
		{"merge-policies-list", f.get(policiesPath, "limit", "2"), nil},
		{"merge-policy-get", f.get(policiesPath + "/newest"), []string{"sandbox", "isActiveOnEdge"}},
		{"merge-policies-bulk-get", f.post(policiesPath+"/bulk-get", `{"ids":[{"id":"newest"},{"id":"crm-first"}]}`), nil},
		{"namespaces-list", f.get(namespacesPath), nil},
		{"namespace-error-404", f.get(namespacesPath + "/99"), nil},
		{"namespace-error-409", f.post(namespacesPath, `{"code":"CRMID"}`), []string{"error"}},
		{"identity-xid", f.get(identityPath+"/identity", "namespace", "Email", "id", "a"), nil},
		{"identity-error-400", f.get(identityPath + "/identity"), nil},
		{"identity-graph-set", f.post(identityPath+"/v2/graph", `{"composite_xids":[{"ns":"CRMID","id":"C1"}],"projection_type":"set"}`), nil},
		{"identity-graph-full", f.post(identityPath+"/v2/graph", `{"composite_xids":[{"nsid":6,"id":"ada@example.com"}],"projection_type":"graph","require_edge_meta_data":true}`), []string{"graphs[].edges[].batch_ids[]"}},
		{"identity-graph-xids", f.post(identityPath+"/v2/graph", `{"xids":["`+xid+`"],"projection_type":"graph","require_edge_meta_data":true}`), []string{"unprocessed_xids", "unprocessed_composite_xids", "graphs[].edges[].batch_ids[]"}},
		{"identity-graph-error-400", f.post(identityPath+"/v2/graph", `{}`), nil},
		{"identity-clusters-xids", f.post(identityPath+"/clusters/members", `{"xids":["`+xid+`","x"]}`), nil},
		{"identity-clusters-nsid", f.post(identityPath+"/clusters/members", `{"compositeXids":[{"nsid":6,"id":"ada@example.com"}]}`), nil},
		{"identity-clusters-namespace", f.post(identityPath+"/clusters/members", `{"compositeXidsWithNamespace":[{"namespace":"Email","id":"ada@example.com"}]}`), nil},
	} {
		t.Run(c.file, func(t *testing.T) {
			raw, err := os.ReadFile(filepath.Join(dir, c.file+".response.json"))
			if err != nil {
				t.Fatal(err)
			}
			var want any
			if err := json.Unmarshal(raw, &want); err != nil {
				t.Fatal(err)
			}
			have, published := map[string]bool{}, map[string]bool{}
			keyed := "nothing"
			if strings.HasPrefix(c.file, "entities-post") || strings.HasPrefix(c.file, "entities-get-profile") {
				keyed = ""
			} else if strings.Contains(c.file, "bulk-get") {
				keyed = "results"
			}
			shape("", keyed, c.got.at(), have)
			shape("", keyed, want, published)
			for path := range have {
				if !published[path] && !allowed(path, c.more) {
					t.Errorf("the published answer has no %s\n%s", path, c.got.body)
				}
			}
			for path := range published {
				if !have[path] && !allowed(path, c.more) {
					t.Errorf("the answer lacks %s\n%s", path, c.got.body)
				}
			}
		})
	}
}

// shape collects the members of v with their types; what is inside a record is
// left out. The members of the object at the path keyed are "*", whatever their
// names: those are XIDs or ids.
func shape(path, keyed string, v any, into map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		into[path+" object"] = true
		for name, member := range v {
			if path == keyed {
				name = "*"
			}
			if name != "entity" {
				shape(strings.TrimPrefix(path+"."+name, "."), keyed, member, into)
			}
		}
	case []any:
		into[path+" array"] = true
		for _, item := range v {
			shape(path+"[]", keyed, item, into)
		}
	case json.Number, float64:
		into[path+" number"] = true
	default:
		into[path+fmt.Sprintf(" %T", v)] = true
	}
}

func allowed(path string, more []string) bool {
	name, _, _ := strings.Cut(path, " ")
	return slices.ContainsFunc(more, func(m string) bool {
		return name == m || strings.HasPrefix(name, m+".") || strings.HasPrefix(name, m+"[")
	})
}
