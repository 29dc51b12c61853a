package conversation_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/platform/gateway/conversation"
)

// scripted is a Platform that says what the test wants.
func scripted(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	switch {
	case strings.HasPrefix(r.URL.Path, "/ims/"):
		if r.URL.Query().Get("client_id") == "refused" {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"error":"invalid_client","error_description":"nobody calls me refused-by-name"}`)
			return
		}
		_, _ = io.WriteString(w, `{"access_token":"very-secret-token","token_type":"bearer","expires_in":86399}`)
	case strings.HasSuffix(r.URL.Path, "/html"):
		h.Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html>Lovelace</html>")
	case strings.HasSuffix(r.URL.Path, "/broken"):
		_, _ = io.WriteString(w, `{"name":"Lovela`)
	case strings.HasSuffix(r.URL.Path, "/large"):
		_, _ = io.WriteString(w, `{"name":"`+strings.Repeat("L", 5000)+`"}`)
	case strings.HasSuffix(r.URL.Path, "/reset"):
		h.Set("Content-Length", "100")
		_, _ = io.WriteString(w, `{"name":"Lovelace"`)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case strings.HasSuffix(r.URL.Path, "/gone"):
		panic(http.ErrAbortHandler)
	case strings.HasSuffix(r.URL.Path, "/throttled"):
		h.Set("Retry-After", time.Now().Add(30*time.Second).UTC().Format(http.TimeFormat))
		h.Set("X-Secret", "Lovelace")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = io.WriteString(w, `{"error_code":"429050","message":"Too many requests"}`)
	case strings.HasSuffix(r.URL.Path, "/linked"):
		h.Set("Location", "http://"+r.Host+"/data/core/ups/access/entities?start=Lovelace")
		_, _ = io.WriteString(w, `{"_links":{"next":{"href":"http://`+r.Host+`/data/core/ups/access/entities?start=Lovelace"}}}`)
	case strings.HasSuffix(r.URL.Path, "/counted"):
		_, _ = fmt.Fprintf(w, `{"count":%d}`, counted())
	default:
		body, _ := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(w, `{"entityId":%q,"entity":{"said":%q}}`, r.URL.Query().Get("entityId"), body)
	}
}

// counted counts from 1.
var counted = func() func() int {
	var mu sync.Mutex
	n := 0
	return func() int { mu.Lock(); defer mu.Unlock(); n++; return n }
}()

const ups = "/data/core/ups/"

// recording serves a recorder in front of scripted.
func recording(t *testing.T, out io.Writer) (at *url.URL, recorder *conversation.Recorder) {
	t.Helper()
	recorder, err := conversation.NewRecorder(conversation.Config{
		Upstream: serve(t, http.HandlerFunc(scripted)), Out: out, MaxBody: 4000, Random: bytes.NewReader(bytes.Repeat([]byte{9}, 32)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, recorder), recorder
}

// got is what a client sees.
type got struct {
	status int
	header http.Header
	body   string
	err    error
}

func fetch(t *testing.T, at *url.URL, method, target, body string) got {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, at.String()+target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return got{err: err}
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	return got{res.StatusCode, res.Header, string(raw), err}
}

func TestWhatIsSaidPassesUnchanged(t *testing.T) {
	at, _ := recording(t, io.Discard)
	if said := fetch(t, at, http.MethodPost, ups+"x?entityId=Ada%2BLovelace", `{"who":"Ada"}`); said.body != `{"entityId":"Ada+Lovelace","entity":{"said":"{\"who\":\"Ada\"}"}}` {
		t.Errorf("got %+v", said)
	}
	if said := fetch(t, at, http.MethodGet, ups+"large", ""); len(said.body) != 5011 || said.err != nil {
		t.Errorf("%d bytes of a large answer, %v", len(said.body), said.err)
	}
	if said := fetch(t, at, http.MethodPost, ups+"x", strings.Repeat(" ", 5000)+"1"); !strings.Contains(said.body, "1") {
		t.Errorf("a large request was cut: %.60s", said.body)
	}
	if said := fetch(t, at, http.MethodPost, "/ims/token/v3", ""); gjson.Get(said.body, "access_token").String() != "very-secret-token" {
		t.Errorf("the token did not pass: %+v", said)
	}
	if said := fetch(t, at, http.MethodGet, ups+"reset", ""); said.err == nil || said.body != `{"name":"Lovelace"` {
		t.Errorf("a broken answer came as %+v", said)
	}
	if said := fetch(t, at, http.MethodGet, ups+"gone", ""); said.status != http.StatusBadGateway {
		t.Errorf("an answer that did not come is %+v, want 502", said)
	}
}

func TestRecordAndReplay(t *testing.T) {
	var record bytes.Buffer
	at, recorder := recording(t, &record)
	for _, path := range []string{"html", "broken", "large", "reset", "gone", "throttled", "linked", "counted", "counted", "x?entityId=Lovelace&startTime=1531260476000&fields=b,a"} {
		fetch(t, at, http.MethodGet, ups+path, "")
	}
	fetch(t, at, http.MethodPost, "/ims/token/v3?client_id=Lovelace&client_secret=Lovelace", "client_secret=Lovelace")
	fetch(t, at, http.MethodPost, "/ims/token/v3?client_id=refused", "")
	fetch(t, at, http.MethodPost, ups+"access/entities", `{"identities":[{"entityId":"Lovelace"},{"entityId":"Byron"}],"timeFilter":{"startTime":1531260476000},"limit":3}`)
	if err := recorder.Close(); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Lovelace", "Lovela", "Byron", "secret", "refused", at.Host, "1531260476000", "LLLL"} {
		if strings.Contains(record.String(), secret) {
			t.Errorf("the record holds %q", secret)
		}
	}
	replay, err := conversation.Load(bytes.NewReader(record.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if replay.Len() != 13 || replay.Torn {
		t.Errorf("%d exchanges, torn: %v", replay.Len(), replay.Torn)
	}
	there := serve(t, replay)
	said := make(map[string]got)
	for _, name := range []string{"html", "broken", "large", "reset", "gone", "throttled", "linked"} {
		said[name] = fetch(t, there, http.MethodGet, ups+pseudonym(t, record.String(), name), "")
	}
	if s := said["html"]; s.status != 200 || len(s.body) != len("<html>Lovelace</html>") && !strings.HasPrefix(s.body, "<html>") || s.header.Get("Content-Type") != "text/html" {
		t.Errorf("html: %+v", s)
	}
	if s := said["broken"]; s.status != 200 || len(s.body) != 15 || gjson.Valid(s.body) {
		t.Errorf("broken: %+v", s)
	}
	if s := said["large"]; s.status != 200 || len(s.body) < 4000 || !gjson.Valid(s.body) {
		t.Errorf("large: %d bytes, %v", len(s.body), s.err)
	}
	if s := said["reset"]; s.err == nil || s.body == "" {
		t.Errorf("reset: %+v", s)
	}
	if s := said["gone"]; s.err == nil {
		t.Errorf("gone: %+v", s)
	}
	wait, err := http.ParseTime(said["throttled"].header.Get("Retry-After"))
	if left := time.Until(wait); err != nil || left < 20*time.Second || left > 40*time.Second || said["throttled"].header.Get("X-Secret") != "" {
		t.Errorf("throttled: %+v", said["throttled"])
	}
	for _, link := range []string{gjson.Get(said["linked"].body, "_links.next.href").String(), said["linked"].header.Get("Location")} {
		if !strings.HasPrefix(link, there.String()+ups+"access/entities?start=") {
			t.Errorf("a link of the Platform's own leads to %s", link)
		}
	}
	counter := ups + pseudonym(t, record.String(), "counted")
	for _, want := range []string{`{"count":1}`, `{"count":2}`, `{"count":2}`} {
		if s := fetch(t, there, http.MethodGet, counter, ""); s.body != want {
			t.Errorf("a request that comes again: %s, want %s", s.body, want)
		}
	}
	if s := fetch(t, there, http.MethodPost, "/ims/token/v3?client_id=anybody", ""); gjson.Get(s.body, "access_token").String() != "replayed-token" {
		t.Errorf("a token: %+v", s)
	}
	if s := fetch(t, there, http.MethodPost, "/ims/token/v3", ""); s.status != 401 || gjson.Get(s.body, "error").String() != "invalid_client" {
		t.Errorf("a refused token: %+v", s)
	}
	if s := fetch(t, there, http.MethodPost, "/ims/token/v2", ""); s.status != 200 {
		t.Errorf("a token that was not recorded: %+v", s)
	}

	identities := lineOf(record.String(), ups+"access/entities").Get("request.body.identities").Array()
	turned := fmt.Sprintf(`{"limit":3,"timeFilter":{"startTime":1},"identities":[%s,%s]}`, identities[1].Raw, identities[0].Raw)
	if s := fetch(t, there, http.MethodPost, ups+"access/entities", turned); s.status != 200 {
		t.Errorf("the same in another order and at another time: %+v", s)
	}
	x := lineOf(record.String(), ups+pseudonym(t, record.String(), "x"))
	query := "?fields=a,b&entityId=" + x.Get(`request.query.#(0=="entityId").1`).String()
	if s := fetch(t, there, http.MethodGet, x.Get("request.path").String()+query, ""); s.status != 200 {
		t.Errorf("the same query at another time: %+v", s)
	}
	s := fetch(t, there, http.MethodGet, x.Get("request.path").String()+"?fields=c&entityId=Lovelace", "")
	if hint := s.header.Get(conversation.HeaderHint); s.status != 422 || gjson.Get(s.body, "error_code").String() != "422000" ||
		!strings.Contains(hint, "differs in entityId, fields") || strings.Contains(hint, "Lovelace") {
		t.Errorf("a request that is not there: %d %q", s.status, hint)
	}
	if s := fetch(t, there, http.MethodGet, ups+"never", ""); !strings.Contains(s.header.Get(conversation.HeaderHint), "must be the pseudonyms") {
		t.Errorf("a path that is not there: %+v", s.header)
	}
}

// order is that of the requests in TestRecordAndReplay.
var order = []string{"html", "broken", "large", "reset", "gone", "throttled", "linked", "counted", "counted", "x"}

// pseudonym returns what became of a segment that TestRecordAndReplay asked for.
func pseudonym(t *testing.T, record, segment string) string {
	t.Helper()
	for i, line := range strings.Split(record, "\n")[1 : len(order)+1] {
		if order[i] == segment {
			return strings.TrimPrefix(gjson.Get(line, "request.path").String(), ups)
		}
	}
	t.Fatalf("%s is not in the record", segment)
	return ""
}

func lineOf(record, path string) gjson.Result {
	for line := range strings.Lines(record) {
		if gjson.Get(line, "request.path").String() == path {
			return gjson.Parse(line)
		}
	}
	return gjson.Result{}
}

func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		replay, err := conversation.Load(strings.NewReader(firstLine + exchangeLine(1)))
		if err != nil {
			t.Fatal(err)
		}
		for pace, want := range map[float64]time.Duration{0: 0, 1: 2 * time.Second, 0.5: time.Second} {
			replay.Pace = pace
			began := time.Now()
			replay.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/data/x", nil))
			if took := time.Since(began); took != want {
				t.Errorf("at pace %v it took %s, want %s", pace, took, want)
			}
		}
	})
}

func TestConcurrentRequestsAreWholeLines(t *testing.T) {
	var record bytes.Buffer
	at, recorder := recording(t, &record)
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() { fetch(t, at, http.MethodGet, fmt.Sprintf("%sx?entityId=C%07d", ups, i), "") })
	}
	wg.Wait()
	if err := recorder.Close(); err != nil {
		t.Fatal(err)
	}
	if replay, err := conversation.Load(&record); err != nil || replay.Len() != 40 {
		t.Errorf("%v, %v; want 40 exchanges", replay, err)
	}
}

// full is a disk that is.
type full struct{ left int }

func (f *full) Write(b []byte) (int, error) {
	if f.left--; f.left < 0 {
		return 0, errors.New("no space left")
	}
	return len(b), nil
}

func TestARecordThatCannotBeWritten(t *testing.T) {
	at, recorder := recording(t, &full{left: 2})
	for range 3 {
		if said := fetch(t, at, http.MethodGet, ups+"x", ""); said.status != 200 {
			t.Errorf("the client was told %+v", said)
		}
	}
	if err := recorder.Close(); err == nil || !strings.Contains(err.Error(), "the record ends early") {
		t.Errorf("Close: %v", err)
	}
}

func TestRecordIntoAFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "case.ndjson")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	at, recorder := recording(t, file)
	fetch(t, at, http.MethodGet, ups+"x", "")
	if err := recorder.Close(); err != nil {
		t.Fatal(err)
	}
	fetch(t, at, http.MethodGet, ups+"x", "") // passes, and is not recorded
	if err := errors.Join(recorder.Close(), file.Close()); err != nil {
		t.Fatal(err)
	}
	read, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = read.Close() }()
	if replay, err := conversation.Load(read); err != nil || replay.Len() != 1 {
		t.Errorf("%v, %v; want one exchange", replay, err)
	}
}

func TestNewRecorderRefuses(t *testing.T) {
	at := func(text string) *url.URL { u, _ := url.Parse(text); return u }
	for name, cfg := range map[string]conversation.Config{
		"no upstream":   {Out: io.Discard},
		"no host":       {Upstream: at("/platform"), Out: io.Discard},
		"user":          {Upstream: at("https://user:pass@platform.test"), Out: io.Discard},
		"sign-in":       {Upstream: at("https://platform.test"), SignIn: at("ftp://ims.test"), Out: io.Discard},
		"nowhere":       {Upstream: at("https://platform.test")},
		"no randomness": {Upstream: at("https://platform.test"), Out: io.Discard, Random: strings.NewReader("x")},
		"full disk":     {Upstream: at("https://platform.test"), Out: &full{}},
	} {
		if _, err := conversation.NewRecorder(cfg); err == nil || strings.Contains(err.Error(), "pass") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
