package gateway_test

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/gateway"
	"activityhub/platform/local"
	"activityhub/platform/platformtest"
)

const dataSetsPath = "/data/foundation/catalog/dataSets"

var writtenAt = time.Date(2026, 5, 4, 3, 2, 1, 987654321, time.UTC)

func at(when time.Time) func(*gateway.Config) {
	return func(c *gateway.Config) { c.Now = func() time.Time { return when } }
}

// openIn is a gateway before a Platform whose data are in dir.
func openIn(t testing.TB, dir string, options ...func(*gateway.Config)) *fixture {
	t.Helper()
	p, err := local.Open(t.Context(), local.Config{Dir: dir, Definitions: platformtest.Definitions(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() }) // the test may have closed it
	f := open(t, append(options, func(c *gateway.Config) { c.Platform = p })...)
	f.platform = p
	return f
}

func (f *fixture) write(method, path, body string) answer {
	f.Helper()
	media := "application/json"
	if body == "" {
		media = ""
	}
	return f.send(method, path, media, body, f.headers())
}

func policyWritten(name, more string) string {
	return `{"name":"` + name + `","schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"none"},"attributeMerge":{"type":"timestampOrdered"}` + more + `}`
}

func segmentWritten(name, more string) string {
	return `{"name":"` + name + `","schema":{"name":"_xdm.context.profile"},"expression":{"type":"PQL","format":"pql/text","value":"loyalty.points > 1"}` + more + `}`
}

func TestWriteNamespaces(t *testing.T) {
	dir := t.TempDir()
	f := openIn(t, dir, at(writtenAt))
	made := f.post(namespacesPath, `{"name":"Loyalty Member","code":"Loyalty","idType":"Email","description":"By e-mail."}`).is(200).
		says("Loyalty", "code").says("EMAIL", "idType").says("ACTIVE", "status").says("true", "custom").says(fmt.Sprint(writtenAt.UnixMilli()), "createTime")
	made.like(example(t, "namespace-create.response.json"))
	id := fmt.Sprint(made.at("id"))
	f.post(namespacesPath, `{"name":"x","code":"LOYALTY","idType":"Phone"}`).is(409).says("NAMESPACE_CODE_CONFLICT", "title").like(example(t, "namespace-error-409.response.json"), "error")
	f.write("PUT", namespacesPath+"/"+id, `{"name":"Member","code":"loyalty","idType":"EMAIL","description":"Changed."}`).is(200).
		says("Member", 0, "name").says("Changed.", 0, "description").says(id, 0, "id")
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		says               string
	}{
		"code changes":      {"PUT", "/" + id, `{"name":"x","code":"Other"}`, 400, "non editable"},
		"kind changes":      {"PUT", "/" + id, `{"name":"x","idType":"PHONE"}`, 400, "non editable"},
		"standard":          {"PUT", "/6", `{"name":"x","code":"Email","idType":"EMAIL"}`, 400, "standard namespace"},
		"no name":           {"POST", "", `{"code":"New","idType":"EMAIL"}`, 400, "name is missing"},
		"kind that is none": {"POST", "", `{"code":"New","idType":"secret-kind","name":"x"}`, 400, "Valid values are: COOKIE"},
		"code with blanks":  {"POST", "", `{"code":"secret code","idType":"EMAIL","name":"x"}`, 400, "code: "},
		"wrong type":        {"POST", "", `{"code":"New","idType":"EMAIL","name":{"secret":1}}`, 400, "name is a text"},
		"no object":         {"POST", "", `["secret"]`, 400, "the body is an object"},
		"no JSON":           {"POST", "", `{"secret"`, 400, "not valid JSON"},
		"nobody":            {"PUT", "/99", `{"name":"x"}`, 404, "NAMESPACE_NOT_FOUND"},
		"too large":         {"POST", "", `"` + strings.Repeat("x", 1<<20) + `"`, 413, "at most"},
	} {
		got := f.write(c.method, namespacesPath+c.path, c.body).is(c.status)
		if !strings.Contains(got.body, c.says) || strings.Contains(got.body, "secret") {
			t.Errorf("%s: %s; want %q, and nothing of the request", name, got.body, c.says)
		}
	}
	f.put("notes", `{"identityMap":{"loyalty":[{"id":"m1"}]}}`)
	f.get(entitiesPath, "schema.name", profileClass, "entityId", "m1", "entityIdNS", "Loyalty").is(200)
	f.get(identityPath+"/identity", "nsid", id, "id", "m1").is(200)
	if err := f.platform.Close(); err != nil {
		t.Fatal(err)
	}
	f = openIn(t, dir)
	f.get(namespacesPath+"/"+id).is(200).says("Member", "name").says(fmt.Sprint(writtenAt.UnixMilli()), "createTime")
}

func TestWriteMergePolicies(t *testing.T) {
	dir := t.TempDir()
	f := openIn(t, dir, at(writtenAt))
	crm := dataSetOf(f, "crm")
	made := f.post(policiesPath, `{"name":"Loyalty first","identityGraph":{"type":"none"},"attributeMerge":{"type":"dataSetPrecedence","order":["`+dataSetOf(f, "loyalty")+`","`+crm+`"]},"schema":{"name":"_xdm.context.profile"},"isActiveOnEdge":true,"default":true}`).
		is(200).says("true", "default").says("true", "isActiveOnEdge").says("1", "version").says(crm, "attributeMerge", "order", 1).says(fmt.Sprint(writtenAt.Unix()), "updateEpoch")
	made.like(example(t, "merge-policy-create.response.json"))
	id := fmt.Sprint(made.at("id"))
	f.get(policiesPath, "default", "true").is(200).says("1", "_page", "totalCount").says(id, "children", 0, "id")
	f.get(policiesPath+"/newest").is(200).says("false", "default")

	f.write("PATCH", policiesPath+"/newest", `{"op":"add","path":"/default","value":"true"}`).is(200).says("true", "default").says("Newest", "name")
	f.get(policiesPath+"/"+id).is(200).says("false", "default").says("true", "isActiveOnEdge")
	f.write("PATCH", policiesPath+"/newest", `[{"op":"replace","path":"/isActiveOnEdge","value":true},{"op":"add","path":"/version","value":"3"},{"op":"add","path":"/name","value":"Newest value"}]`).
		is(200).says("true", "isActiveOnEdge").says("3", "version").says("true", "default")
	f.get(policiesPath+"/"+id).is(200).says("false", "isActiveOnEdge")
	f.write("PATCH", policiesPath+"/"+id, `[{"op":"add","path":"/attributeMerge.order","value":["crm"]},{"op":"add","path":"/identityGraph.type","value":"pdg"}]`).
		is(200).says("["+crm+"]", "attributeMerge", "order").says("pdg", "identityGraph", "type")
	f.write("PUT", policiesPath+"/alone", policyWritten("On its own", `,"id":"alone","default":false`)).is(200).says("On its own", "name")

	fifth := fmt.Sprint(f.post(policiesPath, policyWritten("Fifth", "")).is(200).at("id"))
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		says               string
	}{
		"a sixth":                 {"POST", "", policyWritten("Sixth", ""), 400, "5 is the most"},
		"another class":           {"PUT", "/alone", strings.Replace(policyWritten("x", ""), "profile", "account", 1), 400, "schema.name"},
		"no graph":                {"PUT", "/alone", strings.Replace(policyWritten("x", ""), `"none"`, `"secret"`, 1), 400, "identityGraph.type is none or pdg"},
		"another merge":           {"PUT", "/alone", strings.Replace(policyWritten("x", ""), "timestampOrdered", "secret", 1), 400, "attributeMerge.type is"},
		"order of nothing":        {"PUT", "/alone", strings.Replace(policyWritten("x", ""), `"timestampOrdered"`, `"dataSetPrecedence","order":["secret"]`, 1), 400, "attributeMerge.order[0] is no data set"},
		"no order":                {"PUT", "/alone", strings.Replace(policyWritten("x", ""), "timestampOrdered", "dataSetPrecedence", 1), 400, "order lists the data sets"},
		"another id":              {"PUT", "/alone", policyWritten("x", `,"id":"secret"`), 400, "does not change"},
		"a flag that is none":     {"PUT", "/alone", policyWritten("x", `,"default":"secret"`), 400, "neither true nor false"},
		"a name that is a list":   {"PUT", "/alone", policyWritten("x", `,"name":["secret"]`), 400, "name is a text"},
		"default is turned off":   {"PATCH", "/newest", `{"op":"add","path":"/default","value":"false"}`, 400, "make another the default"},
		"another operation":       {"PATCH", "/alone", `{"op":"remove","path":"/name","value":"x"}`, 400, "op is add or replace"},
		"another path":            {"PATCH", "/alone", `{"op":"add","path":"/secret","value":"x"}`, 400, "path is one of /attributeMerge.order"},
		"no value":                {"PATCH", "/alone", `{"op":"add","path":"/name"}`, 400, "value is missing"},
		"a value of a wrong sort": {"PATCH", "/alone", `{"op":"add","path":"/version","value":"secret"}`, 400, "/version is a whole number"},
		"nothing to do":           {"PATCH", "/alone", `[]`, 400, "a list of 1 to"},
		"nobody, overwritten":     {"PUT", "/none", policyWritten("x", ""), 404, "no merge policy"},
		"nobody, changed":         {"PATCH", "/none", `{"op":"add","path":"/name","value":"x"}`, 404, "no merge policy"},
		"nobody, deleted":         {"DELETE", "/none", "", 404, "no merge policy"},
		"the default, deleted":    {"DELETE", "/newest", "", 400, "make another the default first"},
	} {
		got := f.write(c.method, policiesPath+c.path, c.body).is(c.status).says(fmt.Sprint(c.status), "statusCode")
		if !strings.Contains(got.body, c.says) || strings.Contains(got.body, "secret") {
			t.Errorf("%s: %s; want %q, and nothing of the request", name, got.body, c.says)
		}
	}
	if got := f.write("DELETE", policiesPath+"/"+fifth, "").is(200); got.body != "" {
		t.Errorf("a delete answers %s", got.body)
	}
	f.get(policiesPath + "/" + fifth).is(404)
	f.write("DELETE", policiesPath+"/"+fifth, "").is(404)
	f.write("DELETE", policiesPath+"/crm-first", "").is(200) // from a file
	if err := f.platform.Close(); err != nil {
		t.Fatal(err)
	}
	f = openIn(t, dir)
	f.get(policiesPath).is(200).says("3", "_page", "totalCount")
	f.get(policiesPath + "/crm-first").is(404)
	f.get(policiesPath+"/newest").is(200).says("3", "version").says(fmt.Sprint(writtenAt.Unix()), "updateEpoch").says("true", "default")
}

// dataSetOf returns the id of a data set.
func dataSetOf(f *fixture, name string) string {
	f.Helper()
	for id := range f.get(dataSetsPath + "/" + name).is(200).at().(map[string]any) {
		return id
	}
	return ""
}

func TestWriteSegments(t *testing.T) {
	dir := t.TempDir()
	f := openIn(t, dir, at(writtenAt))
	made := f.post(segmentsPath, segmentWritten("Points", `,"description":"Has some.","payloadSchema":"string","evaluationInfo":{"batch":{"enabled":false},"continuous":{"enabled":true},"synchronous":{"enabled":false}}`)).is(200).
		says("true", "evaluationInfo", "continuous", "enabled").says("newest", "mergePolicyId").says(fmt.Sprint(writtenAt.UnixMilli()), "creationTime").says(fmt.Sprint(writtenAt.Unix()), "updateEpoch")
	made.like(example(t, "segment-definition-create.response.json"), "sandbox")
	id := fmt.Sprint(made.at("id"))
	f.get(segmentsPath + "/" + id).is(200).reads(made.body)
	f.get(audiencesPath+"/"+id).is(200).says("AEPSegments", "namespace").says("published", "lifecycleState")
	f.post(segmentsPath, segmentWritten("Points", "")).is(422).says("422", "statusCode")
	f.write("PATCH", segmentsPath+"/"+id, strings.Replace(made.body, "Has some.", "Has any.", 1)).is(200).says("Has any.", "description").
		says("true", "evaluationInfo", "continuous", "enabled").says("string", "payloadSchema")
	f.write("PATCH", segmentsPath+"/"+id, segmentWritten("Gold members", "")).is(422)

	user := fmt.Sprint(f.post(segmentsPath, strings.Replace(segmentWritten("Both", ""), "loyalty.points > 1", `inSegment(\"`+id+`\")`, 1)).is(200).at("id"))
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		says               string
	}{
		"no name":                {"POST", "", strings.Replace(segmentWritten("x", ""), `"x"`, `""`, 1), 400, "name is missing"},
		"no rule":                {"POST", "", `{"name":"x","schema":{"name":"_xdm.context.profile"}}`, 400, "expression is missing"},
		"another language":       {"POST", "", strings.Replace(segmentWritten("x", ""), "PQL", "SQL", 1), 400, "expression.type is PQL"},
		"another format":         {"POST", "", strings.Replace(segmentWritten("x", ""), "pql/text", "text", 1), 400, "expression.format"},
		"a rule that is no JSON": {"POST", "", strings.Replace(segmentWritten("x", ""), "pql/text", "pql/json", 1), 400, "not valid JSON"},
		"another class":          {"POST", "", strings.Replace(segmentWritten("x", ""), "context.profile", "context.account", 1), 400, "schema.name"},
		"an unknown policy":      {"POST", "", segmentWritten("x", `,"mergePolicyId":"secret"`), 400, "mergePolicyId"},
		"nobody, changed":        {"PATCH", "/none", segmentWritten("x", ""), 404, "no segment definition"},
		"imported, changed":      {"PATCH", "/A-17", segmentWritten("x", ""), 404, "no segment definition"},
		"nobody, deleted":        {"DELETE", "/none", "", 404, "no segment definition"},
		"another is made of it":  {"DELETE", "/" + id, "", 400, "refers to it"},
	} {
		got := f.write(c.method, segmentsPath+c.path, c.body).is(c.status).says(fmt.Sprint(c.status), "statusCode")
		if !strings.Contains(got.body, c.says) || strings.Contains(got.body, "secret") {
			t.Errorf("%s: %s; want %q, and nothing of the request", name, got.body, c.says)
		}
	}
	f.write("PATCH", policiesPath+"/alone", `{"op":"add","path":"/default","value":"true"}`).is(200)
	f.get(segmentsPath+"/"+id).is(200).says("alone", "mergePolicyId") // it follows the default
	f.write("DELETE", segmentsPath+"/"+user, "").is(200).says("200", "status")
	f.write("DELETE", segmentsPath+"/gold", "").is(200)
	f.get(audiencesPath + "/gold").is(404)
	if err := f.platform.Close(); err != nil {
		t.Fatal(err)
	}
	f = openIn(t, dir)
	f.get(segmentsPath).is(200).says("1", "page", "totalCount").says("Points", "segments", 0, "name").says("string", "segments", 0, "payloadSchema")
}

func TestWriteAudiences(t *testing.T) {
	f := open(t, at(writtenAt))
	own := fmt.Sprint(f.post(audiencesPath, segmentWritten("Own", `,"type":"SegmentDefinition","labels":["core/C1"]`)).is(201).says("AEPSegments", "namespace").says("[core/C1]", "labels").says("newest", "mergePolicyId").at("id"))
	f.get(segmentsPath+"/"+own).is(200).says("Own", "name")
	const external = `{"audienceId":"list-1","name":"List","description":"By mail.","namespace":"crmlists","type":"ExternalSegment","originName":"CUSTOM_UPLOAD","lifecycle":"published","datasetId":"6254cf3c97f8e31b639fb14d","labels":["core/C1"],"audienceMeta":{"a":1},"linkedAudienceRef":{"flowId":"f"}}`
	made := f.post(audiencesPath, external).is(201).says("list-1", "audienceId").says("crmlists", "namespace").says("CUSTOM_UPLOAD", "originName").says("ExternalSegment", "type").
		says("published", "lifecycleState").says("map[a:1]", "audienceMeta").says("6254cf3c97f8e31b639fb14d", "datasetId")
	made.like(example(t, "audience-get-external.response.json"), "createdBy", "lifecycle", "AAMFolderId", "segmentStatus", "a")
	id := fmt.Sprint(made.at("id"))
	f.get(audiencesPath, "property", "audienceId==list-1").is(200).says(id, "children", 0, "id")
	f.put("crm", `{"_suite":{"customerNumber":"C1"},"segmentMembership":{"crmlists":{"list-1":{"status":"realized","lastQualificationTime":"2026-01-01T00:00:00Z"}}}}`)
	segments, err := f.platform.Segments(t.Context())
	if err != nil || len(segments) != 4 || segments[1].SegmentKey != (platform.SegmentKey{Namespace: "crmlists", ID: "list-1"}) || !segments[1].Created.Equal(writtenAt.Truncate(time.Millisecond)) {
		t.Errorf("segments %+v, %v", segments, err)
	}
	f.write("PUT", audiencesPath+"/"+id, `{"audienceId":"list-1","name":"New list","namespace":"crmlists","type":"ExternalSegment","lifecycleState":"inactive"}`).is(201).
		says("New list", "name").says("inactive", "lifecycleState").says("map[a:1]", "audienceMeta")
	f.write("PATCH", audiencesPath+"/"+own, `[{"op":"add","path":"/expression","value":{"type":"PQL","format":"pql/text","value":"inSegment(\"gold\")"}},{"op":"add","path":"/lifecycleState","value":"archived"}]`).is(201).
		says(`inSegment("gold")`, "expression", "value").says("archived", "lifecycleState").says("[core/C1]", "labels").says("Own", "name")
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		kind, says         string
	}{
		"no name":               {"POST", "", `{"type":"SegmentDefinition"}`, 400, "UPLIB-101206-500", "name is missing"},
		"a name that is a list": {"POST", "", `{"name":["secret"]}`, 400, "UPLIB-101206-500", "name is a text"},
		"taken name":            {"POST", "", segmentWritten("Own", ""), 400, "UPLIB-101206-500", "names are unique"},
		"taken id":              {"POST", "", external, 400, "UPAPI-113434-400", "PUT changes it"},
		"external without id":   {"POST", "", `{"name":"x","namespace":"n","type":"ExternalSegment"}`, 400, "UPAPI-113434-400", "needs an audienceId"},
		"external, as our own":  {"POST", "", `{"name":"x","namespace":"AEPSegments","audienceId":"a","type":"ExternalSegment"}`, 400, "UPAPI-113434-400", "external audience"},
		"of another origin":     {"POST", "", strings.Replace(strings.Replace(external, "CUSTOM_UPLOAD", "AUDIENCE_MATCH", 1), "list-1", "list-2", 1), 400, "UPAPI-113434-400", "CUSTOM_UPLOAD"},
		"of another type":       {"POST", "", segmentWritten("x", `,"type":"secret"`), 400, "UPAPI-113434-400", "type is SegmentDefinition"},
		"deleted from birth":    {"POST", "", segmentWritten("x", `,"lifecycleState":"deleted"`), 400, "UPAPI-113434-400", "Cannot set lifecycleState as deleted"},
		"in an unknown state":   {"POST", "", segmentWritten("x", `,"lifecycleState":"secret"`), 400, "UPAPI-113434-400", "lifecycleState is draft"},
		"namespace changes":     {"PUT", "/" + id, `{"name":"x","namespace":"aam"}`, 400, "UPAPI-113434-400", "Namespace is immutable field"},
		"id changes":            {"PUT", "/" + id, `{"name":"x","audienceId":"secret"}`, 400, "UPAPI-113434-400", "audienceId is immutable"},
		"no patch":              {"PATCH", "/" + own, `{"op":"add"}`, 400, "UPLIB-101206-500", "value is missing"},
		"nobody, overwritten":   {"PUT", "/none", `{"name":"x"}`, 404, "UPAPI-113430-404", "no audience"},
		"nobody, changed":       {"PATCH", "/none", `{"op":"add","path":"/name","value":"x"}`, 404, "UPAPI-113430-404", "no audience"},
		"nobody, deleted":       {"DELETE", "/none", "", 404, "UPAPI-113430-404", "no audience"},
		"another is made of it": {"DELETE", "/gold", "", 400, "UPAPI-113631-403", "refers to it"},
	} {
		got := f.write(c.method, audiencesPath+c.path, c.body).is(c.status).says("https://ns.adobe.com/aep/errors/"+c.kind, "type")
		if !strings.Contains(got.body, c.says) || strings.Contains(got.body, "secret") {
			t.Errorf("%s: %s; want %q, and nothing of the request", name, got.body, c.says)
		}
	}
	f.write("DELETE", audiencesPath+"/gold", "").like(example(t, "audience-delete-error-400.response.json"), "code")
	for _, gone := range []string{id, own, "gold"} {
		if got := f.write("DELETE", audiencesPath+"/"+gone, "").is(204); got.body != "" {
			t.Errorf("a delete answers %s", got.body)
		}
		f.get(audiencesPath + "/" + gone).is(404)
	}
}

func TestWriteDataSets(t *testing.T) {
	dir := t.TempDir()
	f := openIn(t, dir, at(writtenAt))
	const fed = `,"tags":{"unifiedProfile":["enabled:true"],"unifiedIdentity":["enabled:true"]}`
	var ref string
	for _, set := range f.get(dataSetsPath + "/crm").is(200).at().(map[string]any) {
		ref = fmt.Sprint(set.(map[string]any)["schemaRef"].(map[string]any)["id"])
	}
	schema := `,"schemaRef":{"id":"` + ref + `","contentType":"application/vnd.adobe.xed-full+json;version=1"}`
	path := fmt.Sprint(f.post(dataSetsPath, `{"name":"Members (EU)","description":"The club"`+schema+fed+`}`).is(201).at(0))
	id, ok := strings.CutPrefix(path, "@/dataSets/")
	if !ok || len(id) != 24 {
		t.Fatalf("a data set is made as %q", path)
	}
	f.get(dataSetsPath+"/"+id).is(200).says("Members (EU)", id, "name").says("The club", id, "description").says(fmt.Sprint(writtenAt.UnixMilli()), id, "created").says(ref, id, "schemaRef", "id")
	f.write("PATCH", dataSetsPath+"/"+id, `{"description":"The whole club","tags":{"unifiedProfile":["enabled:true"]}}`).is(200).says(path, 0)
	f.get(dataSetsPath+"/"+id).is(200).says("The whole club", id, "description")
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		says               string
	}{
		"taken":                 {"POST", "", `{"name":"crm"` + schema + fed + `}`, 409, "names are unique"},
		"no name":               {"POST", "", `{"description":"secret"` + schema + fed + `}`, 400, "name is missing"},
		"a name with a slash":   {"POST", "", `{"name":"secret/x"` + schema + fed + `}`, 400, "1 to 64 letters"},
		"no schema":             {"POST", "", `{"name":"x"` + fed + `}`, 400, "schemaRef.id is no schema"},
		"an unknown schema":     {"POST", "", `{"name":"x","schemaRef":{"id":"secret"}` + fed + `}`, 400, "schemaRef.id is no schema"},
		"not for profiles":      {"POST", "", `{"name":"x"` + schema + `}`, 400, `"unifiedProfile": [`},
		"tags that are a list":  {"POST", "", `{"name":"x"` + schema + `,"tags":["secret"]}`, 400, "tags is an object"},
		"another name":          {"PATCH", "/" + id, `{"name":"secret"}`, 400, "name does not change"},
		"another schema":        {"PATCH", "/" + id, `{"schemaRef":{"id":"secret"}}`, 400, "schemaRef does not change"},
		"taken out of profiles": {"PATCH", "/" + id, `{"tags":{"unifiedProfile":["enabled:false"]}}`, 400, "enabled:true"},
		"nobody, changed":       {"PATCH", "/none", `{}`, 404, "no data set"},
		"nobody, deleted":       {"DELETE", "/none", "", 404, "no data set"},
		"in an order":           {"DELETE", "/crm", "", 409, "merge policy crm-first"},
	} {
		got := f.write(c.method, dataSetsPath+c.path, c.body).is(c.status).says(fmt.Sprint(c.status), "status")
		if !strings.Contains(strings.ReplaceAll(got.body, `\"`, `"`), c.says) || strings.Contains(got.body, "secret") {
			t.Errorf("%s: %s; want %q, and nothing of the request", name, got.body, c.says)
		}
	}
	message := `{"header":{"schemaRef":{"id":"` + ref + `","contentType":"application/vnd.adobe.xed-full+json;version=1"},"datasetId":"` + id + `"},"body":{"xdmMeta":{"schemaRef":{"id":"` + ref + `"}},"xdmEntity":{"_suite":{"customerNumber":"C7"}}}}`
	f.post("/collection/inlet?syncValidation=true", message).is(200).says("pass", "syncValidation", "status")
	xid := f.xid("CRMID", "C7")
	f.get(entitiesPath, "schema.name", profileClass, "entityId", xid).is(200).says(id, xid, "sources", 0) // by the identities of its schema
	f.write("DELETE", dataSetsPath+"/"+id, "").is(409)
	f.write("DELETE", dataSetsPath+"/shop", "").is(200)
	f.write("DELETE", dataSetsPath+"/web", "").is(200)
	f.post("/collection/inlet", strings.Replace(message, id, "shop", 1)).is(400)
	f.get("/data/foundation/schemaregistry/tenant/unions/_xdm.context.experienceevent__union").is(400) // Accept is missing, the union is not
	if err := f.platform.Close(); err != nil {
		t.Fatal(err)
	}
	f = openIn(t, dir)
	f.get(dataSetsPath+"/"+id).is(200).says("The whole club", id, "description")
	f.get(dataSetsPath + "/shop").is(404)
	f.get(entitiesPath, "schema.name", profileClass, "entityId", xid).is(200)
}

// TestWriteAtOnce writes and reads from many callers of two gateways.
func TestWriteAtOnce(t *testing.T) {
	dir := t.TempDir()
	all := []*fixture{openIn(t, dir), openIn(t, dir)}
	var work sync.WaitGroup
	for n := range 30 {
		work.Go(func() {
			f := all[n%2]
			if got := f.post(segmentsPath, segmentWritten(fmt.Sprint("Segment ", n%15), "")); got.status != 200 && got.status != 422 {
				t.Errorf("segment %d: %d %s", n, got.status, got.body)
			}
			f.get(audiencesPath)
			f.get(namespacesPath)
		})
	}
	work.Wait()
	all[0].post(segmentsPath, segmentWritten("Last", "")).is(200)
	all[0].get(segmentsPath).is(200).says("17", "page", "totalCount") // 15, the last, and gold
}
