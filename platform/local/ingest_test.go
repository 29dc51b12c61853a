package local_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"activityhub/platform"
	"activityhub/platform/local"
)

// now is the clock of tests that look at times.
var now = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func at(clock time.Time) func(*local.Config) {
	return func(c *local.Config) { c.Now = func() time.Time { return clock } }
}

// rejected ingests text and returns the counts and what was refused.
func rejected(t testing.TB, p *local.Platform, dataset string, text io.Reader) (local.IngestCounts, []local.Reject) {
	t.Helper()
	var lines bytes.Buffer
	counts, err := p.Ingest(context.Background(), dataset, text, local.IngestOptions{Source: "file.ndjson", Rejects: &lines})
	if err != nil {
		t.Fatalf("Ingest: %v", err)
	}
	var all []local.Reject
	for decoder := json.NewDecoder(&lines); decoder.More(); {
		var reject local.Reject
		if err := decoder.Decode(&reject); err != nil {
			t.Fatalf("a line of the rejects: %v", err)
		}
		all = append(all, reject)
	}
	if counts.Rejected != len(all) || counts.Read != counts.Stored+counts.Duplicates+counts.Stale+counts.Rejected {
		t.Errorf("the counts %+v do not add up with %d rejects", counts, len(all))
	}
	return counts, all
}

const good = `{"identityMap":{"CRMID":[{"id":"C1","primary":true}]},"person":{"name":{"firstName":"Ada"}}}`

// TestRejectedRecords puts a bad record between two good ones: it is refused
// with code, line, path and reason, and the good ones are stored.
func TestRejectedRecords(t *testing.T) {
	identities := func(n int) string {
		var list []string
		for i := range n {
			list = append(list, fmt.Sprintf(`{"id":"x%d"}`, i))
		}
		return `{"identityMap":{"CRMID":[` + strings.Join(list, ",") + `]}}`
	}
	for _, c := range []struct{ name, record, code, path, reason string }{
		{"half a line", `{"identityMap":{"CRMID":[{"id":"C1`, "INVALID_JSON", "", "breaks off"},
		{"not an object", `["a"]`, "NOT_AN_OBJECT", "", "one object"},
		{"a NUL byte", "{\"person\":{\"name\":\"a\x00b\"}}", "INVALID_JSON", "", "control character U+0000"},
		{"an escaped NUL", `{"person":{"name":{"firstName":"a\u0000b"}}}`, "INVALID_TEXT", "person.name.firstName", "NUL"},
		{"not UTF-8", "{\"person\":{\"name\":{\"firstName\":\"a\xffb\"}}}", "INVALID_TEXT", "", "UTF-8 text at byte 34"},
		{"wrong type", `{"loyalty":{"points":"12"}}`, "WRONG_TYPE", "loyalty.points", "the schema says a number, the record has a string"},
		{"wrong type in an array", `{"_suite":{"contracts":[{"number":"K"},{"lines":[{"phone":1}]}]}}`, "WRONG_TYPE", "_suite.contracts[1].lines[0].phone", "a string"},
		{"a fraction", `{"_suite":{"npsScore":1.5}}`, "WRONG_TYPE", "_suite.npsScore", "whole number"},
		{"out of range", `{"_suite":{"npsScore":11}}`, "OUT_OF_RANGE", "_suite.npsScore", "at most 10"},
		{"not a date", `{"person":{"birthDate":"1815-13-10"}}`, "WRONG_TYPE", "person.birthDate", "RFC 3339"},
		{"not a date-time", `{"extSourceSystemAudit":{"lastUpdatedDate":"2025-01-01 10:00"}}`, "WRONG_TYPE", "extSourceSystemAudit.lastUpdatedDate", "RFC 3339 with a zone"},
		{"an hour of one digit", `{"extSourceSystemAudit":{"lastUpdatedDate":"2025-01-01T8:00:00Z"}}`, "WRONG_TYPE", "extSourceSystemAudit.lastUpdatedDate", "RFC 3339"},
		{"changed in 9999", `{"identityMap":{"CRMID":[{"id":"C9"}]},"extSourceSystemAudit":{"lastUpdatedDate":"9999-01-01T00:00:00Z"}}`, "INVALID_TIMESTAMP", "extSourceSystemAudit.lastUpdatedDate", "in the future"},
		{"half a character", `{"identityMap":{"CRMID":[{"id":"C\ud800"}]}}`, "INVALID_TEXT", "identityMap.CRMID[0].id", "come in pairs"},
		{"deeper than any reader", `{"_suite":{"notes":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}}`, "NESTED_TOO_DEEPLY", "", "more than 100"},
		{"not in a closed list", `{"consents":{"collect":{"val":"yes"}}}`, "NOT_ALLOWED", "consents.collect.val", "y, n, p, u"},
		{"null", `{"person":{"name":{"firstName":null}}}`, "EMPTY_VALUE", "person.name.firstName", "leave the member out"},
		{"empty text", `{"person":{"name":{"firstName":""}}}`, "EMPTY_VALUE", "person.name.firstName", "leave the member out"},
		{"unknown at the top", `{"persom":{"name":{}}}`, "UNKNOWN_FIELD", "persom", "did you mean person?"},
		{"unknown below", `{"person":{"name":{"fristName":"x"}}}`, "UNKNOWN_FIELD", "person.name.fristName", "did you mean firstName?"},
		{"given twice", `{"person":{"name":{"firstName":"a","firstName":"b"}}}`, "DUPLICATE_FIELD", "person.name.firstName", "twice"},
		{"map key with dots", `{"_suite":{"notes":{"a.b":1}}}`, "WRONG_TYPE", `_suite.notes["a.b"]`, "a string"},
		{"nobody", `{"person":{"name":{"firstName":"Ada"}}}`, "MISSING_IDENTITY", "_suite.customerNumber", "identityMap or _suite.customerNumber or personalEmail.address"},
		{"unknown namespace", `{"identityMap":{"Emial":[{"id":"a"}]}}`, "UNKNOWN_NAMESPACE", "identityMap.Emial", "did you mean Email?"},
		{"blocked value", `{"identityMap":{"CRMID":[{"id":" NULL "}]}}`, "INVALID_IDENTITY", "identityMap.CRMID[0].id", "name nobody"},
		{"short ECID", `{"identityMap":{"ECID":[{"id":"123"}]}}`, "INVALID_IDENTITY", "identityMap.ECID[0].id", "38 digits"},
		{"long value", `{"identityMap":{"CRMID":[{"id":"` + strings.Repeat("é", 1025) + `"}]}}`, "INVALID_IDENTITY", "identityMap.CRMID[0].id", "at most 1024 characters, this one has 1025"},
		{"no id", `{"identityMap":{"CRMID":[{"primary":true}]}}`, "MISSING_FIELD", "identityMap.CRMID[0].id", "needs an id"},
		{"two primaries", `{"identityMap":{"Email":[{"id":"a","primary":true}],"Phone":[{"id":"b","primary":true}]}}`, "INVALID_IDENTITY", "identityMap", "two identities"},
		{"too many identities", identities(21), "TOO_MANY_IDENTITIES", "identityMap", "21 identities, at most 20"},
		{"too large", `{"_suite":{"notes":{"x":"` + strings.Repeat("x", local.MaxRecordSize) + `"}}}`, "RECORD_TOO_LARGE", "", "at most 102400 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := open(t, synchronous("NORMAL"))
			text := good + "\r\n" + c.record + "\r\n" + strings.ReplaceAll(good, "C1", "C2") + "\n"
			counts, rejects := rejected(t, p, "crm", strings.NewReader(text))
			if counts.Stored != 2 || len(rejects) != 1 {
				t.Fatalf("%+v, %+v; want 2 stored and 1 refused", counts, rejects)
			}
			r := rejects[0]
			if r.Code != c.code || r.Path != c.path || r.Line != 2 || r.Source != "file.ndjson" || r.DataSet != "crm" {
				t.Errorf("reject %+v; want line 2, code %s, path %q", r, c.code, c.path)
			}
			if !strings.Contains(r.Reason, c.reason) {
				t.Errorf("reason %q does not say %q", r.Reason, c.reason)
			}
		})
	}
}

func TestRejectedEvents(t *testing.T) {
	event := func(id, timestamp, more string) string {
		return fmt.Sprintf(`{"_id":%q,"timestamp":%q,"identityMap":{"CRMID":[{"id":"C1","primary":true}]}%s}`, id, timestamp, more)
	}
	p := open(t, synchronous("NORMAL"), at(now))
	ingest(t, p, "web", event("e1", "2026-06-01T12:00:00Z", ""))
	for _, c := range []struct{ name, event, code, path, reason string }{
		{"in 1899", event("a", "1899-12-31T23:59:59Z", ""), "INVALID_TIMESTAMP", "timestamp", "1970-01-01T00:00:00Z"},
		{"in 9999", event("a", "9999-12-31T23:59:59Z", ""), "INVALID_TIMESTAMP", "timestamp", "at most 24 hours ahead"},
		{"more than a day ahead", event("a", "2026-06-02T12:00:00.001Z", ""), "INVALID_TIMESTAMP", "timestamp", "in the future"},
		{"no time", `{"_id":"a","identityMap":{"CRMID":[{"id":"C1"}]}}`, "MISSING_FIELD", "timestamp", "requires"},
		{"no id", `{"timestamp":"2026-06-01T12:00:00Z","identityMap":{"CRMID":[{"id":"C1"}]}}`, "MISSING_FIELD", "_id", "requires"},
		{"long id", event(strings.Repeat("x", 257), "2026-06-01T12:00:00Z", ""), "INVALID_EVENT_ID", "_id", "at most 256"},
		{"other content", event("e1", "2026-06-01T12:00:00Z", `,"eventType":"x"`), "EVENT_ID_CONFLICT", "_id", "another event"},
		{"too large", event("a", "2026-06-01T12:00:00Z", `,"eventType":"`+strings.Repeat("x", local.MaxEventSize)+`"`), "RECORD_TOO_LARGE", "", "an event has at most 10240 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, rejects := rejected(t, p, "web", strings.NewReader(c.event))
			if len(rejects) != 1 || rejects[0].Code != c.code || rejects[0].Path != c.path || !strings.Contains(rejects[0].Reason, c.reason) {
				t.Errorf("rejects %+v; want %s at %s saying %q", rejects, c.code, c.path, c.reason)
			}
		})
	}
	for name, text := range map[string]string{
		"a day ahead": event("b1", "2026-06-02T12:00:00Z", ""), "in 1970": event("b2", "1970-01-01T00:00:00Z", ""),
		"of the largest size": event("b3", "2026-06-01T12:00:00Z", `,"eventType":"`+strings.Repeat("x", local.MaxEventSize-len(event("b3", "2026-06-01T12:00:00Z", `,"eventType":""`)))+`"`),
	} {
		if counts, rejects := rejected(t, p, "web", strings.NewReader(text)); counts.Stored != 1 {
			t.Errorf("an event %s: %+v", name, rejects)
		}
	}
}

// TestForms reads the same records in every form that they can come in.
func TestForms(t *testing.T) {
	a, b := good, strings.ReplaceAll(good, "C1", "C2")
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, []byte("["+a+","+b+"]"), "", "  "); err != nil {
		t.Fatal(err)
	}
	indented := strings.Trim(pretty.String(), "[]\n")
	for name, text := range map[string]string{
		"NDJSON":             a + "\n" + b + "\n",
		"no break at end":    a + "\n" + b,
		"CRLF and BOM":       "\xef\xbb\xbf" + a + "\r\n\r\n" + b + "\r\n",
		"concatenated":       a + b,
		"array":              "[" + a + "," + b + "]",
		"array by line":      "[\n" + a + ",\n" + b + "\n]\n",
		"pretty array":       pretty.String(),
		"pretty, one by one": strings.Replace(indented, "},\n  {", "}\n{", 1),
	} {
		t.Run(name, func(t *testing.T) {
			counts, rejects := rejected(t, open(t, synchronous("NORMAL")), "crm", strings.NewReader(text))
			if counts.Stored != 2 || len(rejects) != 0 || counts.Bytes != int64(len(text)) {
				t.Errorf("%+v, %+v; want 2 stored of %d bytes", counts, rejects, len(text))
			}
		})
	}
}

// huge is a stream of one line of that many bytes, made as it is read.
func huge(size int64) io.Reader {
	return io.MultiReader(strings.NewReader(`{"person":{"name":{"firstName":"`), io.LimitReader(letters{}, size), strings.NewReader("\"}}}\n"))
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestOddStreams(t *testing.T) {
	p := open(t, synchronous("NORMAL"))
	for _, c := range []struct {
		name   string
		stream io.Reader
		counts local.IngestCounts // without Bytes
		reason string             // of the first reject
	}{
		{"empty", strings.NewReader(""), local.IngestCounts{}, ""},
		{"blank", strings.NewReader(" \n\n"), local.IngestCounts{}, ""},
		{"a line of 200 MB", io.MultiReader(huge(200<<20), strings.NewReader(strings.ReplaceAll(good, "C1", "H1"))), local.IngestCounts{Read: 2, Stored: 1, Rejected: 1}, "more than 1048576 bytes"},
		{"binary", strings.NewReader("\x7fELF\x02\x01\x01\x00\n\x00\x01\nabc\x00\n" + strings.ReplaceAll(good, "C1", "B1")), local.IngestCounts{Read: 2, Stored: 1, Rejected: 1}, "binary data"},
		{"gzip", strings.NewReader("\x1f\x8b\x08\x00\n" + good), local.IngestCounts{Read: 1, Rejected: 1}, "as with zcat"},
		{"CSV", strings.NewReader("id,name\n1,Ada\n"), local.IngestCounts{Read: 2, Rejected: 2}, "one object"},
		{"an array cut off", strings.NewReader("[" + strings.ReplaceAll(good, "C1", "A1") + ","), local.IngestCounts{Read: 2, Stored: 1, Rejected: 1}, "array is not closed"},
		{"an array of anything", strings.NewReader(`[1, "a,]\"b", ` + strings.ReplaceAll(good, "C1", "G1") + `, null]`), local.IngestCounts{Read: 4, Stored: 1, Rejected: 3}, "one object"},
		{"half a record, then more", strings.NewReader(`{"person":{"name":` + "\n" + strings.ReplaceAll(good, "C1", "D1")), local.IngestCounts{Read: 2, Stored: 1, Rejected: 1}, "next one begins"},
		{"half a record at the end", strings.NewReader(strings.ReplaceAll(good, "C1", "E1") + "\n" + `{"person":{`), local.IngestCounts{Read: 2, Stored: 1, Rejected: 1}, "file ends"},
		{"too many braces", strings.NewReader(strings.ReplaceAll(good, "C1", "F1") + "}\n"), local.IngestCounts{Read: 2, Stored: 1, Rejected: 1}, "one object"},
	} {
		t.Run(c.name, func(t *testing.T) {
			counts, rejects := rejected(t, p, "crm", c.stream)
			counts.Bytes = 0
			if counts != c.counts {
				t.Errorf("%+v, want %+v; %+v", counts, c.counts, rejects)
			}
			if c.reason != "" && !strings.Contains(rejects[0].Reason, c.reason) {
				t.Errorf("reason %q does not say %q", rejects[0].Reason, c.reason)
			}
		})
	}
}

// TestRejectsThatCannotBeWritten counts all that became durable.
func TestRejectsThatCannotBeWritten(t *testing.T) {
	p := open(t, synchronous("NORMAL"))
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here")
	}
	defer full.Close()
	text := good + "\nnonsense\n" + strings.ReplaceAll(good, "C1", "C2")
	counts, err := p.Ingest(t.Context(), "crm", strings.NewReader(text), local.IngestOptions{Rejects: full})
	if err == nil || counts.Stored != 2 || counts.Rejected != 1 {
		t.Errorf("%+v, %v; want 2 stored, 1 refused, and why that is not written", counts, err)
	}
}

// TestRejectIsText leaves a record that is no text out of its reject, so that
// the line is.
func TestRejectIsText(t *testing.T) {
	var lines bytes.Buffer
	_, err := open(t, synchronous("NORMAL")).Ingest(t.Context(), "crm", strings.NewReader("{\"person\":{\"name\":{\"firstName\":\"a\xffb\"}}}"), local.IngestOptions{Rejects: &lines})
	if err != nil || !utf8.Valid(lines.Bytes()) || !json.Valid(lines.Bytes()) {
		t.Errorf("the reject is %q, %v; want JSON in UTF-8", lines.String(), err)
	}
}

// TestTakenAt lets data of a known time in, on a machine whose clock is behind.
func TestTakenAt(t *testing.T) {
	event := `{"_id":"e1","timestamp":"2026-05-31T12:00:00Z","identityMap":{"CRMID":[{"id":"C1"}]}}`
	p := open(t, synchronous("NORMAL"), at(now.AddDate(-1, 0, 0)))
	for taken, want := range map[time.Time]int{{}: 0, now: 1} {
		counts, err := p.Ingest(t.Context(), "web", strings.NewReader(event), local.IngestOptions{TakenAt: taken})
		if err != nil || counts.Stored != want {
			t.Errorf("taken at %v: %+v, %v; want %d stored", taken, counts, err, want)
		}
	}
}

func TestUnknownDataSet(t *testing.T) {
	_, err := open(t).Ingest(t.Context(), "cmr", strings.NewReader(good), local.IngestOptions{})
	if err == nil || !strings.Contains(err.Error(), "did you mean crm?") {
		t.Errorf("ingest into a data set that is not there: %v; want the nearest name", err)
	}
}

// TestKeptAcrossRestart opens the same folder again.
func TestKeptAcrossRestart(t *testing.T) {
	dir := t.TempDir()
	p := open(t, in(dir), at(now))
	ingest(t, p, "crm", good)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	p = open(t, in(dir), at(now.Add(-time.Hour)))
	id := platform.Identity{Namespace: "CRMID", ID: "C1"}
	found, err := p.Profiles(t.Context(), platform.ProfilesRequest{Identities: []platform.Identity{id}})
	if err != nil || found[id] == nil || !found[id].LastModified.Equal(now) {
		t.Errorf("after a restart: %+v, %v; want the record of %v", found[id], err, now)
	}
	ingest(t, p, "loyalty", `{"identityMap":{"CRMID":[{"id":"C1","primary":true}]},"person":{"name":{"firstName":"Augusta"}}}`)
	found, err = p.Profiles(t.Context(), platform.ProfilesRequest{Identities: []platform.Identity{id}})
	if err != nil || found[id].Attributes.At("person.name.firstName").Text() != "Augusta" {
		t.Errorf("a record that came later by a clock set back does not win: %v", err)
	}
}

// FuzzIngest feeds anything: it never fails as a whole, the counts add up, and
// a record on a line of its own behind it is stored.
func FuzzIngest(f *testing.F) {
	for _, seed := range []string{good, "[" + good + "]", "{", "}", `{"a":1}{"b":2}`, "{\"person\":\"\n{\"x\":1}", "\xef\xbb\xbf{}", "\x00\x01", `{"identityMap":{"ECID":[{"id":1}]}}`, "[[[", `"`, "{\"a\":\"\\"} {
		f.Add(seed)
	}
	p := open(f, synchronous("NORMAL"))
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "last") {
			t.Skip()
		}
		text = "\n" + text // what other kinds of data begin with stops the whole stream
		counts, _ := rejected(t, p, "crm", strings.NewReader(text+"\n"+strings.ReplaceAll(good, "C1", "last")))
		if counts.Stored+counts.Duplicates < 1 {
			t.Errorf("the record after %q is not stored: %+v", text, counts)
		}
		if counts.Bytes != int64(len(text)+1+len(strings.ReplaceAll(good, "C1", "last"))) {
			t.Errorf("%d bytes counted", counts.Bytes)
		}
	})
}
