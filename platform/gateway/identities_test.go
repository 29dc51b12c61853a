package gateway_test

import (
	"fmt"
	"strings"
	"testing"
)

const identityPath = "/data/core/identity"

func TestXIDOfIdentity(t *testing.T) {
	f := open(t)
	xid := f.xid("Email", "ada@example.com")
	f.get(identityPath+"/identity", "namespace", "EMAIL", "id", "ada@example.com").is(200).reads(`{"xid":"` + xid + `"}`)
	f.get(identityPath+"/identity", "nsid", "6", "id", "ada@example.com").is(200).says(xid, "xid")
	f.get(identityPath+"/identity", "nsId", "6", "id", "ada@example.com").is(200).says(xid, "xid")
	f.get(identityPath+"/identity", "namespace", "Email", "nsid", "7", "id", "ada@example.com").is(200).says(xid, "xid")
	if other := f.xid("Email", "Ada@example.com"); other == xid {
		t.Error("values that differ in case have one XID")
	}
	for name, params := range map[string][]string{
		"no value": {"namespace", "Email"}, "no namespace": {"id", "x"},
		"unknown namespace": {"namespace", "Nope", "id", "x"}, "unknown number": {"nsid", "5", "id", "x"}, "no number": {"nsid", "six", "id", "x"},
	} {
		t.Run(name, func(t *testing.T) {
			f.get(identityPath+"/identity", params...).is(400).says("InvalidInput", "title").says("400", "status")
		})
	}
}

func TestGraph(t *testing.T) {
	f := open(t)
	f.put("crm", ada, bob)
	f.put("loyalty", card)
	f.put("web", `{"_id":"e1","timestamp":"2025-01-01T00:00:00Z","identityMap":{"Email":[{"id":"ada@example.com","primary":true}],"LoyaltyID":[{"id":"L1"}]}}`)
	email, number, loyalty := f.xid("Email", "ada@example.com"), f.xid("CRMID", "C1"), f.xid("LoyaltyID", "L1")

	f.post(identityPath+"/v2/graph", `{"composite_xids":[{"ns":"loyaltyid","id":"L1"},{"ns":"Nope","id":"1"},{"ns":"CRMID","id":"C9"}],"projection_type":"set"}`).is(200).
		reads(`{"version":"2.0","graphs":[{"composite_xid":{"ns":"LoyaltyID","id":"L1"},"members":[{"ns":"CRMID","id":"C1"},{"ns":"Email","id":"ada@example.com"},{"ns":"LoyaltyID","id":"L1"}]}],` +
			`"unprocessed_composite_xids":[{"id":"1","ns":"Nope"},{"id":"C9","ns":"CRMID"}],"algo_type":"STITCH_ALL"}`)
	got := f.post(identityPath+"/v2/graph", `{"xids":["`+email+`","made-up"],"projection_type":"graph","require_edge_meta_data":true}`).is(200)
	if kind := got.header.Get("Content-Type"); kind != "application/json;version=2.2.1;charset=utf-8" {
		t.Errorf("Content-Type %q", kind)
	}
	got.says("["+"made-up"+"]", "unprocessed_xids").says(email, "graphs", 0, "xid").
		says(number, "graphs", 0, "vertices", 0, "xid").says(email, "graphs", 0, "vertices", 1, "xid").says(loyalty, "graphs", 0, "vertices", 2, "xid").
		says("["+number+" "+email+"]", "graphs", 0, "edges", 0, "xid_pair").says("["+email+" "+loyalty+"]", "graphs", 0, "edges", 1, "xid_pair").
		says("<nil>", "graphs", 0, "edges", 2).says("[]", "graphs", 0, "edges", 0, "batch_ids")
	if sets := got.at("graphs", 0, "edges", 1, "dataset_ids").([]any); len(sets) != 2 {
		t.Errorf("data sets of an edge that a record and an event made: %v", sets)
	}
	if got := f.post(identityPath+"/v2/graph", `{"composite_xids":[{"nsid":6,"id":"bob+news@example.com"}],"projection_type":"graph"}`).is(200); got.at("graphs", 0, "edges", 0, "dataset_ids") != nil {
		t.Errorf("an edge says where it is from unasked: %s", got.body)
	} else {
		got.says("bob+news@example.com", "graphs", 0, "composite_xid", "id").says("6", "graphs", 0, "composite_xid", "nsid")
	}
	for name, body := range map[string]string{
		"other projection": `{"xids":["x"],"projection_type":"tree"}`,
		"no identity":      `{"xids":[],"projection_type":"set"}`,
		"too many":         `{"xids":["x"` + strings.Repeat(`,"x"`, 1000) + `],"projection_type":"set"}`,
	} {
		t.Run(name, func(t *testing.T) {
			got := f.post(identityPath+"/v2/graph", body).is(400)
			if reason := fmt.Sprint(got.at("reason")); !strings.HasPrefix(reason, "Validation error Request id: ") {
				t.Errorf("reason %q", reason)
			}
		})
	}
}

func TestClusters(t *testing.T) {
	f := open(t)
	f.put("crm", ada)
	email, number := f.xid("Email", "ada@example.com"), f.xid("CRMID", "C1")
	const path = identityPath + "/clusters/members"
	f.post(path, `{"xids":["`+email+`","WTCpVgAAAFq14FMF"],"compositeXids":[{"nsid":6,"id":"x"}]}`).is(200).
		reads(`{"version":"1.1.0","clusters":[{"xid":"` + email + `","members":["` + number + `","` + email + `"]},{"xid":"WTCpVgAAAFq14FMF","members":[]}],"unprocessedRecords":[],"algo_type":"STITCH_ALL"}`)
	f.post(path, `{"compositeXidsWithNamespace":[{"namespace":"email","id":"ada@example.com"}]}`).is(200).
		says("CRMID", "clusters", 0, "members", 0, "namespace").says("Email", "clusters", 0, "members", 1, "namespace").says("email", "clusters", 0, "compositeXid", "namespace")
	f.post(path, `{"compositeXids":[{"nsid":6,"id":"ada@example.com"}]}`).is(200).says("6", "clusters", 0, "members", 1, "nsid")
	f.post(path, `{}`).is(400).says("name at least one identity", "description")
	f.post(path, `{"xids":["x"`+strings.Repeat(`,"x"`, 1000)+`]}`).is(400).says("There is a limit of 1000 XIDs in a single call, and this one names 1001", "description")

	f.get(identityPath+"/cluster/members", "xid", email, "graph-type", "pdg").is(200).
		reads(`{"version":"1.1.0","xid":"` + email + `","members":["` + number + `","` + email + `"],"algo_type":"STITCH_ALL"}`)
	f.get(identityPath+"/cluster/members", "namespace", "CRMID", "id", "C9").is(200).says("[]", "members")
	if f.get(identityPath+"/cluster/members").is(400).at("description") == nil {
		t.Error("the error has no description")
	}
}

func TestMappings(t *testing.T) {
	f := open(t)
	f.put("crm", ada)
	f.put("loyalty", `{"identityMap":{"CRMID":[{"id":"C1","primary":true}],"Email":[{"id":"second@example.com"}]}}`)
	second, number := f.xid("Email", "second@example.com"), f.xid("CRMID", "C1")
	got := f.get(identityPath+"/mapping", "xid", f.xid("Email", "ada@example.com")).is(200).says(second, "mappings", 0, "mapping", 0, "xid")
	if len(fmt.Sprint(got.at("mappings", 0, "mapping", 0, "lastAssociationTime"))) != 13 {
		t.Errorf("lastAssociationTime is no time in ms: %s", got.body)
	}
	f.get(identityPath+"/mapping", "ns", "CRMID", "id", "C1").is(204)
	f.get(identityPath+"/mapping", "ns", "CRMID", "id", "C1", "targetNs", "6").is(200).says("ada@example.com", "mappings", 0, "mapping", 0, "compositeXid", "id")
	f.post(identityPath+"/mappings", `{"xids":["`+number+`","made-up"],"targetNs":6}`).is(200).says(number, "mappings", 0, "xid").says(second, "mappings", 0, "mapping", 1, "xid").says("[made-up]", "unprocessedXids")
	f.post(identityPath+"/mappings", `{"xids":["`+number+`"],"targetNs":"none"}`).is(400)
	f.post(identityPath+"/mappings", `{}`).is(400)
}

func TestNamespaces(t *testing.T) {
	f := open(t)
	got := f.get(namespacesPath).is(200)
	ids := map[string]string{}
	for _, item := range got.at().([]any) {
		n := item.(map[string]any)
		ids[fmt.Sprint(n["code"])] = fmt.Sprint(n["id"])
		f.get(namespacesPath+"/"+fmt.Sprint(n["id"])).is(200).says(fmt.Sprint(n["code"]), "code").says("ACTIVE", "status")
	}
	for code, want := range map[string]string{"CORE": "0", "ECID": "4", "Email": "6", "Phone": "7", "AdCloud": "411"} {
		if ids[code] != want {
			t.Errorf("namespace %s has the id %q, want %s", code, ids[code], want)
		}
	}
	if len(ids["CRMID"]) != 8 || ids["CRMID"] == ids["LoyaltyID"] {
		t.Errorf("ids of custom namespaces: %s and %s", ids["CRMID"], ids["LoyaltyID"])
	}
	f.get(namespacesPath+"/99").is(404).says("NAMESPACE_NOT_FOUND", "report", "code")
	f.get(namespacesPath + "/x").is(404)
	f.post(namespacesPath, `{"code":"crmid","name":"x","idType":"COOKIE"}`).is(409).says("NAMESPACE_CODE_CONFLICT", "title").says("INTEGRATION_CODE_EXISTS", "report", "code")
}
