package gateway_test

import (
	"net/url"
	"strings"
	"testing"

	unions "activityhub/graph/xdm"
	"activityhub/platform/xdm"
)

const registryPath = "/data/foundation/schemaregistry"

// accepting asks the Schema Registry with an Accept header, of which the part
// that all have in common is left out.
func (f *fixture) accepting(accept, path string, params ...string) answer {
	f.Helper()
	header := f.headers()
	if accept != "" {
		header.Set("Accept", "application/vnd.adobe."+accept)
	}
	return f.send("GET", registryPath+path+query(params), "", "", header)
}

func TestUnionIsTheOneSetUp(t *testing.T) {
	f := openBuiltin(t)
	for name, own := range map[string][]byte{"profile": unions.Profile, "experienceevent": unions.ExperienceEvent} {
		id := "https://ns.adobe.com/xdm/context/" + name + "__union"
		for _, as := range []string{"_xdm.context." + name + "__union", url.PathEscape(id)} {
			got := f.accepting("xed-full+json; version=1", "/tenant/unions/"+as).is(200).says(id, "$id").says("_activityhub", "meta:tenantNamespace")
			fetched, err := xdm.ParseSchema([]byte(got.body))
			if err != nil {
				t.Fatal(err)
			}
			before, err := xdm.ParseSchema(own)
			if err != nil {
				t.Fatal(err)
			}
			if changes, err := xdm.Diff(before, fetched); err != nil || len(changes) > 0 {
				t.Errorf("%s changed on its way: %v, %v", name, changes, err)
			}
			if changes, err := xdm.Diff(fetched, before); err != nil || len(changes) > 0 {
				t.Errorf("%s changed on its way: %v, %v", name, changes, err)
			}
		}
		if got := f.accepting("xed-full+json; version=1", "/tenant/unions/"+id).is(404); !strings.Contains(got.body, "percent-encoded") {
			t.Errorf("an id with bare slashes: %s", got.body)
		}
	}
	list := f.accepting("xed+json", "/tenant/unions").is(200).says("2", "_page", "count").says("<nil>", "_page", "next").says("<nil>", "_links", "next")
	list.like(example(t, "unions-list.response.json"), "meta:globalLibVersion")
	f.accepting("xed+json; version=1", "/tenant/unions/_xdm.context.profile__union").is(200).
		like(example(t, "union-get.response.json"), "meta:globalLibVersion", "{}")
}

func TestFormsOfResources(t *testing.T) {
	f := openBuiltin(t)
	const union = "/tenant/unions/_xdm.context.profile__union"
	raw := f.accepting("xed+json; version=1", union).is(200)
	schema := raw.at("allOf", 0, "$ref")
	if schema == nil || raw.at("properties") != nil {
		t.Errorf("a union with references is %.300s", raw.body)
	}
	bare := f.accepting("xed-full-notext+json;version=1.0", union).is(200)
	if strings.Contains(bare.body, "Customer number") || bare.at("properties", "personalEmail", "properties", "address", "type") != "string" {
		t.Errorf("without text it is %.300s", bare.body)
	}
	if bare.at("properties", "_activityhub", "properties", "openTickets") == nil {
		t.Error("fields are missing without text")
	}
	full := f.accepting("xed-full-desc+json; version=1", union).is(200)
	if full.at("meta:descriptors", 0, "@type") != "xdm:descriptorIdentity" {
		t.Error("there are no descriptors")
	}
	short := f.accepting("xed-id+json", "/tenant/schemas", "orderby", "-title", "limit", "1").is(200).says("1", "_page", "count").says("1", "_page", "next")
	short.reads(`{"results":[{"$id":"` + short.at("results", 0, "$id").(string) + `","meta:altId":"` + short.at("results", 0, "meta:altId").(string) +
		`","title":"` + short.at("results", 0, "title").(string) + `","version":"1.0"}],"_page":{"orderby":"-title","next":"1","count":1},"_links":{"next":"` + short.at("_links", "next").(string) + `"}}`)
	header := f.headers()
	header.Set("Accept", "application/vnd.adobe.xed-id+json")
	f.send("GET", short.at("_links", "next").(string), "", "", header).is(200).says("<nil>", "_page", "next").says("1", "_page", "count")

	member := f.accepting("xed+json", "/tenant/schemas", "property", "meta:immutableTags==union", "property", "meta:class==https://ns.adobe.com/xdm/context/profile").is(200).says("1", "_page", "count")
	if member.at("results", 0, "$id") != schema {
		t.Errorf("the union refers to %v, its only schema is %v", schema, member.at("results", 0, "$id"))
	}
	f.accepting("xed-full+json; version=1", "/tenant/schemas/"+url.PathEscape(schema.(string))).is(200).says(schema.(string), "$id").says("schemas", "meta:resourceType")
	f.accepting("xed+json", "/tenant/schemas", "property", "meta:class==x").is(200).says("[]", "results")
	f.accepting("xed+json", "/tenant/schemas", "property", "(").is(400)
	f.accepting("xed+json", "/tenant/schemas", "limit", "-1").is(400)
	f.accepting("xed-id+json", "/global/classes").is(200).says("2", "_page", "count")
	f.accepting("xed+json;version=1", "/global/classes/_xdm.context.profile").is(200).says("XDM Individual Profile", "title")
	f.accepting("xed+json", "/global/behaviors").is(200).says("2", "_page", "count")
	for _, empty := range []string{"/tenant/fieldgroups", "/tenant/mixins", "/global/datatypes", "/tenant/classes", "/global/schemas"} {
		f.accepting("xed+json", empty).is(200).reads(`{"results":[],"_page":{"orderby":"title","next":null,"count":0},"_links":{"next":null}}`)
	}
	f.post(registryPath+"/tenant/schemas", `{}`).is(403)
	f.get(registryPath+"/stats").is(200).says("activityhub", "tenantId").says("2", "counts", "unions").like(example(t, "schema-registry-stats.response.json"), "description")
	f.accepting("xed+json", "/tenant/schemas").like(example(t, "schemas-list.response.json"), "global_schemas")
}

func TestAcceptHeaders(t *testing.T) {
	f := openBuiltin(t)
	const union, list = "/tenant/unions/_xdm.context.profile__union", "/tenant/unions"
	descriptor := f.accepting("xdm-id+json", "/tenant/descriptors").is(200).at("xdm:descriptorIdentity", 0).(string)
	for _, c := range []struct{ accept, path, code string }{
		{"", list, "XDM-1006-400"}, {"xed+json; version=1", list, "XDM-1006-400"}, {"xed-full+json", list, "XDM-1006-400"}, {"xdm+json", list, "XDM-1006-400"},
		{"", union, "XDM-1007-400"}, {"xed+json", union, "XDM-1007-400"}, {"xed-full+json", union, "XDM-1007-400"}, {"xed-full+json; version=2", union, "XDM-1007-400"}, {"xyz+json; version=1", union, "XDM-1007-400"},
		{"xed+json", "/tenant/descriptors", "XDM-1008-400"}, {"", "/tenant/descriptors", "XDM-1008-400"},
		{"xed+json; version=1", "/tenant/descriptors/" + descriptor, "XDM-1009-400"},
	} {
		f.accepting(c.accept, c.path).is(400).says("http://ns.adobe.com/aep/errors/"+c.code, "type").says("Accept header invalid", "title")
	}
	f.accepting("xed+json;version=1", list).like(example(t, "schema-registry-error-accept-list.response.json"))
}

func TestDescriptors(t *testing.T) {
	f := openBuiltin(t)
	objects := f.accepting("xdm+json", "/tenant/descriptors").is(200)
	of := objects.at("xdm:descriptorIdentity").([]any)
	if len(of) != 3 {
		t.Fatalf("%d identities, want 3: %s", len(of), objects.body)
	}
	primary := f.accepting("xdm+json", "/tenant/descriptors", "property", "xdm:isPrimary==true").is(200)
	primary.says("/_activityhub/customerNumber", "xdm:descriptorIdentity", 0, "xdm:sourceProperty").says("CRMID", "xdm:descriptorIdentity", 0, "xdm:namespace")
	id := primary.at("xdm:descriptorIdentity", 0, "@id").(string)
	f.accepting("xdm-link+json", "/tenant/descriptors", "property", "xdm:isPrimary==true").is(200).reads(`{"xdm:descriptorIdentity":["/tenant/descriptors/` + id + `"]}`)
	f.accepting("xdm-v2+json", "/tenant/descriptors").is(200).says("3", "_page", "count").says("<nil>", "_links", "next")
	first := f.accepting("xdm-v2+json", "/tenant/descriptors", "limit", "2").is(200).says("2", "_page", "count").says("2", "_page", "next")
	header := f.headers()
	header.Set("Accept", "application/vnd.adobe.xdm-v2+json")
	f.send("GET", first.at("_links", "next").(string), "", "", header).is(200).says("1", "_page", "count").says("<nil>", "_page", "next")
	f.accepting("xdm+json", "/tenant/descriptors/nobody").is(404).says("http://ns.adobe.com/aep/errors/XDM-1012-404", "type")
	f.accepting("", "/tenant/descriptors/"+id).is(200).says(id, "@id").like(example(t, "descriptor-get.response.json"), "meta:registryMetadata")
}
