package gateway_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const (
	segmentsPath  = "/data/core/ups/segment/definitions"
	audiencesPath = "/data/core/ups/audiences"
)

// follow returns every child of a list, page by page, as its links lead.
func (f *fixture) follow(path, children string, link []any, params ...string) (ids []string) {
	f.Helper()
	got := f.get(path, params...).is(200)
	for range 1000 {
		list, _ := got.at(children).([]any)
		for _, child := range list {
			ids = append(ids, fmt.Sprint(child.(map[string]any)["id"]))
		}
		href, _ := got.at(link...).(string)
		if href == "" {
			return ids
		}
		got = f.send("GET", strings.Replace(href, "@", path[:strings.LastIndexByte(path, '/')], 1), "", "", f.headers()).is(200)
	}
	f.Fatal("the links do not end")
	return nil
}

func TestSegmentDefinitions(t *testing.T) {
	f := openBuiltin(t)
	all := f.get(segmentsPath).is(200)
	all.says("100", "page", "limit").says("map[]", "link")
	total := all.at("page", "totalCount")
	ids := f.follow(segmentsPath, "segments", []any{"link", "next", "href"}, "limit", "3", "sort", "name:desc")
	if fmt.Sprint(len(ids)) != fmt.Sprint(total) || len(ids) < 4 {
		t.Errorf("pages of 3 have %d segments in all, one page has %v", len(ids), total)
	}
	if slices.Sort(ids); len(slices.Compact(ids)) != len(ids) {
		t.Error("pages repeat segments")
	}
	batch := len(f.follow(segmentsPath, "segments", []any{"link", "next", "href"}, "evaluationInfo.batch.enabled", "true", "limit", "2"))
	other := len(f.follow(segmentsPath, "segments", []any{"link", "next", "href"}, "evaluationInfo.batch.enabled", "false"))
	if batch == 0 || other == 0 || batch+other != len(ids) {
		t.Errorf("%d segments in batches and %d others, of %d", batch, other, len(ids))
	}

	one := f.get(segmentsPath+"/"+ids[0]).is(200).says(ids[0], "id").says("ups", "profileInstanceId").says("PQL", "expression", "type")
	one.says("0123456789ABCDEF01234567@AdobeOrg", "imsOrgId").says("prod", "sandbox", "sandboxName")
	f.get(segmentsPath+"/nobody").is(404).says("404", "statusCode")
	f.post(segmentsPath+"/bulk-get", `{"ids":[{"id":"`+ids[0]+`"},{"id":"nobody"}]}`).is(207).says(ids[0], "results", ids[0], "id").says("<nil>", "results", "nobody")
	f.post(segmentsPath+"/bulk-get", `{"ids":[]}`).is(400)
	f.get(segmentsPath, "limit", "101").is(400)
	f.get(segmentsPath, "page", "x").is(400)
	f.get(segmentsPath, "sort", "name:up").is(400)
	one.like(example(t, "segment-definition-get.response.json"))
	all.like(example(t, "segment-definitions-list.response.json"), "baselineTime")
}

func TestSegmentThatSaysLittle(t *testing.T) {
	f := open(t)
	f.get(segmentsPath).is(200).says("1", "page", "totalCount").says("gold", "segments", 0, "id")
	f.get(segmentsPath+"/gold").is(200).says("true", "evaluationInfo", "continuous", "enabled").says("1707728400000", "creationTime").says("1739350800", "updateEpoch").says("newest", "mergePolicyId")
	f.get(segmentsPath + "/A-17").is(404)
}

func TestAudiences(t *testing.T) {
	f := open(t)
	f.get(audiencesPath).is(200).says("2", "_page", "totalCount").says("", "_page", "next").says("", "_links", "next", "href")
	own := f.get(audiencesPath+"/gold").is(200).says("gold", "audienceId").says("AEPSegments", "namespace").says("SegmentDefinition", "type").
		says("published", "lifecycleState").says("[loyalty]", "tags").says(`loyalty.tier = "Gold"`, "expression", "value")
	imported := f.get(audiencesPath, "property", "audienceId==A-17").is(200).says("1", "_page", "totalCount").says("aam", "children", 0, "namespace").
		says("ExternalSegment", "children", 0, "type").says("<nil>", "children", 0, "expression")
	id := imported.at("children", 0, "id").(string)
	if len(id) != 36 {
		t.Errorf("the id of an imported audience is %q, no UUID", id)
	}
	f.get(audiencesPath+"/"+id).is(200).says("A-17", "audienceId").says("Imported", "name")
	f.get(audiencesPath + "/A-17").is(404)

	first := f.get(audiencesPath, "limit", "1", "sort", "name:desc").is(200).says("Imported", "children", 0, "name").says("1", "_page", "next")
	if href := first.at("_links", "next", "href").(string); !strings.HasPrefix(href, "@/audiences?") || !strings.Contains(href, "totalCount=2") {
		t.Errorf("link %q", href)
	}
	if ids := f.follow(audiencesPath, "children", []any{"_links", "next", "href"}, "limit", "1"); len(ids) != 2 {
		t.Errorf("pages of 1 have %v", ids)
	}
	f.get(audiencesPath, "name", "GOLD").is(200).says("1", "_page", "totalCount")
	f.get(audiencesPath, "description", "tier gold").is(200).says("1", "_page", "totalCount")
	f.get(audiencesPath, "property", "namespace==AEPSegments", "property", "name==Imported").is(200).says("0", "_page", "totalCount").says("[]", "children")
	f.get(audiencesPath, "entityType", "_xdm.context.account").is(200).says("0", "_page", "totalCount")

	for _, c := range []struct {
		name string
		got  answer
		code int
		kind string
	}{
		{"unknown id", f.get(audiencesPath + "/nobody"), 404, "UPAPI-113430-404"},
		{"no ids", f.post(audiencesPath+"/bulk-get", `{"ids":[]}`), 400, "UPAPI-113015-400"},
		{"101 ids", f.post(audiencesPath+"/bulk-get", `{"ids":[`+strings.TrimSuffix(strings.Repeat(`{"id":"gold"},`, 101), ",")+`]}`), 400, "UPAPI-113015-400"},
		{"none known", f.post(audiencesPath+"/bulk-get", `{"ids":[{"id":"a"},{"id":"b"}]}`), 404, "UPAPI-113000-404"},
		{"property that is none", f.get(audiencesPath, "property", "name>=A"), 400, "UPAPI-113011-400"},
		{"limit", f.get(audiencesPath, "limit", "1000"), 400, "UPAPI-113011-400"},
		{"written without a name", f.post(audiencesPath, `{}`), 400, "UPLIB-101206-500"},
	} {
		c.got.is(c.code).says("https://ns.adobe.com/aep/errors/"+c.kind, "type").says(fmt.Sprint(c.code), "status")
		if c.got.at("requestId") == nil || c.got.at("errors", fmt.Sprint(c.code)) == nil {
			t.Errorf("%s: %s", c.name, c.got.body)
		}
	}
	f.post(audiencesPath+"/bulk-get", `{"ids":[{"id":"gold"},{"id":"nobody"}]}`).is(207).says("gold", "results", "gold", "id").
		says("404", "results", "nobody", "errors", "404", 0, "code").like(map[string]any{"results": map[string]any{}})

	own.like(example(t, "audience-get.response.json"), "createdBy", "lifecycle", "overridePerformanceWarnings")
	f.get(audiencesPath, "sort", "name:asc").like(example(t, "audiences-list.response.json"), "createdBy", "lifecycle", "overridePerformanceWarnings")
	f.get(audiencesPath+"/nobody").like(example(t, "audience-get-error-404.response.json"), "code")
	f.post(audiencesPath+"/bulk-get", `{"ids":[]}`).like(example(t, "audiences-bulk-get-error-400.response.json"))
}
