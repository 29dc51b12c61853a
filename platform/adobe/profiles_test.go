package adobe_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

func asPartial(err error, partial **platform.PartialError) bool { return errors.As(err, partial) }

// kindOf names the kind of err.
func kindOf(err error) string {
	var e *platform.Error
	if errors.As(err, &e) {
		return e.Kind.Error()
	}
	return err.Error()
}

// TestProfileRequests compares what goes out.
func TestProfileRequests(t *testing.T) {
	var many []xdm.Path
	for i := range 101 {
		many = append(many, xdm.Path(fmt.Sprintf("p%03d", i)))
	}
	long := []xdm.Path{"identityMap"}
	for i := range 20 {
		long = append(long, xdm.Path(fmt.Sprintf("long%02d%s", i, strings.Repeat("x", 250))))
	}
	for _, tt := range []struct {
		name       string
		ids        []platform.Identity
		policy     platform.MergePolicyID
		projection xdm.Projection
		want       string // where it begins
	}{
		{"one", ids("Email:a+b@example.com"), "", xdm.Project("person.name", "person.name.firstName", "_acme.x"),
			"GET entityId=a%2Bb%40example.com&entityIdNS=Email&fields=_acme.x%2CidentityMap%2Cperson.name&mergePolicyId=graph&schema.name=_xdm.context.profile"},
		{"whole record", ids("Phone:+49 30 1"), "alone", xdm.Projection{},
			"GET entityId=%2B49+30+1&entityIdNS=Phone&mergePolicyId=alone&schema.name=_xdm.context.profile"},
		{"several", ids("Email:a@example.com", "CRMID:C1"), "", xdm.Project("person.name.firstName"),
			`POST {"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"a@example.com","entityIdNS":{"code":"Email"}},{"entityId":"C1","entityIdNS":{"code":"CRMID"}}],"fields":["identityMap","person.name.firstName"],"mergePolicyId":"graph"}`},
		{"many fields", ids("CRMID:C1"), "", xdm.Project(many...),
			`POST {"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"C1","entityIdNS":{"code":"CRMID"}}],"fields":["identityMap","p000",`},
		{"long fields", ids("CRMID:C1"), "", xdm.Project(long...),
			`POST {"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"C1","entityIdNS":{"code":"CRMID"}}],"fields":["identityMap","long00`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := say(404, `{"statusCode":"404"}`)
			found, err := f.engine(t).Profiles(t.Context(), platform.ProfilesRequest{Identities: tt.ids, MergePolicy: tt.policy, Projection: tt.projection})
			if err != nil || found == nil || len(found) != 0 {
				t.Errorf("found %v, %v; want none", found, err)
			}
			asked := f.asked()
			equal(t, "calls", len(asked), 1)
			if !strings.HasPrefix(asked[0], tt.want) {
				t.Errorf("asked\n got %s\nwant %s", asked[0], tt.want)
			}
		})
	}
}

// TestProfileShape looks at all of a profile.
func TestProfileShape(t *testing.T) {
	f := say(200, `{"X1":{"entityId":"X1","mergePolicy":{"id":"other"},"sources":["1","2"],"tags":["t"],"identityGraph":["X1"],"entity":{
		"person":{"name":{"firstName":"Ada","lastName":"L"}},"unasked":1,
		"identityMap":{"crmid":[{"id":"C1","primary":"true"}],"email":[{"id":"b@example.com"},{"id":"a@example.com","authenticatedState":"ambiguous"},{"id":"b@example.com"}],"acme_own":[{"id":7}]}},
		"lastModifiedAt":"2018-10-18T15:59:10-08:00"}}`)
	ask := func(projection xdm.Projection) *platform.Profile {
		found, err := f.engine(t).Profiles(t.Context(), platform.ProfilesRequest{Identities: ids("CRMID:C1"), Projection: projection})
		if err != nil || found[id("CRMID:C1")] == nil {
			t.Fatalf("found %v, %v", found, err)
		}
		return found[id("CRMID:C1")]
	}
	p := ask(xdm.Project("person.name.firstName"))
	const identityMap = `{"acme_own":[{"id":"7"}],"CRMID":[{"id":"C1","primary":true}],"Email":[{"id":"a@example.com"},{"id":"b@example.com"}]}`
	equal(t, "identityMap", p.Attributes.Get("identityMap").Raw(), identityMap)
	equal(t, "first name", p.Attributes.At("person.name").Raw(), `{"firstName":"Ada"}`)
	equal(t, "members", p.Attributes.Len(), 2)
	equal(t, "identities", fmt.Sprint(p.Identities), "[acme_own:7 CRMID:C1 Email:a@example.com Email:b@example.com]")
	equal(t, "asked", p.Asked, id("CRMID:C1"))
	equal(t, "merge policy", p.MergePolicy, "graph")
	equal(t, "last modified", p.LastModified.Format(time.RFC3339), "2018-10-18T23:59:10Z")
	whole := ask(xdm.Projection{})
	equal(t, "members of the whole record", whole.Attributes.Len(), 3)
	equal(t, "identityMap of the whole record", whole.Attributes.Get("identityMap").Raw(), identityMap)
}

// TestProfileMatching is about whose an entry is, and about nobody.
func TestProfileMatching(t *testing.T) {
	a, b, c := record("XA", "CRMID:C1", "Email:a@example.com"), record("XB", "CRMID:C2"), record("XC", "CRMID:C3")
	for _, tt := range []struct {
		name, asked string
		status      int
		body, want  string
		calls       int
	}{
		{"one", "CRMID:C1", 200, entries(a), "CRMID:C1=XA", 1},
		{"one, not found", "CRMID:C1", 404, `{"statusCode":"404"}`, "", 1},
		{"one, shell", "CRMID:C1", 200, entries(shell("X")), "", 1},
		{"one, no entry", "CRMID:C1", 200, `{}`, "", 1},
		{"one, empty entity", "CRMID:C1", 200, `{"X":{"entityId":"X","sources":["1"],"entity":{}}}`, "", 1},
		{"one, null entry", "CRMID:C1", 200, `{"X":null}`, "", 1},
		{"one, of another", "CRMID:C1", 200, entries(b), "", 1},
		{"one, among unasked", "CRMID:C1", 200, entries(b, a, c), "CRMID:C1=XA", 1},
		{"one that names nobody", "CRMID:C1", 200, `{"X":{"sources":["1"],"entity":{"person":{"name":{"firstName":"N"}}}}}`, "CRMID:C1=N", 1},
		{"reordered", "CRMID:C1 CRMID:C2 CRMID:C3", 200, entries(c, a, b), "CRMID:C1=XA CRMID:C2=XB CRMID:C3=XC", 1},
		{"twice the same", "CRMID:C1 CRMID:C2", 200, entries(a, b, a), "CRMID:C1=XA CRMID:C2=XB", 1},
		{"left out", "CRMID:C1 CRMID:C9", 200, entries(a), "CRMID:C1=XA", 1},
		{"shells", "CRMID:C1 CRMID:C8 CRMID:C9", 200, entries(shell("X8"), a, shell("X9")), "CRMID:C1=XA", 1},
		{"unasked where one is left out", "CRMID:C1 CRMID:C9", 200, entries(a, b), "CRMID:C1=XA", 1},
		{"all unknown, 404", "CRMID:C8 CRMID:C9", 404, `{"statusCode":"404"}`, "", 1},
		{"all unknown, empty", "CRMID:C8 CRMID:C9", 200, `{}`, "", 1},
		{"two identities of one person", "CRMID:C1 Email:a@example.com", 200, entries(a, strings.Replace(a, `"XA":`, `"XE":`, 1)), "CRMID:C1=XA Email:a@example.com=XA", 1},
		{"two identities, one entry", "CRMID:C1 Email:a@example.com", 200, entries(a), "CRMID:C1=XA Email:a@example.com=XA", 1},
		{"case of a value", "Email:A@example.com CRMID:C2", 200, entries(a, b), "CRMID:C2=XB", 1},
		{"one is left that names nobody", "CRMID:C1 CRMID:C2", 200, entries(a, `"XN":{"sources":["1"],"entity":{"person":{"name":{"firstName":"N"}}}}`), "CRMID:C1=XA CRMID:C2=N", 1},
		{"older identities", "CRMID:C1 CRMID:C2", 200, `{"XA":{"sources":["1"],"entity":{"person":{"name":{"firstName":"A"}},"identities":[{"id":"C1","namespace":{"code":"crmid"},"primary":"true"}]}},` + b + `}`, "CRMID:C1=A CRMID:C2=XB", 1},
		{"b2b says what was asked", "b2b_account:2334262 b2b_account:ABC", 200, `{"X1":{"requestedIdentity":{"entityId":2334262,"entityIdNS":{"code":"B2B_ACCOUNT"}},"sources":["er_m_attr"],"entity":{"person":{"name":{"firstName":"1"}}}},
			"X2":{"requestedIdentity":{"entityId":"abc","entityIdNS":{"code":"b2b_account"}},"sources":["er_m_attr"],"entity":{"person":{"name":{"firstName":"2"}}}}}`, "b2b_account:2334262=1 b2b_account:ABC=2", 1},
		{"b2b in lower case", "b2b_account:X@Y.Z CRMID:C2", 200, entries(record("XB2B", "b2b_account:x@y.z"), b), "CRMID:C2=XB b2b_account:X@Y.Z=XB2B", 1},
		{"array of entries", "CRMID:C1 CRMID:C2", 207, `[{"xid":"XA",` + inner(a) + `},` + `{"xid":"XB",` + inner(b) + `}]`, "CRMID:C1=XA CRMID:C2=XB", 1},
		{"array of maps", "CRMID:C1 CRMID:C2", 200, `[{` + a + `},{` + b + `}]`, "CRMID:C1=XA CRMID:C2=XB", 1},
		{"wrong type of an entry", "CRMID:C1", 200, `{"XA":7}`, "!invalid response", 2},
		{"wrong type of an entity", "CRMID:C1", 200, `{"XA":{"entity":"x"}}`, "!invalid response", 2},
		{"wrong type of identityMap", "CRMID:C1", 200, `{"XA":{"entity":{"identityMap":7}}}`, "!invalid response", 2},
		{"no object", "CRMID:C1", 200, `"x"`, "!invalid response", 2},
		{"an error with a good status", "CRMID:C1", 200, `{"message":"x","cause":"y","statusCode":"500"}`, "!invalid response", 2},
		{"bad dates are no failure", "CRMID:C1", 200, `{"XA":{"sources":["1"],"entity":{"person":{"name":{"firstName":"A"}}},"lastModifiedAt":"yesterday"}}`, "CRMID:C1=A", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := say(tt.status, tt.body)
			found, err := f.engine(t).Profiles(t.Context(), platform.ProfilesRequest{Identities: ids(strings.Fields(tt.asked)...), Projection: xdm.Project("person")})
			equal(t, "found", shown(found, err), tt.want)
			equal(t, "calls", len(f.asked()), tt.calls)
		})
	}
}

// inner returns the members of an entry.
func inner(entry string) string {
	_, members, _ := strings.Cut(entry, ":{")
	return strings.TrimSuffix(members, "}")
}

// TestProfilesAlone is about a merge policy under which two identities of one
// person have records of their own, which hold both.
func TestProfilesAlone(t *testing.T) {
	f := &fake{answer: func(l look) (int, string) {
		switch {
		case l.method == "POST":
			return 200, entries(record("XA", "CRMID:C1", "Email:a@example.com"), shell("XE"))
		case l.query.Get("entityId") == "C1":
			return 200, entries(record("XA", "CRMID:C1", "Email:a@example.com"))
		}
		return 404, `{"statusCode":"404"}`
	}}
	engine := f.engine(t)
	asked := ids("CRMID:C1", "Email:a@example.com")
	for policy, want := range map[platform.MergePolicyID]string{"graph": "CRMID:C1=XA Email:a@example.com=XA", "alone": "CRMID:C1=XA"} {
		found, err := engine.Profiles(t.Context(), platform.ProfilesRequest{Identities: asked, MergePolicy: policy})
		equal(t, string(policy), shown(found, err), want)
	}
	equal(t, "calls", len(f.asked()), 1+3)
}
