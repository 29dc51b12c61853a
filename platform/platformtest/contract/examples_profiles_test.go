package contract_test

import (
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/adobe/wire"
	"activityhub/platform/curated"
	"activityhub/platform/platformtest/contract"
	"activityhub/platform/xdm"
)

func ecid(id string) platform.Identity  { return platform.Identity{Namespace: "ECID", ID: id} }
func email(id string) platform.Identity { return platform.Identity{Namespace: "Email", ID: id} }

var jane = person{name: "Jane", modified: "2018-10-18T23:59:10Z", identities: 6}

// profileReadings are those of records and of what is inside them. Accounts and
// opportunities are not looked up by the engine, but are decoded by the same
// package.
var profileReadings = map[string]reading{
	"entities-get-profile.response.json":        profiles(map[platform.Identity]person{email("janedoe@example.com"): jane.at("2018-08-28T20:57:24Z")}),
	"entities-get-profile-spec.response.json":   profiles(map[platform.Identity]person{email("janedoe@example.com"): jane}),
	"entities-get-profile-merged.response.json": profiles(map[platform.Identity]person{email("janedoe@example.com"): {"Jane", "2020-01-30T01:13:59Z", 1}}),
	"entities-get-profile-live.response.json":   profiles(map[platform.Identity]person{ecid("12507560687324495704459439363261812234"): {"Pat", "2022-02-09T20:38:36Z", 7}}),
	"entities-post-profiles.response.json": profiles(map[platform.Identity]person{
		ecid("89149270342662559642753730269986316601"): {"Jane", "2018-08-28T20:57:24Z", 10},
		ecid("89149270342662559642753730269986316900"): {}, // nobody
		ecid("89149270342662559642753730269986316602"): {"Jane", "", 0},
	}),
	"entities-post-profiles-spec.response.json": profiles(map[platform.Identity]person{
		ecid("89149270342662559642753730269986316601"): {"Jane", "2018-10-18T23:59:10Z", 0},
		ecid("89149270342662559642753730269986316602"): jane,
	}),
	"entities-get-account.response.json":        accounts("accountKey", 1, ""),
	"entities-post-account.response.json":       accounts("accountKey", 2, "2334263"),
	"entities-post-account-guide.response.json": accounts("accountKey", 3, ""),
	"entities-get-opportunity.response.json":    accounts("opportunityKey", 1, ""),
	"entities-post-opportunity.response.json":   accounts("opportunityKey", 2, "2334263"),
	"entities-post-207.response.json":           partly,
	"entities-error-404.response.json":          profiles(map[platform.Identity]person{ecid("1"): {}}),

	"segment-membership-ups.json":         memberships("REALIZED", "REALIZED", "EXITED"),
	"segment-membership-valid-until.json": memberships("REALIZED", "EXITED"),
	"consents.json":                       consents,
}

// A person is what a look-up finds; one without a name is nobody. Modified and
// identities are not compared where they are zero.
type person struct {
	name       string
	modified   string
	identities int
}

func (p person) at(modified string) person { p.modified = modified; return p }

// profiles looks everybody up, in a Platform that answers with the example.
func profiles(want map[platform.Identity]person) reading {
	return func(t *testing.T, e contract.Example) {
		engine := script(t, map[string]answer{entities: of(e)})
		var ids []platform.Identity
		for id := range want {
			ids = append(ids, id)
		}
		found, err := engine.Profiles(soon(t), platform.ProfilesRequest{Identities: ids, MergePolicy: "m", Projection: xdm.Project("person", "identityMap")})
		if err != nil {
			t.Fatal(err)
		}
		for id, p := range want {
			profile := found[id]
			if profile == nil || p.name == "" {
				equal(t, "a person is found", profile != nil, p.name != "")
				continue
			}
			equal(t, "first name", profile.Attributes.At("person.name.firstName").Text(), p.name)
			if p.modified != "" {
				equal(t, "last change", profile.LastModified.Format(time.RFC3339), p.modified)
			}
			if p.identities != 0 {
				equal(t, "number of identities", len(profile.Identities), p.identities)
			}
		}
	}
}

// accounts decodes records of a business class. requested is the identity that
// the first says it was asked for.
func accounts(key string, number int, requested string) reading {
	return func(t *testing.T, e contract.Example) {
		read, err := wire.Records(string(e.Body))
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "number of records", len(read.Records), number)
		for _, r := range read.Records {
			entity, err := r.Entity.Object()
			if err != nil {
				t.Fatal(err)
			}
			linked, err := wire.Identities(entity)
			if err != nil || len(linked) == 0 {
				t.Errorf("identities: %v, %v", linked, err)
			}
			equal(t, "it is found", r.Found(), true)
			equal(t, "its last change is known", r.LastModified.IsZero(), true)
			equal(t, "it has its key", entity.Get(key).IsObject(), true)
			if requested != "" {
				equal(t, "who was asked for", r.Asked.ID, requested)
			}
		}
	}
}

// partly reads an answer in which one identity failed for good.
func partly(t *testing.T, e contract.Example) {
	read, err := wire.Records(string(e.Body))
	if err != nil || len(read.Records) != 0 || len(read.Failures) != 1 {
		t.Fatalf("%d records, %d failures, %v", len(read.Records), len(read.Failures), err)
	}
	equal(t, "whose failure it is", read.Failures[0].XID, "A0Fxh6UjQa6mAA5hhzdu6SJTu78M")
	equal(t, "its status", read.Failures[0].Status, 422)

	engine := script(t, map[string]answer{entities: of(e)})
	ids := []platform.Identity{ecid("1"), ecid("2")}
	found, err := engine.Profiles(soon(t), platform.ProfilesRequest{Identities: ids, MergePolicy: "m"})
	equal(t, "number of people found", len(found), 0)
	for _, id := range ids {
		if platform.ErrorFor(err, id) == nil {
			t.Error("somebody of whom nothing came back has no error")
		}
	}
}

// memberships reads a fragment of a record as the product reads memberships.
func memberships(standings ...platform.SegmentStatus) reading {
	return func(t *testing.T, e contract.Example) {
		record, err := xdm.ParseObject(e.Body)
		if err != nil {
			t.Fatal(err)
		}
		read, err := platform.Memberships(record, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		got, want := map[platform.SegmentStatus]int{}, map[platform.SegmentStatus]int{}
		for _, m := range read {
			got[m.Status]++
			if m.LastQualificationErr != nil || m.ValidUntilErr != nil {
				t.Errorf("a time cannot be read: %v, %v", m.LastQualificationErr, m.ValidUntilErr)
			}
		}
		for _, standing := range standings {
			want[standing]++
		}
		equal(t, "realized", got[platform.Realized], want[platform.Realized])
		equal(t, "exited", got[platform.Exited], want[platform.Exited])
	}
}

// consents reads a fragment of a record as the product reads consents.
func consents(t *testing.T, e contract.Example) {
	record, err := xdm.ParseObject(e.Body)
	if err != nil {
		t.Fatal(err)
	}
	read, err := curated.Consents(record)
	if err != nil {
		t.Fatal(err)
	}
	if len(read) < 7 {
		t.Errorf("%d consents are read: %+v", len(read), read)
	}
}
