package adobe_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/adobe"
)

// answering answers a POST for each of its identities by f, which gives an entry,
// "" for none, or a status for the whole.
func answering(entry func(value string) string, whole func(values []string) (int, string)) *fake {
	return &fake{answer: func(l look) (int, string) {
		values := asked(l)
		if whole != nil {
			if status, body := whole(values); status != 0 {
				return status, body
			}
		}
		var all []string
		for _, value := range values {
			if e := entry(value); e != "" {
				all = append(all, e)
			}
		}
		if len(all) == 0 {
			return 404, `{"statusCode":"404"}`
		}
		return 200, entries(all...)
	}}
}

// asked returns the values of the identities in a request.
func asked(l look) []string {
	if l.method == "GET" {
		return []string{l.query.Get("entityId") + l.query.Get("relatedEntityId")}
	}
	var body struct {
		Identities []struct {
			ID      string `json:"entityId"`
			Related string `json:"relatedEntityId"`
		} `json:"identities"`
	}
	if err := json.Unmarshal([]byte(l.body), &body); err != nil {
		panic(err)
	}
	var values []string
	for _, i := range body.Identities {
		values = append(values, i.ID+i.Related)
	}
	return values
}

func known(value string) string { return record("X"+value, "CRMID:"+value) }

const tooMany = `{"message":"UPS-ACCSDK-1000005:Too many related identities. Got: 446, max: 50","cause":"","statusCode":"422"}`

// TestChunks is about look-ups that are divided.
func TestChunks(t *testing.T) {
	for _, tt := range []struct {
		name   string
		people int
		size   int
		whole  func(values []string) (int, string)
		found  int
		failed string // of the first that failed, and how many
		calls  int
	}{
		{"one chunk", 50, 0, nil, 50, "", 1},
		{"two chunks", 51, 0, nil, 51, "", 2},
		{"small chunks", 20, 3, nil, 20, "", 7},
		{"413 over ten", 50, 0, func(v []string) (int, string) {
			if len(v) > 10 {
				return 413, `{"message":"too large"}`
			}
			return 0, ""
		}, 50, "", 1 + 2 + 4 + 8},
		{"400 over ten", 40, 0, func(v []string) (int, string) {
			if len(v) > 10 {
				return 400, `{"message":"too many","statusCode":"400"}`
			}
			return 0, ""
		}, 40, "", 1 + 2 + 4},
		{"400 for one", 8, 0, func(v []string) (int, string) {
			if slices.Contains(v, "C3") {
				return 400, `{"message":"bad","statusCode":"400"}`
			}
			return 0, ""
		}, 7, "1 CRMID:C3 rejected", 7},
		{"400 for all", 32, 0, func(v []string) (int, string) { return 400, `{"message":"bad","statusCode":"400"}` }, 0, "rejected", 7},
		{"422 for one", 50, 0, func(v []string) (int, string) {
			if slices.Contains(v, "C3") {
				return 422, tooMany
			}
			return 0, ""
		}, 49, "1 CRMID:C3 too many identities", 13},
		{"422 for the merge policy", 8, 0, func(v []string) (int, string) {
			return 422, `{"message":"merge policy does not exist","statusCode":"422"}`
		}, 0, "rejected", 1},
		{"403", 8, 0, func(v []string) (int, string) { return 403, `{"message":"UPS-ACC-1000004: x","statusCode":"403"}` }, 0, "rejected", 1},
		{"one chunk of two fails", 10, 5, func(v []string) (int, string) {
			if slices.Contains(v, "C3") {
				return 403, `{"message":"x","statusCode":"403"}`
			}
			return 0, ""
		}, 5, "5 CRMID:C1 rejected", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := answering(known, tt.whole)
			engine := f.engine(t, func(c *adobe.Config) { c.ChunkSize = tt.size })
			found, err := engine.Profiles(t.Context(), platform.ProfilesRequest{Identities: crm(tt.people)})
			equal(t, "found", len(found), tt.found)
			var partial *platform.PartialError
			got := ""
			if asPartial(err, &partial) {
				first := slices.MinFunc(slices.Collect(keys(partial.Failed)), platform.Identity.Compare)
				got = fmt.Sprintf("%d %s %s", len(partial.Failed), first, kindOf(partial.Failed[first]))
			} else if err != nil {
				got = kindOf(err)
			}
			equal(t, "failed", got, tt.failed)
			equal(t, "calls", len(f.asked()), tt.calls)
			for id, p := range found {
				equal(t, "whose", p.Attributes.At("person.name.firstName").Text(), "X"+id.ID)
			}
		})
	}
}

func keys[K comparable, V any](m map[K]V) func(func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// TestTooManyLinkedIsRemembered asks twice for one person with too many
// identities among others: the second time nobody else is asked for again.
func TestTooManyLinkedIsRemembered(t *testing.T) {
	f := answering(known, func(v []string) (int, string) {
		if slices.Contains(v, "C3") {
			return 422, tooMany
		}
		return 0, ""
	})
	engine := f.engine(t)
	for _, calls := range []int{7, 2} {
		before := len(f.asked())
		found, err := engine.Profiles(t.Context(), platform.ProfilesRequest{Identities: crm(8)})
		equal(t, "found", len(found), 7)
		failure := platform.ErrorFor(err, id("CRMID:C3"))
		if !errors.Is(failure, platform.ErrTooManyLinked) || !strings.Contains(failure.Error(), "446 linked identities, at most 50") {
			t.Errorf("failure %v, want ErrTooManyLinked with both numbers", failure)
		}
		equal(t, "calls", len(f.asked())-before, calls)
	}
}

// TestPartialAnswers is about status 207.
func TestPartialAnswers(t *testing.T) {
	failure := func(xid, status, message string) string {
		return fmt.Sprintf(`{"xid":%q,"error":{"message":%q,"cause":"c","statusCode":%q}}`, xid, message, status)
	}
	for _, tt := range []struct {
		name  string
		knows bool // XIDs were seen before
		first string
		then  func(values []string) (int, string) // of the calls after
		want  string
		calls int
	}{
		{"one fails for good", false, `[` + `{"xid":"XC1",` + inner(known("C1")) + `},` + failure("XC2", "422", "x") + `]`, nil, "CRMID:C1=XC1 CRMID:C2!partial answer", 1},
		{"in a map", false, `{` + known("C1") + `,"XC2":{"error":{"message":"x","statusCode":422}}}`, nil, "CRMID:C1=XC1 CRMID:C2!partial answer", 1},
		{"flat in a map", false, `{` + known("C1") + `,"XC2":{"message":"x","statusCode":"422"}}`, nil, "CRMID:C1=XC1 CRMID:C2!partial answer", 1},
		{"too many identities", false, `[` + failure("XC1", "422", "Too many related identities. Got: 51, max: 50") + `,` + failure("XC2", "422", "Too many related identities. Got: 51, max: 50") + `]`, nil, "CRMID:C1!too many identities CRMID:C2!too many identities", 1},
		{"one fails for a while", false, `[{` + known("C1") + `},` + failure("XC2", "503", "x") + `]`, nil, "CRMID:C1=XC1 CRMID:C2=XC2", 2},
		{"throttled, and again", false, `[{` + known("C1") + `},` + failure("XC2", "429", "x") + `]`, func([]string) (int, string) { return 207, `[` + failure("XC2", "429", "x") + `]` }, "CRMID:C1=XC1 CRMID:C2!partial answer", 2},
		{"not found", false, `[{` + known("C1") + `},` + failure("XC2", "404", "x") + `]`, nil, "CRMID:C1=XC1", 1},
		{"all fail", false, `[` + failure("XC1", "422", "x") + `,` + failure("XC2", "422", "x") + `]`, nil, "CRMID:C1!partial answer CRMID:C2!partial answer", 1},
		{"whose failure it is cannot be told", false, `[` + failure("XC2", "422", "x") + `]`, nil, "CRMID:C1=XC1 CRMID:C2=XC2", 3},
		{"it can where the XID is known, and the other is asked for", true, `[` + failure("XC2", "422", "x") + `]`, nil, "CRMID:C1=XC1 CRMID:C2!partial answer", 2},
		{"of somebody unasked", true, `[{` + known("C1") + `},{` + known("C2") + `},` + failure("XZ", "500", "x") + `]`, nil, "CRMID:C1=XC1 CRMID:C2=XC2", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			began := 1
			f := answering(known, nil)
			usual := f.answer
			f.answer = func(l look) (int, string) {
				switch {
				case l.n == began:
					return 207, tt.first
				case l.n > began && tt.then != nil:
					return tt.then(asked(l))
				}
				return usual(l)
			}
			engine := f.engine(t)
			if tt.knows {
				began = 2
				if found, err := engine.Profiles(t.Context(), platform.ProfilesRequest{Identities: crm(2)}); err != nil || len(found) != 2 {
					t.Fatalf("found %v, %v", found, err)
				}
			}
			found, err := engine.Profiles(t.Context(), platform.ProfilesRequest{Identities: crm(2)})
			equal(t, "found", shown(found, err), tt.want)
			equal(t, "calls", len(f.asked())-began+1, tt.calls)
		})
	}
}

// TestErrorsNameNobody looks for what an error must not hold.
func TestErrorsNameNobody(t *testing.T) {
	for _, body := range []string{tooMany, `{"message":"secret C3 0123@AdobeOrg","cause":"secret","statusCode":"422"}`} {
		for _, n := range []int{1, 3} {
			_, err := say(422, body).engine(t).Profiles(t.Context(), platform.ProfilesRequest{Identities: crm(3)[3-n:]})
			var partial *platform.PartialError
			text := fmt.Sprint(err)
			if asPartial(err, &partial) {
				for _, why := range partial.Failed {
					text += why.Error()
				}
			}
			for _, word := range []string{"secret", "C3", "AdobeOrg"} {
				if strings.Contains(text, word) {
					t.Errorf("the error holds %q: %s", word, text)
				}
			}
		}
	}
}

// TestSlowChunks halves a chunk that is not answered in time.
func TestSlowChunks(t *testing.T) {
	release := make(chan struct{})
	f := answering(known, func(v []string) (int, string) {
		if len(v) > 5 {
			<-release
		}
		return 0, ""
	})
	engine := f.engine(t, func(c *adobe.Config) { c.Timeout = 300 * time.Millisecond })
	t.Cleanup(func() { close(release) }) // before the server waits for its handlers
	found, err := engine.Profiles(t.Context(), platform.ProfilesRequest{Identities: crm(8)})
	if err != nil || len(found) != 8 {
		t.Errorf("%d found, %v; want all 8", len(found), err)
	}
	equal(t, "calls", len(f.asked()), 2+2) // the whole was tried twice
}

// TestCallerLeaves cancels a caller whose call is under way.
func TestCallerLeaves(t *testing.T) {
	release, arrived := make(chan struct{}), make(chan struct{}, 10)
	f := answering(known, func([]string) (int, string) {
		arrived <- struct{}{}
		<-release
		return 0, ""
	})
	engine := f.engine(t, func(c *adobe.Config) { c.ChunkSize = 2 })
	t.Cleanup(func() { close(release) })
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	found, err := engine.Profiles(ctx, platform.ProfilesRequest{Identities: crm(6)})
	if !errors.Is(err, context.Canceled) || found != nil {
		t.Errorf("%v, %v; want context.Canceled alone", found, err)
	}
}
