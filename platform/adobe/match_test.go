package adobe

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"activityhub/platform"
	"activityhub/platform/adobe/wire"
)

// TestMatchingNeverMixesPeople draws answers that are reordered, doubled, left
// out in part, and about people whom nobody asked for. What an identity gets has
// to be a record that holds it, and it gets one where there is one; and what is
// called sure has to be the record of that very identity.
func TestMatchingNeverMixesPeople(t *testing.T) {
	draw := rand.New(rand.NewPCG(1, 2))
	xid := func(id platform.Identity) string { return "X" + id.ID }
	for range 3000 {
		var asked []platform.Identity
		entries := map[string]string{} // :: XID → entry
		knows := map[platform.Identity]bool{}
		for person := range 1 + draw.IntN(5) {
			var linked []platform.Identity
			for n := range 1 + draw.IntN(3) {
				linked = append(linked, platform.Identity{Namespace: []platform.Namespace{"Email", "CRMID"}[draw.IntN(2)], ID: fmt.Sprintf("%d-%d", person, n)})
			}
			unknown := draw.IntN(5) == 0
			for _, id := range linked {
				wanted := draw.IntN(3) > 0
				if wanted {
					asked = append(asked, id)
				}
				switch {
				case unknown && draw.IntN(2) == 0:
					entries[xid(id)] = `{"sources":[""],"entity":{}}`
				case !unknown && (wanted || draw.IntN(4) == 0) && draw.IntN(6) > 0:
					entries[xid(id)] = `{"sources":["1"],"entity":{"identityMap":{` + strings.Join(mapOf(linked), ",") + `}}}`
					for _, holds := range linked {
						knows[holds] = true
					}
				}
			}
		}
		if len(asked) == 0 {
			continue
		}
		draw.Shuffle(len(asked), func(i, j int) { asked[i], asked[j] = asked[j], asked[i] })
		var members []string
		for x, e := range entries {
			members = append(members, fmt.Sprintf("%q:%s", x, e))
			if draw.IntN(5) == 0 {
				members = append(members, members[len(members)-1])
			}
		}
		draw.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		answer, err := wire.Records("{" + strings.Join(members, ",") + "}")
		if err != nil {
			t.Fatal(err)
		}
		xids := make([]string, len(asked))
		for i, id := range asked {
			if draw.IntN(2) == 0 {
				xids[i] = xid(id)
			}
		}
		m := match(asked, xids, answer.Records)
		for i, at := range m.chosen {
			found := at != none && m.records[at].Found()
			if found && !slices.ContainsFunc(m.records[at].Linked, func(l platform.LinkedIdentity) bool { return keyOf(l.Identity) == keyOf(asked[i]) }) {
				t.Fatalf("%s gets the record of another in {%s}", asked[i], strings.Join(members, ","))
			}
			if found != knows[asked[i]] {
				t.Fatalf("%s is found: %t, want %t in {%s}", asked[i], found, knows[asked[i]], strings.Join(members, ","))
			}
			if found && m.sure[i] && len(entries) == len(asked) && m.records[at].XID != xid(asked[i]) && entries[xid(asked[i])] != "" {
				t.Fatalf("%s is surely %s in {%s}", asked[i], m.records[at].XID, strings.Join(members, ","))
			}
		}
	}
}

func mapOf(linked []platform.Identity) []string {
	var members []string
	for _, code := range []string{"Email", "CRMID"} {
		var list []string
		for _, id := range linked {
			if string(id.Namespace) == code {
				list = append(list, fmt.Sprintf(`{"id":%q}`, id.ID))
			}
		}
		if list != nil {
			members = append(members, fmt.Sprintf("%q:[%s]", strings.ToLower(code), strings.Join(list, ",")))
		}
	}
	return members
}

// TestDirectoryIsBounded learns more than is kept: what was asked for last stays.
func TestDirectoryIsBounded(t *testing.T) {
	var d directory
	often := platform.Identity{Namespace: "Email", ID: "often"}
	d.learn(often, "XO")
	for n := range 5 * xidsKept {
		d.learn(platform.Identity{Namespace: "CRMID", ID: fmt.Sprint(n)}, fmt.Sprint("X", n))
		if n%1000 == 0 && d.xids([]platform.Identity{{Namespace: "EMAIL", ID: "often"}})[0] != "XO" {
			t.Fatal("an identity that is asked for often is forgotten")
		}
	}
	if kept := len(d.young) + len(d.aged); kept > 2*xidsKept {
		t.Errorf("%d identities are kept, want %d at most", kept, 2*xidsKept)
	}
	known := d.xids([]platform.Identity{{Namespace: "crmid", ID: fmt.Sprint(5*xidsKept - 1)}, {Namespace: "CRMID", ID: "0"}, {Namespace: "Email", ID: "OFTEN"}, {Namespace: "b2b_person", ID: "A"}})
	if got, want := strings.Join(known, ","), fmt.Sprintf("X%d,,,", 5*xidsKept-1); got != want {
		t.Errorf("known: %s, want %s", got, want)
	}
	d.learn(platform.Identity{Namespace: "b2b_person", ID: "a"}, "XB")
	if got := d.xids([]platform.Identity{{Namespace: "B2B_Person", ID: "A"}})[0]; got != "XB" {
		t.Errorf("the XID of a business key in another case is %q, want XB", got)
	}
}
