package gateway_test

import (
	"fmt"
	"strings"
	"testing"

	"activityhub/platform/gateway"
)

const (
	entitiesPath = "/data/core/ups/access/entities"
	profileClass = "_xdm.context.profile"
	eventClass   = "_xdm.context.experienceevent"
)

// ada and her loyalty card are one person of three identities.
const (
	ada  = `{"_suite":{"customerNumber":"C1","npsScore":9},"personalEmail":{"address":"ada@example.com"},"person":{"name":{"firstName":"Ada","lastName":"Lovelace"}}}`
	card = `{"identityMap":{"LoyaltyID":[{"id":"L1","primary":true}],"Email":[{"id":"ada@example.com"}]},"loyalty":{"tier":"Gold"}}`
	bob  = `{"_suite":{"customerNumber":"C2"},"personalEmail":{"address":"bob+news@example.com"},"person":{"name":{"firstName":"Bob"}}}`
)

// xid asks for the XID of an identity.
func (f *fixture) xid(namespace, id string) string {
	f.Helper()
	return f.get("/data/core/identity/identity", "namespace", namespace, "id", id).is(200).at("xid").(string)
}

func TestGetProfile(t *testing.T) {
	f := open(t)
	f.put("crm", ada, bob)
	f.put("loyalty", card)
	xid := f.xid("Email", "ada@example.com")

	got := f.get(entitiesPath, "schema.name", profileClass, "entityId", "ada@example.com", "entityIdNS", "email").is(200)
	entry := got.at(xid)
	if entry == nil {
		t.Fatalf("no entry under the XID of the identity asked for: %s", got.body)
	}
	got.says(xid, xid, "entityId").says("newest", xid, "mergePolicy", "id")
	if n := len(got.at(xid, "sources").([]any)); n != 2 {
		t.Errorf("%d sources, want 2", n)
	}
	if n := len(got.at(xid, "identityGraph").([]any)); n != 3 {
		t.Errorf("%d XIDs in identityGraph, want 3", n)
	}
	wantMap := `"identityMap":{"crmid":[{"id":"C1","primary":true}],"email":[{"id":"ada@example.com"}],"loyaltyid":[{"id":"L1","primary":true}]}`
	for _, part := range []string{wantMap, `"npsScore":9`, `"tier":"Gold"`} {
		if !strings.Contains(got.body, part) {
			t.Errorf("the answer lacks %s:\n%s", part, got.body)
		}
	}
	if modified := fmt.Sprint(got.at(xid, "lastModifiedAt")); !strings.HasSuffix(modified, "Z") {
		t.Errorf("lastModifiedAt %q", modified)
	}

	for _, c := range []struct {
		name   string
		params []string
		key    string
		entity string
	}{
		{"fields", []string{"entityId", "C1", "entityIdNS", "CRMID", "fields", "person.name.firstName,loyalty,nothing.there"}, "", `{"loyalty":{"tier":"Gold"},"person":{"name":{"firstName":"Ada"}}}`},
		{"other spelling", []string{"entityId", "C1", "entityIdNs", "crmid", "fields", "person.name.lastName"}, "", `{"person":{"name":{"lastName":"Lovelace"}}}`},
		{"XID alone", []string{"entityId", xid, "fields", "person.name.lastName"}, xid, `{"person":{"name":{"lastName":"Lovelace"}}}`},
		{"nothing of the fields", []string{"entityId", "C1", "entityIdNS", "CRMID", "fields", "nothing"}, "", `{}`},
		{"identityMap", []string{"entityId", "L1", "entityIdNS", "LOYALTYID", "fields", "identityMap.email", "mergePolicyId", "newest", "withCA", "true"}, "", `{"identityMap":{"email":[{"id":"ada@example.com"}]}}`},
		{"no graph", []string{"entityId", "L1", "entityIdNS", "LoyaltyID", "mergePolicyId", "alone"}, "", `{"identityMap":{"loyaltyid":[{"id":"L1","primary":true}]},"loyalty":{"tier":"Gold"}}`},
		{"plus in a value", []string{"entityId", "bob+news@example.com", "entityIdNS", "Email", "fields", "person"}, "", `{"person":{"name":{"firstName":"Bob"}}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := f.get(entitiesPath, append([]string{"schema.name", profileClass}, c.params...)...).is(200)
			if !strings.Contains(got.body, `"entity":`+c.entity+`,"lastModifiedAt"`) {
				t.Errorf("the answer lacks %s:\n%s", c.entity, got.body)
			}
			if c.key != "" {
				got.says(c.key, c.key, "entityId")
			}
		})
	}
}

func TestGetProfileRefused(t *testing.T) {
	f := open(t)
	f.put("crm", ada)
	for _, c := range []struct {
		name   string
		params []string
		status int
		want   string
	}{
		{"stranger", []string{"entityId", "C9", "entityIdNS", "CRMID"}, 404, `{"statusCode":"404"}`},
		{"other case of the value", []string{"entityId", "ADA@example.com", "entityIdNS", "Email"}, 404, `{"statusCode":"404"}`},
		{"made-up XID", []string{"entityId", "BVrqzwVv7o2p3naHvnsWpqZXv3KJgA"}, 404, `{"statusCode":"404"}`},
		{"XID with a letter changed", []string{"entityId", mangle(f.xid("CRMID", "C1"))}, 404, `{"statusCode":"404"}`},
		{"unknown namespace", []string{"entityId", "C1", "entityIdNS", "Nope"}, 400, ""},
		{"no identity", nil, 400, ""},
		{"unknown merge policy", []string{"entityId", "C1", "entityIdNS", "CRMID", "mergePolicyId", "p-9"}, 422,
			`{"message":"Merge policy \"p-9\" does not exist","cause":"GET /data/core/ups/config/mergePolicies lists those there are","statusCode":"422"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := f.get(entitiesPath, append([]string{"schema.name", profileClass}, c.params...)...).is(c.status).says(fmt.Sprint(c.status), "statusCode")
			if c.want != "" {
				got.reads(c.want)
			}
		})
	}
	f.get(entitiesPath, "schema.name", "_xdm.context.account", "entityId", "1", "entityIdNS", "b2b_account").is(404).reads(`{"statusCode":"404"}`)
	f.get(entitiesPath, "entityId", "1").is(400)
	f.get(entitiesPath+"?schema.name=%zz").is(400).says("400", "statusCode")
}

// mangle changes the last letter but one of s.
func mangle(s string) string {
	at := len(s) - 2
	letter := "A"
	if s[at] == 'A' {
		letter = "B"
	}
	return s[:at] + letter + s[at+1:]
}

// crowd gives CRMID:hub so many identities that it cannot be looked up.
func (f *fixture) crowd() {
	f.Helper()
	for n := range 50 {
		f.put("loyalty", fmt.Sprintf(`{"identityMap":{"CRMID":[{"id":"hub","primary":true}],"Email":[{"id":"%d@example.com"}]}}`, n))
	}
}

func TestTooManyIdentities(t *testing.T) {
	for _, partial := range []bool{false, true} {
		t.Run(fmt.Sprintf("partial answers %t", partial), func(t *testing.T) {
			f := open(t, func(c *gateway.Config) { c.Partial = partial })
			f.crowd()
			f.put("crm", ada)
			const text = "UPS-ACCSDK-1000005:Too many related identities. Got: 51, max: 50"
			f.get(entitiesPath, "schema.name", profileClass, "entityId", "hub", "entityIdNS", "CRMID").is(422).says(text, "message").says("422", "statusCode")
			f.get(entitiesPath, "schema.name", eventClass, "relatedSchema.name", profileClass, "relatedEntityId", "hub", "relatedEntityIdNS", "CRMID").is(422).says(text, "message")
			profiles := f.post(entitiesPath, `{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"C1","entityIdNS":{"code":"CRMID"}},{"entityId":"hub","entityIdNS":{"code":"crmid"}}]}`)
			events := f.post(entitiesPath, `{"schema":{"name":"_xdm.context.experienceevent"},"relatedSchema":{"name":"_xdm.context.profile"},"identities":[{"relatedEntityId":"C1","relatedEntityIdNS":{"code":"CRMID"}},{"relatedEntityId":"hub","relatedEntityIdNS":{"code":"crmid"}}]}`)
			if !partial {
				profiles.is(422).says(text, "message")
				events.is(422).says(text, "message")
				return
			}
			known, hub := f.xid("CRMID", "C1"), f.xid("CRMID", "hub")
			profiles.is(207).says(known, 0, "xid").says(known, 0, "entityId").says("Ada", 0, "entity", "person", "name", "firstName").
				says(hub, 1, "xid").says(text, 1, "error", "message").says("422", 1, "error", "statusCode")
			events.is(207).says(known, 0, "xid").says("0", 0, "_page", "count").says(hub, 1, "xid").says("422", 1, "error", "statusCode")
		})
	}
}

func TestPostProfiles(t *testing.T) {
	f := open(t)
	f.put("crm", ada, bob)
	email, number, stranger := f.xid("Email", "ada@example.com"), f.xid("CRMID", "C1"), f.xid("CRMID", "C9")
	got := f.post(entitiesPath, `{"schema":{"name":"_xdm.context.profile"},"fields":["identityMap","person.name.firstName"],
		"identities":[{"entityId":"ada@example.com","entityIdNS":{"code":"EMAIL"}},{"entityId":"`+number+`"},{"entityId":"C1","entityIdNS":{"code":"CRMID"}},
		{"entityId":"C9","entityIdNS":{"code":"CRMID"}},{"entityId":"made-up"}]}`).is(200)
	if entries := got.at().(map[string]any); len(entries) != 4 {
		t.Errorf("%d entries, want 4: two of one person, two empty ones\n%s", len(entries), got.body)
	}
	if a, b := fmt.Sprint(got.at(email, "entity")), fmt.Sprint(got.at(number, "entity")); a != b {
		t.Errorf("two identities of one person differ:\n%s\n%s", a, b)
	}
	for _, xid := range []string{stranger, "made-up"} {
		if want := `"` + xid + `":{"entityId":"` + xid + `","sources":[""],"entity":{},"lastModifiedAt":"1970-01-01T00:00:00Z"}`; !strings.Contains(got.body, want) {
			t.Errorf("no shell for somebody unknown:\n%s", got.body)
		}
	}
	for name, body := range map[string]string{
		"no schema":         `{"identities":[{"entityId":"C1","entityIdNS":{"code":"CRMID"}}]}`,
		"no identities":     `{"schema":{"name":"_xdm.context.profile"},"identities":[]}`,
		"no accounts":       `{"schema":{"name":"_xdm.context.account"},"identities":[]}`,
		"unknown namespace": `{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"C1","entityIdNS":{"code":"Nope"}}]}`,
		"fields as text":    `{"schema":{"name":"_xdm.context.profile"},"fields":"person","identities":[{"entityId":"C1","entityIdNS":{"code":"CRMID"}}]}`,
		"no JSON":           `{"schema"`,
		"no related schema": `{"schema":{"name":"_xdm.context.experienceevent"},"identities":[{"relatedEntityId":"C1","relatedEntityIdNS":{"code":"CRMID"}}]}`,
	} {
		t.Run(name, func(t *testing.T) { f.post(entitiesPath, body).is(400).says("400", "statusCode") })
	}
	f.post(entitiesPath, `{"schema":{"name":"_xdm.context.account"},"identities":[{"entityId":"2334262","entityIdNS":{"code":"b2b_account"}}]}`).is(200).reads(`{}`)
	f.post(entitiesPath, `{"schema":{"name":"_xdm.context.profile"},"mergePolicyId":"p-9","identities":[{"entityId":"C1","entityIdNS":{"code":"CRMID"}}]}`).is(422)
}

func TestNotFoundDialects(t *testing.T) {
	unknown := `{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"C9","entityIdNS":{"code":"CRMID"}}]}`
	both := `{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"C9","entityIdNS":{"code":"CRMID"}},{"entityId":"C1","entityIdNS":{"code":"CRMID"}}]}`
	for form, want := range map[gateway.NotFound]struct {
		status, entries int
	}{gateway.NotFoundShell: {200, 2}, gateway.NotFoundMissing: {200, 1}, gateway.NotFoundStatus: {404, 1}} {
		t.Run(string(form), func(t *testing.T) {
			f := open(t, func(c *gateway.Config) { c.NotFound = form })
			f.put("crm", ada)
			f.post(entitiesPath, unknown).is(want.status)
			if entries := f.post(entitiesPath, both).is(200).at().(map[string]any); len(entries) != want.entries {
				t.Errorf("%d entries, want %d", len(entries), want.entries)
			}
		})
	}
}

func TestMaxIdentities(t *testing.T) {
	f := open(t, func(c *gateway.Config) { c.MaxIdentities = 1 })
	f.post(entitiesPath, `{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"C1","entityIdNS":{"code":"CRMID"}}]}`).is(200)
	f.post(entitiesPath, `{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"C1","entityIdNS":{"code":"CRMID"}},{"entityId":"C2","entityIdNS":{"code":"CRMID"}}]}`).
		is(400).says("a look-up names at most 1 identities, not 2", "cause")
}

func TestDelete(t *testing.T) {
	f := open(t)
	f.put("crm", ada, bob)
	f.put("loyalty", card)
	f.put("web", `{"_id":"e1","timestamp":"2025-01-01T00:00:00Z","identityMap":{"Email":[{"id":"ada@example.com","primary":true}]}}`)
	remove := func(params ...string) answer {
		return f.send("DELETE", entitiesPath+query(append([]string{"schema.name", profileClass}, params...)), "", "", f.headers())
	}
	remove("entityId", "C9", "entityIdNS", "CRMID").is(404).reads(`{"statusCode":"404"}`)
	if got := remove("entityId", "L1", "entityIdNS", "LoyaltyID").is(202); got.body != "" {
		t.Errorf("body %q, want none", got.body)
	}
	for _, id := range [][2]string{{"C1", "CRMID"}, {"ada@example.com", "Email"}, {"L1", "LoyaltyID"}} {
		f.get(entitiesPath, "schema.name", profileClass, "entityId", id[0], "entityIdNS", id[1]).is(404)
		f.get(entitiesPath, "schema.name", eventClass, "relatedSchema.name", profileClass, "relatedEntityId", id[0], "relatedEntityIdNS", id[1]).is(404)
	}
	f.get(entitiesPath, "schema.name", profileClass, "entityId", "C2", "entityIdNS", "CRMID").is(200)
	remove("entityId", "C1", "entityIdNS", "CRMID").is(404)
	f.send("DELETE", entitiesPath+"?schema.name="+eventClass, "", "", f.headers()).is(400)

	f.put("crm", ada)
	f.get(entitiesPath, "schema.name", profileClass, "entityId", "C1", "entityIdNS", "CRMID").is(200)
	f.get(entitiesPath, "schema.name", profileClass, "entityId", "L1", "entityIdNS", "LoyaltyID").is(404)
}
