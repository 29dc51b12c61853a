package gateway_test

import "testing"

func TestDataSets(t *testing.T) {
	f := open(t)
	const path = "/data/foundation/catalog/dataSets"
	all := f.get(path).is(200)
	sets := all.at().(map[string]any)
	if len(sets) != 5 {
		t.Fatalf("%d data sets, want 5: %s", len(sets), all.body)
	}
	crm := f.get(path+"/crm", "properties", "name,schemaRef").is(200).at().(map[string]any)
	for id, set := range crm {
		if len(id) != 24 || len(set.(map[string]any)) != 2 {
			t.Errorf("%s: %v", id, set)
		}
		f.get(path+"/"+id).is(200).says("crm", id, "name").says("[enabled:true]", id, "tags", "unifiedProfile")
		f.get("/data/core/ups/config/mergePolicies/crm-first").is(200).says(id, "attributeMerge", "order", 0)
	}
	if got := f.get(path, "limit", "2", "start", "4").is(200).at().(map[string]any); len(got) != 1 {
		t.Errorf("the last page has %v", got)
	}
	for id := range crm {
		for _, filter := range [][]string{{"name", "crm"}, {"property", "name==crm"}, {"property", "state==ENABLED", "property", "name<d"}} {
			if got := f.get(path, filter...).is(200).at().(map[string]any); len(got) != 1 || got[id] == nil {
				t.Errorf("%v lets %d data sets through", filter, len(got))
			}
		}
	}
	f.get(path, "name", "nobody").is(200).reads(`{}`)
	f.get(path, "property", "(").is(400)
	f.get(path + "/nobody").is(404)
	f.get(path, "limit", "0").is(400)
}

func TestSandboxes(t *testing.T) {
	f := open(t)
	for _, path := range []string{"", "/", "/sandboxes"} {
		f.get("/data/foundation/sandbox-management"+path).is(200).says("prod", "sandboxes", 0, "name").says("active", "sandboxes", 0, "state")
	}
	f.get("/data/foundation/sandbox-management/sandboxes/prod").is(200).says("true", "isDefault").says("production", "type")
	f.get("/data/foundation/sandbox-management/sandboxes/dev").is(404)
}

func TestComputedAttributes(t *testing.T) {
	f := openBuiltin(t)
	const path = "/data/core/ca/attributes"
	all := f.get(path).is(200).says("5", "_page", "totalCount").says("0", "_page", "offset").says("20", "_page", "limit").says("", "_links", "next", "href")
	newest := all.at("computedAttributes", 0, "id").(string)
	one := f.get(path+"/"+newest).is(200).says("ComputedAttribute", "type").says("supportCallsLast30Days", "name").says("_activityhub/computed", "path").
		says("COUNT", "mergeFunction", "value").says("int", "returnSchema", "meta:xdmType").says("MONTHS", "duration", "unit").says("default-timestamp", "mergePolicy", "value")
	f.get(path, "limit", "2", "offset", "2", "sortBy", "name").is(200).says("ordersLast90Days", "computedAttributes", 0, "name").says("2", "_page", "count").
		says("@/attributes?limit=2&offset=4&sortBy=name", "_links", "next", "href").says("@/attributes?limit=2&offset=0&sortBy=name", "_links", "prev", "href")
	f.get(path, "property", "name==topCategories").is(200).says("1", "_page", "totalCount").says("array", "computedAttributes", 0, "returnSchema", "meta:xdmType")
	f.get(path, "property", "updateEpoch>=1").is(200).says("5", "_page", "totalCount")
	for _, wrong := range [][]string{{"limit", "41"}, {"limit", "0"}, {"offset", "-1"}, {"sortBy", "id"}, {"property", "id==x"}, {"property", "("}} {
		f.get(path, wrong...).is(400)
	}
	f.get(path + "/nobody").is(404)
	f.post(path, `{}`).is(403)
	if !f.platform.Capabilities().ComputedAttributes {
		t.Error("the Platform does not say that it has computed attributes")
	}
	empty := open(t)
	empty.get(path).is(200).says("[]", "computedAttributes")
	if empty.platform.Capabilities().ComputedAttributes {
		t.Error("a Platform without computed attributes says that it has some")
	}
	one.like(example(t, "computed-attribute-get.response.json"), "positionPath", "lastEvaluationTs", "createdBy")
}
