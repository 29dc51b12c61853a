package contract_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"activityhub/platform/platformtest/contract"
)

// valid returns exchanges that keep the contract: every published example, and
// documented calls of which no example was published.
func valid(t *testing.T) map[string]contract.Exchange {
	all := map[string]contract.Exchange{}
	for _, e := range contract.Examples(t) {
		if (e.Request() || e.Answer()) && strings.HasPrefix(strings.TrimPrefix(e.Path, "https://dcs.adobedc.net"), "/") {
			all[e.File] = e.Exchange(t)
		}
	}
	for name, x := range map[string]contract.Exchange{
		"events of a person": exchange(t, "GET", entities+"?schema.name=_xdm.context.experienceevent&relatedSchema.name=_xdm.context.profile&relatedEntityId=1&relatedEntityIdNS=ecid", "", 0, ""),
		"their next page":    exchange(t, "GET", entities+"?start=e1&schema.name=_xdm.context.experienceevent&relatedSchema.name=_xdm.context.profile&relatedEntityId=X1", "", 0, ""),
		"too many identities": exchange(t, "POST", entities, `{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"1","entityIdNS":{"code":"ECID"}}],"mergePolicyId":"m"}`,
			422, `{"message":"Too many related identities","cause":"","statusCode":"422"}`),
		"a namespace":              exchange(t, "GET", "/data/core/idnamespace/identities/4", "", 200, `{"id":4,"code":"ECID","idType":"COOKIE"}`),
		"no such union":            exchange(t, "GET", "/data/foundation/schemaregistry/tenant/unions/none", "", 404, `{"title":"Resource not found","status":404}`),
		"an audience is renamed":   exchange(t, "PUT", "/data/core/ups/audiences/1", `{"name":"x","type":"SegmentDefinition"}`, 0, ""),
		"an audience is deleted":   content(exchange(t, "DELETE", "/data/core/ups/audiences/1", "", 204, ""), ""),
		"a schema of the registry": exchange(t, "GET", "/data/foundation/schemaregistry/tenant/schemas/https%3A%2F%2Fns.adobe.com%2Ft%2Fschemas%2F1", "", 0, ""),
	} {
		all[name] = x
	}
	return all
}

// broken returns exchanges that break the contract in one place each.
func broken(t *testing.T) map[string]contract.Exchange {
	profile := entities + "?schema.name=_xdm.context.profile&entityId=1&entityIdNS=ecid"
	return map[string]contract.Exchange{
		"request: a required parameter is missing":   exchange(t, "GET", entities+"?entityId=1", "", 0, ""),
		"request: a parameter has another value":     exchange(t, "GET", entities+"?schema.name=profile", "", 0, ""),
		"request: a parameter is no number":          exchange(t, "GET", profile+"&limit=ten", "", 0, ""),
		"request: a parameter is not documented":     exchange(t, "GET", profile+"&entityID=1", "", 0, ""),
		"request: a header is missing":               without(exchange(t, "GET", profile, "", 0, ""), "X-Gw-Ims-Org-Id"),
		"request: a member is missing":               exchange(t, "POST", entities, `{"identities":[]}`, 0, ""),
		"request: a member has another type":         exchange(t, "POST", entities, `{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":1}]}`, 0, ""),
		"request: a member is not documented":        exchange(t, "POST", entities, `{"schema":{"name":"_xdm.context.profile"},"identities":[],"order":"x"}`, 0, ""),
		"request: a member is misspelt further down": exchange(t, "POST", entities, `{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"1","entityIdNs":{"code":"ECID"}}]}`, 0, ""),
		"request: a body that is no JSON":            exchange(t, "POST", entities, `{"schema":`, 0, ""),
		"request: a body where none belongs":         exchange(t, "GET", profile, `{}`, 0, ""),
		"request: no such path":                      exchange(t, "GET", "/data/core/ups/access/entity", "", 0, ""),
		"request: no such method":                    exchange(t, "PUT", entities, "", 0, ""),
		"request: neither XIDs nor identities":       exchange(t, "POST", "/data/core/identity/v2/graph", `{"projection_type":"set"}`, 0, ""),
		"answer: a status that is not documented":    exchange(t, "GET", profile, "", 418, `{}`),
		"answer: a member has another type":          exchange(t, "GET", profile, "", 404, `{"statusCode":404}`),
		"answer: a refusal is no list":               exchange(t, "GET", profile, "", 429, `{"message":"slow down","retryAfterMs":"500","statusCode":"429"}`),
		"answer: an entity without its XID":          exchange(t, "GET", profile, "", 200, `{"X1":{"entity":{}}}`),
		"answer: an entity that is a list":           exchange(t, "GET", profile, "", 200, `{"X1":{"entityId":"X1","entity":[]}}`),
		"answer: an event without its time":          exchange(t, "GET", profile, "", 200, `{"_page":{},"children":[{"entityId":"e1","entity":{}}]}`),
		"answer: a namespace of another kind":        exchange(t, "GET", "/data/core/idnamespace/identities/4", "", 200, `{"id":4,"code":"ECID","idType":"COOKIES"}`),
		"answer: another type of content":            content(exchange(t, "GET", profile, "", 200, `{}`), "text/html"),
		"answer: definitions without their page":     exchange(t, "GET", "/data/core/ups/segment/definitions", "", 200, `{"segments":[]}`),
		"answer: a definition without its name":      exchange(t, "GET", "/data/core/ups/segment/definitions", "", 200, `{"segments":[{"id":"1"}],"page":{}}`),
		"answer: a policy of another kind": exchange(t, "GET", "/data/core/ups/config/mergePolicies", "", 200,
			`{"_page":{"totalCount":1,"pageSize":1},"children":[{"schema":{"name":"x"},"identityGraph":{"type":"some"},"attributeMerge":{"type":"timestampOrdered"}}]}`),
		"answer: in front, with a code that does not fit": exchange(t, "GET", profile, "", 403, `{"error_code":"401013","message":7}`),
	}
}

const entities = "/data/core/ups/access/entities"

// exchange is a call as every one is made; with status 0 its answer is not known.
func exchange(t *testing.T, method, path, body string, status int, answer string) contract.Exchange {
	t.Helper()
	u, err := url.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	x := contract.Exchange{Method: method, URL: u, Status: status, Answer: []byte(answer), Header: http.Header{
		"Authorization": {"Bearer token"}, "X-Api-Key": {"client"}, "X-Gw-Ims-Org-Id": {"org"}, "X-Sandbox-Name": {"prod"},
		"Accept": {"application/json"},
	}}
	if body != "" {
		x.Body = []byte(body)
		x.Header.Set("Content-Type", "application/json")
	}
	return content(x, "application/json")
}

func without(x contract.Exchange, header string) contract.Exchange {
	x.Header.Del(header)
	return x
}

func content(x contract.Exchange, kind string) contract.Exchange {
	x.Answered = http.Header{"Content-Type": {kind}}
	return x
}

// check looks at what x has: the request, the answer, or both.
func check(c *contract.Contract, x contract.Exchange, name string) []contract.Issue {
	switch {
	case x.Status == 0:
		return c.CheckRequest(x)
	case strings.Contains(name, ".response.json"):
		return c.CheckAnswer(x)
	}
	return c.Check(x)
}

func TestValidExchangesPass(t *testing.T) {
	c := contract.Load(t)
	for name, x := range valid(t) {
		for _, issue := range check(c, x, name) {
			t.Errorf("%s: %s", name, issue)
		}
	}
}

func TestBrokenExchangesFail(t *testing.T) {
	c := contract.Load(t)
	for name, x := range broken(t) {
		if len(check(c, x, name)) == 0 {
			t.Errorf("%s: passes", name)
		}
	}
}

// TestEverySlipIsNeeded takes the amendments of one slip after the other away:
// something valid must fail then, or something broken pass.
func TestEverySlipIsNeeded(t *testing.T) {
	good, bad := valid(t), broken(t)
	for _, slip := range contract.Slips() {
		t.Run(slip.File+" "+slip.Operation+" "+slip.What, func(t *testing.T) {
			if slip.Why == "" || slip.Section == "" || len(slip.Amend) == 0 {
				t.Errorf("a slip says why it is one, by which section, and what it amends: %+v", slip)
			}
			c := contract.Without(t, slip)
			for name, x := range good {
				if len(check(c, x, name)) > 0 {
					return
				}
			}
			for name, x := range bad {
				if len(check(c, x, name)) == 0 {
					return
				}
			}
			t.Error("nothing needs it")
		})
	}
}
