package wire_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"activityhub/platform/adobe/wire"
	"activityhub/platform/xdm"
)

// examples is where the documented answers are, if they are.
const examples = "../../../../shared/reference/examples"

// seeds adds the documented answers and a few oddities.
func seeds(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join(examples, "entities-*.json"))
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(raw))
	}
	for _, body := range []string{
		`{}`, `[]`, `null`, `"x"`, `{"X":null}`, `{"X":{"entity":{"identityMap":{"e":[{"id":1}]}},"sources":[""]}}`, `[[{"xid":"X"}]]`,
		`{"X":{"error":[]}}`, `{"X":{"requestedIdentity":{"entityId":{},"entityIdNS":7}}}`, `{"X":{"children":[{"timestamp":"9e99","entityId":1}],"_links":{"next":{"href":"","payload":{}}}}}`,
	} {
		f.Add(body)
	}
}

// FuzzRecords reads anything that is JSON: what it finds has to be in the body
// as encoding/json reads it.
func FuzzRecords(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, body string) {
		if !json.Valid([]byte(body)) {
			return
		}
		answer, err := wire.Records(body)
		if err != nil {
			return
		}
		for i := range answer.Records {
			r := &answer.Records[i]
			if !r.Entity.Absent() && !json.Valid([]byte(r.Entity.Raw())) {
				t.Errorf("an entity is no JSON: %s", r.Entity.Raw())
			}
			var members map[string]any
			if r.Found() && (json.Unmarshal([]byte(r.Entity.Raw()), &members) != nil || len(members) == 0) {
				t.Errorf("a record is found where there is nothing: %s", r.Entity.Raw())
			}
			if !json.Valid([]byte(wire.IdentityMap(r.Linked))) {
				t.Errorf("identities make no JSON: %v", r.Linked)
			}
		}
	})
}

// FuzzEventPages does the same for pages of events.
func FuzzEventPages(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, body string) {
		if !json.Valid([]byte(body)) {
			return
		}
		pages, err := wire.EventPages(body)
		if page, pageErr := wire.EventPage(body); pageErr == nil {
			pages.Pages = append(pages.Pages, page)
		}
		if err != nil {
			return
		}
		for _, page := range pages.Pages {
			if page.Next.Payload != "" && !json.Valid([]byte(page.Next.Payload)) {
				t.Errorf("a payload is no JSON: %s", page.Next.Payload)
			}
			for _, e := range page.Events {
				if e.ID == "" || e.Time.IsZero() || !e.Entity.Absent() && !json.Valid([]byte(e.Entity.Raw())) {
					t.Errorf("an event without what every event has: %+v", e)
				}
			}
		}
	})
}

func FuzzMoment(f *testing.F) {
	f.Add("2024-03-09 12:21:43.0")
	f.Fuzz(func(t *testing.T, text string) {
		raw, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		wire.Moment(xdm.TrustedValue(string(raw)))
	})
}
