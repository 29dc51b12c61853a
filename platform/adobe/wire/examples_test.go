package wire_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"activityhub/platform/adobe/wire"
)

// example returns a documented answer, or skips the test.
func example(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(examples, name))
	if os.IsNotExist(err) {
		t.Skip("left out: ../shared is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestExampleRecords reads every documented answer about records: how many are
// found, how many entries are of nobody, and whom the first one names.
func TestExampleRecords(t *testing.T) {
	for name, want := range map[string]string{
		"entities-get-profile":        "1 found, 0 not, names 6, 2018-08-28",
		"entities-get-profile-spec":   "1 found, 0 not, names 6, 2018-10-18",
		"entities-get-profile-merged": "1 found, 0 not, names 1, 2020-01-30",
		"entities-get-profile-live":   "1 found, 0 not, names 7, 2022-02-09",
		"entities-get-account":        "1 found, 0 not, names 3, 0001-01-01",
		"entities-get-opportunity":    "1 found, 0 not, names 3, 0001-01-01",
		"entities-post-account":       "2 found, 0 not, names 3 and says so, 0001-01-01",
		"entities-post-account-guide": "3 found, 0 not, names 3 and says so, 0001-01-01",
		"entities-post-opportunity":   "2 found, 0 not, names 3 and says so, 0001-01-01",
		"entities-post-profiles":      "2 found, 1 not, names 10, 2018-08-28",
		"entities-post-profiles-spec": "2 found, 0 not, names 6, 2018-10-18",
		"entities-post-207":           "0 found, 0 not, failed A0Fxh6UjQa6mAA5hhzdu6SJTu78M 422",
	} {
		t.Run(name, func(t *testing.T) {
			answer, err := wire.Records(example(t, name+".response.json"))
			if err != nil {
				t.Fatal(err)
			}
			found := slices.DeleteFunc(slices.Clone(answer.Records), func(r wire.Record) bool { return !r.Found() })
			got := fmt.Sprintf("%d found, %d not", len(found), len(answer.Records)-len(found))
			if len(found) > 0 {
				got += fmt.Sprintf(", names %d", len(found[0].Linked))
				if found[0].Asked.ID != "" {
					got += " and says so"
				}
				got += ", " + found[0].LastModified.Format("2006-01-02")
			}
			for _, f := range answer.Failures {
				got += fmt.Sprintf(", failed %s %d", f.XID, f.Status)
			}
			if got != want {
				t.Errorf("\n got %s\nwant %s", got, want)
			}
		})
	}
}

// TestExampleEvents reads every documented answer about events.
func TestExampleEvents(t *testing.T) {
	for name, want := range map[string]string{
		"entities-get-events-page1":   "1 c8d11988-6b56-4571-a123-b6ce74236036 1531260476000, goes on",
		"entities-get-events-page2":   "1 c8d11988-6b56-4571-a123-b6ce74236037 1531260477000",
		"entities-get-events-related": "1 cb10369f-a47b-4e65-afb4-06e1ad78a648 1564614939000",
		"entities-get-events-live":    "4 d686ab8a-2d0c-4722-9ff5-bfc1020b0b55-0 1644127126596",
	} {
		t.Run(name, func(t *testing.T) {
			page, err := wire.EventPage(example(t, name+".response.json"))
			if err != nil {
				t.Fatal(err)
			}
			if got := shown(page); got != want {
				t.Errorf("\n got %s\nwant %s", got, want)
			}
		})
	}
	t.Run("entities-post-events", func(t *testing.T) {
		pages, err := wire.EventPages(example(t, "entities-post-events.response.json"))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, page := range pages.Pages {
			got = append(got, page.XID+" "+shown(page))
		}
		slices.Sort(got)
		const want = "GkouAW-2u-7iWt5vQ9u2wm40JOZY 2 2746d0db-fa64-4e29-b67e-324bec638816 1537559483000\n" +
			"GkouAW-yD9aoRCPhRYROJ-TetAFW 2 ee0fa8eb-f09c-4d72-a432-fea7f189cfcd 1537275882000, goes on by payload"
		if text := strings.Join(got, "\n"); text != want {
			t.Errorf("\n got %s\nwant %s", text, want)
		}
	})
}

func shown(page wire.Page) string {
	text := fmt.Sprintf("%d %s %d", len(page.Events), page.Events[0].ID, page.Events[0].Time.UnixMilli())
	if page.Next.Payload != "" {
		return text + ", goes on by payload"
	}
	if !page.Next.IsZero() {
		return text + ", goes on"
	}
	return text
}
