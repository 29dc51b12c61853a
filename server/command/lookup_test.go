package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"activityhub/server/command"
)

// grace is one customer in three data sets, with an escape sequence where her
// name goes on.
func grace(t testing.TB) (data string) {
	t.Helper()
	data = t.TempDir()
	for _, load := range []struct{ dataset, records string }{
		{"crm", `{"_activityhub":{"customerNumber":"C7"},"person":{"name":{"firstName":"Grace","lastName":"Hopper\u001b[31m"}},"personalEmail":{"address":"grace@example.com"}}`},
		{"scores", `{"identityMap":{"CRMID":[{"id":"C7","primary":true}]},"segmentMembership":{"ups":{
			"1f0a7c52-6b1e-4a8d-9c3f-2d5e8b7a4c01":{"status":"realized","lastQualificationTime":"2026-01-02T03:04:05Z"},
			"unheard-of":{"status":"exited","lastQualificationTime":"2025-01-02T03:04:05Z"}}}}`},
		{"commerce", `{"_id":"e1","timestamp":"2026-02-03T04:05:06.789Z","eventType":"commerce.purchases","identityMap":{"Email":[{"id":"grace@example.com","primary":true}]},
			"commerce":{"order":{"purchaseID":"O-1","priceTotal":12.50,"currencyCode":"EUR"}}}`},
	} {
		got := call{args: []string{"ingest", "--data", data, "--dataset", load.dataset, "-"}, stdin: load.records}.run(t)
		got.want(t, command.OK, "1 stored, 0 rejected")
	}
	return data
}

func TestLookup(t *testing.T) {
	got := run(t, "lookup", "--data", grace(t), "email:grace@example.com")
	got.want(t, command.OK)
	if got.err != "" {
		t.Errorf("standard error = %q, want nothing", got.err)
	}
	for _, want := range []string{
		"IDENTITIES  ID\n",
		"CRMID       C7                 primary\n",
		"Email       grace@example.com",
		"\nATTRIBUTES\n",
		"Name          Grace Hopper\ufffd[31m\n",
		"Merge policy  default-timestamp\n",
		"\nSEGMENTS  SINCE                 NAME\n",
		"realized  2026-01-02 03:04:05Z  High churn risk\n",
		"exited    2025-01-02 03:04:05Z  unheard-of in ups\n",
		"2026-02-03 04:05:06Z  commerce.purchases",
		"order O-1 12.50 EUR\n",
	} {
		if !strings.Contains(got.out, want) {
			t.Errorf("lookup does not print %q; it prints\n%s", want, got.out)
		}
	}
}

func TestLookupAsJSON(t *testing.T) {
	got := run(t, "lookup", "--data", grace(t), "--json", "CRMID:C7")
	got.want(t, command.OK)
	var answer struct {
		Identities []struct{ Namespace, ID string }
		Attributes struct {
			Person struct{ Name struct{ FirstName string } }
		}
		Segments []struct {
			Name   *string
			Status string
		}
		Events []struct {
			EventID, Timestamp, Type string
			Attributes               struct {
				Commerce struct {
					Order struct{ PriceTotal json.Number }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(got.out), &answer); err != nil {
		t.Fatalf("%v, of %s", err, got.out)
	}
	if len(answer.Identities) != 2 || answer.Attributes.Person.Name.FirstName != "Grace" || len(answer.Segments) != 2 || len(answer.Events) != 1 {
		t.Fatalf("answer = %+v", answer)
	}
	if s := answer.Segments[0]; s.Name == nil || *s.Name != "High churn risk" || s.Status != "REALIZED" {
		t.Errorf("first segment = %+v", s)
	}
	if e := answer.Events[0]; e.EventID != "e1" || e.Timestamp != "2026-02-03T04:05:06.789Z" || e.Attributes.Commerce.Order.PriceTotal != "12.50" {
		t.Errorf("event = %+v", e)
	}
}

func TestLookupUnderAnotherMergePolicy(t *testing.T) {
	got := run(t, "lookup", "--data", grace(t), "--merge-policy", "no-stitch", "--events", "0", "Email:grace@example.com")
	got.want(t, command.OK)
	if !strings.Contains(got.out, "Merge policy  no-stitch\n") || strings.Contains(got.out, "commerce.purchases") {
		t.Errorf("lookup prints\n%s", got.out)
	}
}

func TestLookupWithoutAnswer(t *testing.T) {
	data, empty := grace(t), t.TempDir()
	for _, test := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"nobody", []string{"--data", data, "Email:GRACE@example.com"}, command.Negative, "nothing is known of this Email identity; values are compared exactly, case included"},
		{"unknown namespace", []string{"--data", data, "Mail:grace@example.com"}, command.Usage, `unknown namespace "Mail"`},
		{"unknown merge policy", []string{"--data", data, "--merge-policy", "x", "CRMID:C7"}, command.Usage, "the merge policies here are"},
		{"no data folder", []string{"--data", filepath.Join(data, "absent"), "CRMID:C7"}, command.Failure, "there is nothing to look in"},
		{"a folder without data", []string{"--data", empty, "CRMID:C7"}, command.Failure, "platform.db in folder " + empty + ": no such file or directory; name the data folder with --data"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, append([]string{"lookup"}, test.args...)...)
			got.want(t, test.code, test.want)
			if strings.Count(got.err, "\n") != 1 || strings.Contains(strings.ToLower(got.err), "grace@") || got.out != "" {
				t.Errorf("standard error = %q, want one line without the value", got.err)
			}
		})
	}
	if files, err := os.ReadDir(empty); err != nil || len(files) > 0 {
		t.Errorf("a look-up made %v, %v", files, err)
	}
}
