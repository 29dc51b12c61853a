package gateway_test

import (
	"net/url"
	"strings"
	"testing"
)

const policiesPath = "/data/core/ups/config/mergePolicies"

func TestMergePolicies(t *testing.T) {
	f := open(t)
	f.get(policiesPath).is(200).says("3", "_page", "totalCount").says("3", "_page", "pageSize").says("", "_links", "next", "href")
	f.get(policiesPath, "schema.name", profileClass, "default", "true").is(200).says("1", "_page", "totalCount").says("newest", "children", 0, "id")
	f.get(policiesPath, "identityGraph.type", "none").is(200).says("alone", "children", 0, "id").says("1", "_page", "totalCount")
	f.get(policiesPath, "schema.name", "_xdm.context.account").is(200).says("0", "_page", "totalCount").says("[]", "children")
	for orderBy, first := range map[string]string{"": "crm-first", "name": "crm-first", "+name": "crm-first", "-name": "alone", "-updateEpoch": "crm-first"} {
		f.get(policiesPath, "orderBy", orderBy, "limit", "1").is(200).says("3", "_page", "totalCount").says(first, "children", 0, "id")
	}
	f.get(policiesPath, "orderby", "-name", "limit", "1").is(200).says("alone", "children", 0, "id")
	f.get(policiesPath, "orderBy", "colour").is(400)
	f.get(policiesPath, "orderBy", "-").is(400)
	f.get(policiesPath, "limit", "none").is(400)
	f.get(policiesPath, "limit", "0").is(400)

	got := f.get(policiesPath, "limit", "2", "isActiveOnEdge", "false", "orderBy", "").is(200).says("3", "_page", "totalCount").says("2", "_page", "pageSize")
	base, rest, ok := strings.Cut(got.at("_links", "next", "href").(string), "?")
	if !ok || base != "@/mergePolicies" {
		t.Fatalf("link %s", got.body)
	}
	if _, err := url.ParseQuery(rest); err != nil {
		t.Fatal(err)
	}
	f.get(policiesPath+"?"+rest).is(200).says("alone", "children", 0, "id").says("1", "_page", "pageSize").says("", "_links", "next", "href")

	f.get(policiesPath+"/crm-first").is(200).says("dataSetPrecedence", "attributeMerge", "type").says("pdg", "identityGraph", "type").
		says("1", "version").says("false", "default").says("prod", "sandbox", "sandboxName").says("true", "sandbox", "default")
	order := f.get(policiesPath+"/crm-first").at("attributeMerge", "order").([]any)
	f.put("crm", ada)
	xid := f.xid("CRMID", "C1")
	if source := f.get(entitiesPath, "schema.name", profileClass, "entityId", xid).at(xid, "sources", 0); len(order) != 2 || source != order[0] {
		t.Errorf("the data set of a record is %v, the policy names %v", source, order)
	}
	f.get(policiesPath+"/other").is(404).says("404", "statusCode")
	f.post(policiesPath+"/bulk-get", `{"ids":[{"id":"alone"},{"id":"other"}]}`).is(207).says("Without graph", "results", "alone", "name").says("<nil>", "results", "other")
	f.post(policiesPath+"/bulk-get", `{"ids":[]}`).is(400)
}
