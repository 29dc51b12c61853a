package conversation_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"activityhub/platform/gateway/conversation"
)

const firstLine = `{"format":"activityhub-conversation","version":1}` + "\n"

func exchangeLine(n int) string {
	return fmt.Sprintf(`{"n":%d,"after":0,"request":{"method":"GET","path":"/data/x"},"answer":{"took":2000,"status":200,"type":"application/json","body":{"count":%d}}}`, n, n) + "\n"
}

func TestLoad(t *testing.T) {
	for _, test := range []struct {
		name, record string
		length       int
		torn         bool
		want         string // of the error
	}{
		{"whole", firstLine + exchangeLine(1) + exchangeLine(2), 2, false, ""},
		{"no exchange", firstLine, 0, false, ""},
		{"no last line feed", firstLine + strings.TrimSpace(exchangeLine(1)), 1, false, ""},
		{"torn", firstLine + exchangeLine(1) + exchangeLine(2)[:40], 1, true, ""},
		{"empty", "", 0, false, "line 1: the record is empty"},
		{"other file", "{\"some\":\"json\"}\n", 0, false, "line 1: this is no record"},
		{"torn head", firstLine[:20], 0, false, "line 1: this is no record"},
		{"newer", `{"format":"activityhub-conversation","version":2}` + "\n", 0, false, "line 1: version 2 of the format is not known, 1 is"},
		{"broken line", firstLine + exchangeLine(1) + exchangeLine(2)[:40] + "\n" + exchangeLine(3), 0, false, "line 3: this is no exchange: the JSON is cut short"},
		{"no JSON", firstLine + "Lovelace\n", 0, false, "line 2: this is no exchange: the JSON is broken at byte 1"},
		{"unknown member", firstLine + `{"n":1,"Lovelace":1}` + "\n", 0, false, "line 2: this is no exchange: it has a member that is not known"},
		{"mistyped", firstLine + `{"n":"Lovelace"}` + "\n", 0, false, "line 2: this is no exchange: n is a string"},
		{"two in a line", firstLine + strings.TrimSpace(exchangeLine(1)) + exchangeLine(2), 0, false, "line 2: this is no exchange: something follows it"},
		{"no request", firstLine + `{"n":1,"answer":{"status":200}}` + "\n", 0, false, "needs a method and a path"},
		{"no answer", firstLine + `{"n":1,"request":{"method":"GET","path":"/"}}` + "\n", 0, false, "needs a status"},
		{"bad status", firstLine + `{"n":1,"request":{"method":"GET","path":"/"},"answer":{"status":7}}` + "\n", 0, false, "not that of HTTP"},
		{"bad header", firstLine + `{"n":1,"request":{"method":"GET","path":"/"},"answer":{"status":200,"header":{"Set-Cookie":"a"}}}` + "\n", 0, false, "not replayed"},
		{"bad type", firstLine + `{"n":1,"request":{"method":"GET","path":"/"},"answer":{"status":200,"type":"x"}}` + "\n", 0, false, "not a media type"},
		{"too much", firstLine + `{"n":1,"request":{"method":"GET","path":"/"},"answer":{"status":200,"standIn":{"kind":"large","bytes":99999999999}}}` + "\n", 0, false, "standIn"},
	} {
		t.Run(test.name, func(t *testing.T) {
			replay, err := conversation.Load(strings.NewReader(test.record))
			if test.want != "" {
				if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "Lovelace") {
					t.Errorf("got %v\nwant %s", err, test.want)
				}
				return
			}
			if err != nil || replay.Len() != test.length || replay.Torn != test.torn {
				t.Errorf("got %+v, %v; want %d exchanges, torn %v", replay, err, test.length, test.torn)
			}
		})
	}
}

// FuzzLoad holds that whatever loads can be replayed.
func FuzzLoad(f *testing.F) {
	f.Add(firstLine + exchangeLine(1))
	f.Add(firstLine + `{"n":1,"request":{"method":"GET","path":"/data/x","query":[["a","b"]]},"answer":{"status":204,"broke":true}}` + "\n")
	f.Fuzz(func(t *testing.T, record string) {
		replay, err := conversation.Load(strings.NewReader(record))
		if err != nil {
			return
		}
		defer func() {
			if r := recover(); r != nil && r != http.ErrAbortHandler {
				panic(r)
			}
		}()
		replay.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/data/x", nil))
		replay.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/data/x?a=b", strings.NewReader("{}")))
	})
}
