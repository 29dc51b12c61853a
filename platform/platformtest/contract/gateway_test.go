package contract_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"activityhub/platform/gateway"
	"activityhub/platform/platformtest/contract"
	"activityhub/platform/platformtest/remote"
	"activityhub/platform/platformtest/served"
)

// ada is a record of data set crm, purchase an event of data set shop.
const (
	ada = `{"_suite":{"customerNumber":"C1","npsScore":9},"personalEmail":{"address":"ada@example.com"},"person":{"name":{"firstName":"Ada"}},` +
		`"segmentMembership":{"ups":{"gold":{"status":"realized","lastQualificationTime":"2025-01-01T00:00:00Z"}}}}`
	purchase = `{"_id":"e%d","timestamp":"2025-01-0%dT00:00:00Z","eventType":"commerce.purchases","identityMap":{"CRMID":[{"id":"C1","primary":true}]}}`
)

// A visitor makes calls to a gateway, signed in, and keeps what was exchanged.
type visitor struct {
	t     *testing.T
	base  string
	token string
}

func (v *visitor) call(method, path, body string, header ...string) (int, string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.base+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	for name, value := range map[string]string{
		"Authorization": "Bearer " + v.token, "X-Api-Key": gateway.DefaultClientID, "X-Gw-Ims-Org-Id": gateway.DefaultOrganization,
		"X-Sandbox-Name": gateway.DefaultSandbox, "X-Profile-Instance-Id": "ups", "Accept": "application/json", "X-Request-Id": "tour",
	} {
		r.Header.Set(name, value)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		if header[i+1] == "" {
			r.Header.Del(header[i])
		} else {
			r.Header.Set(header[i], header[i+1])
		}
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer.StatusCode, string(raw)
}

func (v *visitor) signIn() {
	v.t.Helper()
	status, body := v.call("POST", "/ims/token/v3", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {gateway.DefaultClientID}, "client_secret": {gateway.DefaultClientSecret}, "scope": {"openid,AdobeID"},
	}.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	_, rest, ok := strings.Cut(body, `"access_token":"`)
	if status != http.StatusOK || !ok {
		v.t.Fatalf("signing in: %d %s", status, body)
	}
	v.token, _, _ = strings.Cut(rest, `"`)
}

// A stop is one call of the tour.
type stop struct {
	name, method, path, body string
	status                   int
	header                   []string
}

const (
	lookUp   = entities + "?schema.name=_xdm.context.profile&entityIdNS=CRMID&entityId="
	events   = entities + "?schema.name=_xdm.context.experienceevent&relatedSchema.name=_xdm.context.profile&relatedEntityIdNS=CRMID&relatedEntityId="
	policies = "/data/core/ups/config/mergePolicies"
	segments = "/data/core/ups/segment/definitions"
	audience = "/data/core/ups/audiences"
	codes    = "/data/core/idnamespace/identities"
	identity = "/data/core/identity/"
	registry = "/data/foundation/schemaregistry"
	computed = "/data/core/ca/attributes"
	profile  = `{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"C1","entityIdNS":{"code":"CRMID"}},{"entityId":"C2","entityIdNS":{"code":"crmid"}}],"fields":["person.name"]}`
	timeline = `{"schema":{"name":"_xdm.context.experienceevent"},"relatedSchema":{"name":"_xdm.context.profile"},"identities":[{"relatedEntityId":"C1","relatedEntityIdNS":{"code":"CRMID"}}],"limit":2}`
	message  = `{"header":{"schemaRef":{"id":"{SCHEMA}","contentType":"application/vnd.adobe.xed-full+json;version=1"},"imsOrgId":"` + gateway.DefaultOrganization + `","datasetId":"{DATASET}","flowId":"f"},` +
		`"body":{"xdmMeta":{"schemaRef":{"id":"{SCHEMA}","contentType":"application/vnd.adobe.xed-full+json;version=1"}},"xdmEntity":{"_suite":{"customerNumber":"C5","npsScore":9}}}}`
	short = "application/vnd.adobe.xed-id+json"
	full  = "application/vnd.adobe.xed-full+json; version=1"
	union = "/tenant/unions/https%3A%2F%2Fns.adobe.com%2Fxdm%2Fcontext%2Fprofile__union"
)

var tour = []stop{
	{"a person", "GET", lookUp + "C1", "", 200, nil},
	{"a person, cut", "GET", lookUp + "C1&fields=person.name,identityMap&mergePolicyId=newest", "", 200, nil},
	{"nobody", "GET", lookUp + "C2", "", 404, nil},
	{"an unknown policy", "GET", lookUp + "C1&mergePolicyId=none", "", 422, nil},
	{"no such class", "GET", entities + "?schema.name=_xdm.context.account&entityId=1&entityIdNS=b2b_account", "", 404, nil},
	{"several people", "POST", entities, profile, 200, nil},
	{"several people, no JSON", "POST", entities, "{", 400, nil},
	{"several people, no JSON type", "POST", entities, profile, 415, []string{"Content-Type", "text/plain"}},
	{"several people, an unknown policy", "POST", entities, strings.Replace(profile, `"fields"`, `"mergePolicyId":"none","fields"`, 1), 422, nil},
	{"events", "GET", events + "C1&limit=2&orderby=-timestamp&fields=eventType", "", 200, nil},
	{"events, filtered", "GET", events + "C1&property=" + url.QueryEscape(`eventType="commerce.purchases"`) + "&startTime=1&endTime=9999999999999", "", 200, nil},
	{"events, filtered too much", "GET", events + "C1" + strings.Repeat("&property=a%3D1", 4), "", 400, nil},
	{"events of nobody", "GET", events + "C2", "", 404, nil},
	{"events of several", "POST", entities, timeline, 200, nil},

	{"policies", "GET", policies + "?schema.name=_xdm.context.profile&limit=2", "", 200, nil},
	{"the default policy", "GET", policies + "?default=true", "", 200, nil},
	{"a policy", "GET", policies + "/newest", "", 200, nil},
	{"no such policy", "GET", policies + "/none", "", 404, nil},
	{"some policies", "POST", policies + "/bulk-get", `{"ids":[{"id":"newest"},{"id":"none"}]}`, 207, nil},
	{"a policy more", "POST", policies, `{"schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"timestampOrdered"}}`, 200, nil},
	{"a policy of another class", "POST", policies, `{"schema":{"name":"_xdm.context.account"},"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"timestampOrdered"}}`, 400, nil},
	{"a policy, written over", "PUT", policies + "/alone", `{"id":"alone","name":"Second","version":2,"schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"timestampOrdered"}}`, 200, nil},
	{"a policy, changed", "PATCH", policies + "/alone", `[{"op":"add","path":"/identityGraph.type","value":"none"}]`, 200, nil},
	{"a policy, deleted", "DELETE", policies + "/alone", "", 200, nil},
	{"no such policy to delete", "DELETE", policies + "/alone", "", 404, nil},

	{"definitions", "GET", segments + "?limit=1", "", 200, nil},
	{"their second page", "GET", segments + "?limit=1&page=1", "", 200, nil},
	{"a definition", "GET", segments + "/gold", "", 200, nil},
	{"no such definition", "GET", segments + "/none", "", 404, nil},
	{"some definitions", "POST", segments + "/bulk-get", `{"ids":[{"id":"gold"},{"id":"none"}]}`, 207, nil},
	{"a definition more", "POST", segments, `{"name":"x","schema":{"name":"_xdm.context.profile"},"expression":{"type":"PQL","format":"pql/text","value":"true"}}`, 200, nil},
	{"the same definition", "POST", segments, `{"name":"x","schema":{"name":"_xdm.context.profile"},"expression":{"type":"PQL","format":"pql/text","value":"true"}}`, 422, nil},
	{"a definition, changed", "PATCH", segments + "/gold", `{"name":"Gold","schema":{"name":"_xdm.context.profile"},"expression":{"type":"PQL","format":"pql/text","value":"true"}}`, 200, nil},

	{"audiences", "GET", audience + "?limit=1", "", 200, nil},
	{"audiences by name", "GET", audience + "?name=gold&sort=name:asc", "", 200, nil},
	{"an audience", "GET", audience + "/gold", "", 200, nil},
	{"no such audience", "GET", audience + "/none", "", 404, nil},
	{"some audiences", "POST", audience + "/bulk-get", `{"ids":[{"id":"gold"},{"id":"none"}]}`, 207, nil},
	{"audiences of no ids", "POST", audience + "/bulk-get", `{"ids":[]}`, 400, nil},
	{"audiences that nobody knows", "POST", audience + "/bulk-get", `{"ids":[{"id":"none"}]}`, 404, nil},

	{"an audience more", "POST", audience, `{"name":"y","type":"SegmentDefinition","schema":{"name":"_xdm.context.profile"},"expression":{"type":"PQL","format":"pql/text","value":"inSegment(\"gold\")"}}`, 201, nil},
	{"an audience without a name", "POST", audience, `{"type":"SegmentDefinition"}`, 400, nil},
	{"an audience, written over", "PUT", audience + "/gold", `{"audienceId":"gold","name":"Gold again","type":"SegmentDefinition","schema":{"name":"_xdm.context.profile"},"expression":{"type":"PQL","format":"pql/text","value":"true"},"labels":["core/C1"]}`, 201, nil},
	{"no such audience to write over", "PUT", audience + "/none", `{"name":"z"}`, 404, nil},
	{"an audience, changed", "PATCH", audience + "/gold", `[{"op":"add","path":"/expression","value":{"type":"PQL","format":"pql/text","value":"workAddress.country= \"US\""}}]`, 201, nil},
	{"an audience whose namespace would change", "PUT", audience + "/gold", `{"name":"Gold","namespace":"aam"}`, 400, nil},
	{"an audience that another is made of, to delete", "DELETE", audience + "/gold", "", 400, nil},
	{"an audience, deleted", "DELETE", audience + "/{IMPORTED}", "", 204, nil},
	{"no such audience to delete", "DELETE", audience + "/{IMPORTED}", "", 404, nil},

	{"namespaces", "GET", codes, "", 200, nil},
	{"a namespace", "GET", codes + "/4", "", 200, nil},
	{"no such namespace", "GET", codes + "/5", "", 404, nil},
	{"a namespace more", "POST", codes, `{"code":"Shelf","idType":"Non_people","name":"Shelf"}`, 200, nil},
	{"a namespace of no kind", "POST", codes, `{"code":"Box","idType":"b2b_box","name":"x"}`, 400, nil},
	{"a namespace, changed", "PUT", codes + "/{CRMID}", `{"code":"CRMID","idType":"Cross_device","name":"Customer"}`, 200, nil},
	{"a namespace whose kind would change", "PUT", codes + "/{CRMID}", `{"code":"CRMID","idType":"Email","name":"Customer"}`, 400, nil},
	{"no such namespace to change", "PUT", codes + "/5", `{"code":"CRMID","idType":"Email","name":"Customer"}`, 404, nil},
	{"a namespace that is taken", "POST", codes, `{"code":"CRMID","idType":"Cross_device","name":"x"}`, 409, nil},

	{"an XID", "GET", identity + "identity?namespace=CRMID&id=C1", "", 200, nil},
	{"an XID of what is no namespace", "GET", identity + "identity?namespace=none&id=C1", "", 400, nil},
	{"a graph", "POST", identity + "v2/graph", `{"composite_xids":[{"ns":"CRMID","id":"C1"}],"projection_type":"set"}`, 200, nil},
	{"a graph with edges", "POST", identity + "v2/graph", `{"composite_xids":[{"ns":"CRMID","id":"C1"}],"projection_type":"graph"}`, 200, nil},
	{"a graph of nothing", "POST", identity + "v2/graph", `{"composite_xids":[],"projection_type":"set"}`, 400, nil},
	{"a cluster", "GET", identity + "cluster/members?namespace=CRMID&id=C1", "", 200, nil},
	{"clusters", "POST", identity + "clusters/members", `{"compositeXidsWithNamespace":[{"namespace":"CRMID","id":"C1"}]}`, 200, nil},

	{"registry", "GET", registry + "/stats", "", 200, nil},
	{"unions", "GET", registry + "/tenant/unions", "", 200, []string{"Accept", short}},
	{"a union", "GET", registry + union, "", 200, []string{"Accept", full}},
	{"a union by its other name", "GET", registry + "/tenant/unions/_xdm.context.experienceevent__union", "", 200, []string{"Accept", full}},
	{"a union without version", "GET", registry + union, "", 400, []string{"Accept", "application/vnd.adobe.xed-full+json"}},
	{"no such union", "GET", registry + "/tenant/unions/none", "", 404, []string{"Accept", full}},
	{"unions with a version", "GET", registry + "/tenant/unions", "", 400, []string{"Accept", full}},
	{"schemas", "GET", registry + "/tenant/schemas?limit=1&orderby=title", "", 200, []string{"Accept", short}},
	{"classes", "GET", registry + "/global/classes", "", 200, []string{"Accept", short}},
	{"descriptors", "GET", registry + "/tenant/descriptors", "", 200, []string{"Accept", "application/vnd.adobe.xdm+json"}},
	{"descriptors, badly", "GET", registry + "/tenant/descriptors", "", 400, []string{"Accept", full}},

	{"computed attributes", "GET", computed + "?limit=5", "", 200, nil},
	{"no such computed attribute", "GET", computed + "/none", "", 404, nil},

	{"a message", "POST", "/collection/inlet?syncValidation=true", message, 200, nil},
	{"a message that no schema fits", "POST", "/collection/inlet?syncValidation=true", strings.Replace(message, `"npsScore":9`, `"npsScore":"x"`, 1), 400, nil},
	{"a message of no data set", "POST", "/collection/inlet", strings.Replace(message, `"{DATASET}"`, `"none"`, 1), 400, nil},
	{"messages", "POST", "/collection/batch/inlet", `{"messages":[` + message + `]}`, 207, nil},
	{"messages that are no JSON", "POST", "/collection/batch/inlet", `{`, 400, nil},
	{"data sets, which no file describes", "GET", "/data/foundation/catalog/dataSets?limit=1", "", 200, nil},
	{"sandboxes, which no file describes", "GET", "/data/foundation/sandbox-management/sandboxes", "", 200, nil},
	{"a mapping, which no file describes", "POST", identity + "mappings", `{"compositeXids":[{"nsid":4,"id":"1"}],"targetNs":6}`, 204, nil},

	{"no token", "GET", codes, "", 403, []string{"Authorization", ""}},
	{"a bad token", "GET", codes, "", 401, []string{"Authorization", "Bearer none"}},
	{"no key", "GET", codes, "", 403, []string{"X-Api-Key", ""}},
	{"no organisation", "GET", codes, "", 400, []string{"X-Gw-Ims-Org-Id", ""}},
	{"a person to delete", "DELETE", lookUp + "C1", "", 202, nil},
}

// TestGatewayKeepsTheContract calls everything that the gateway serves, and
// validates what it answers.
func TestGatewayKeepsTheContract(t *testing.T) {
	c := contract.Load(t)
	s := served.Open(t, served.Config{Way: remote.Config{Handler: func(h http.Handler) http.Handler { return c.Handler(t, h) }}})
	fill(t, s)
	v := &visitor{t: t, base: s.Remote.URL}
	v.signIn()
	crm := v.dataSet("crm")
	ours := strings.NewReplacer("{DATASET}", crm[0], "{SCHEMA}", crm[1], "{CRMID}", v.idOf(codes, "CRMID"), "{IMPORTED}", v.idOf(audience, "aam"))
	for _, at := range tour {
		if status, body := v.call(at.method, ours.Replace(at.path), ours.Replace(at.body), at.header...); status != at.status {
			t.Errorf("%s: %s %s is answered %d, want %d: %s", at.name, at.method, at.path, status, at.status, body)
		}
	}
}

// idOf returns the id of the item in a list that says word of itself.
func (v *visitor) idOf(list, word string) string {
	v.t.Helper()
	_, body := v.call("GET", list, "")
	items := gjson.Parse(body)
	if !items.IsArray() {
		items = items.Get("children")
	}
	for _, item := range items.Array() {
		if strings.Contains(item.Raw, `"`+word+`"`) {
			return item.Get("id").String()
		}
	}
	v.t.Fatalf("%s has no %s", list, word)
	return ""
}

// fill stores one person with three events.
func fill(t *testing.T, s *served.Served) {
	t.Helper()
	s.Put(t, "crm", ada)
	for n := range 3 {
		s.Put(t, "shop", strings.NewReplacer("%d", string(rune('1'+n))).Replace(purchase))
	}
}
