package command_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/server/command"
	"activityhub/server/examples"
)

// askedFor are the identities that the example queries name, in the order of the
// one that names several, and windowOf the time that one of them asks from.
var (
	askedFor = []string{"C000001", "C000002", "C000003", "C000008", "C999999"}
	windowOf = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
)

// TestRecordAndReplay records what a hub asks to answer the example queries, and
// has another hub answer the same from the record.
func TestRecordAndReplay(t *testing.T) {
	platform := servePlatform(t)
	file := filepath.Join(t.TempDir(), "case.ndjson")
	recorder := call{args: []string{"platform", "--record", file, "--upstream", platform.url, "--platform-listen", "127.0.0.1:0"}}.start(t)
	h := serveAdobe(t, recorder.url, "--adobe-identity-url", recorder.url, "--cache-bytes", "0")
	there := answers(t, h, strings.NewReplacer())
	quiet := h.stop()
	quiet.want(t, command.OK)
	told := recorder.stop()
	told.want(t, command.OK)
	record, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("%d exchanges are in %s;", bytes.Count(record, []byte("\n"))-1, file); !strings.Contains(told.out, want) || told.err != "" {
		t.Errorf("the recorder does not say %q; it says\n%s%s", want, told.out, told.err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the record can be read by others: %v, %v", info.Mode(), err)
	}
	noCanary(t, platform, string(record)+told.out+quiet.out+quiet.err)

	replay := call{args: []string{"platform", "--replay", file, "--platform-listen", "127.0.0.1:0"}}.start(t)
	here := answers(t, connects(t, replay.said().out), renaming(t, platform, string(record)))
	for _, name := range slices.Sorted(maps.Keys(there)) {
		got, want := here[name], there[name]
		if strings.HasPrefix(name, "11-") { // it looks for segments by words in their names
			got, want = got.Get("namespaces"), want.Get("namespaces")
		}
		if shape(got) != shape(want) {
			t.Errorf("%s: the answer from the record is\n%s\nin place of\n%s", name, got.Raw, want.Raw)
		}
	}
	if got := replay.stop(); got.code != command.OK || got.err != "" || !strings.HasSuffix(got.out, "Stopped.\n") {
		t.Errorf("the replay ends with %+v", got)
	}

	// Who asks for something else is told by the replay that it is not there.
	replay = call{args: []string{"platform", "--replay", file, "--platform-listen", "127.0.0.1:0"}}.start(t)
	asking(replay.url, "lookup", "CRMID:canary", "--engine", "adobe").run(t).want(t, command.Failure, "the Platform refuses the request")
	replay.stop().want(t, command.OK, `msg="the record holds no such request" method=GET hint=`, "differs in entityId")
	if text := replay.stop().err; strings.Contains(text, "canary") {
		t.Errorf("the replay names who was asked for: %s", text)
	}
}

// A record that was cut off by a crash can be replayed up to there.
func TestReplayOfATornRecord(t *testing.T) {
	torn := put(t, "torn.ndjson", `{"format":"activityhub-conversation","version":1}`+"\n"+
		`{"n":1,"after":0,"request":{"method":"GET","path":"/data/core/ca/attributes"},"answer":{"took":1,"status":200,"type":"application/json","body":{}}}`+"\n"+`{"n":2,"af`)
	replay := call{args: []string{"platform", "--replay", torn, "--platform-listen", "127.0.0.1:0"}}.start(t)
	response, err := http.Get(replay.url + "/data/core/ca/attributes")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("status %d", response.StatusCode)
	}
	replay.stop().want(t, command.OK, "The last line of the file is cut short, and left out.\n")
}

// answers returns what h answers to the example queries, by their file.
func answers(t *testing.T, h *hub, names *strings.Replacer) map[string]gjson.Result {
	t.Helper()
	all := map[string]gjson.Result{}
	files, err := fs.Glob(examples.Files, "*.graphql")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		query, err := examples.Files.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		body, err := json.Marshal(map[string]string{"query": names.Replace(string(query))})
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.Post(h.url+"/graphql", "application/json", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		answer := gjson.ParseBytes(text)
		if answer.Get("errors").Exists() || !answer.Get("data").IsObject() {
			t.Errorf("%s: %s", file, text)
		}
		all[file] = answer.Get("data")
	}
	return all
}

// shape writes the kinds of an answer's values, and how many there are.
func shape(v gjson.Result) string {
	switch {
	case v.IsObject():
		var b strings.Builder
		v.ForEach(func(key, member gjson.Result) bool {
			b.WriteString(key.String() + ":" + shape(member) + " ")
			return true
		})
		return "{" + b.String() + "}"
	case v.IsArray():
		kinds := make([]string, 0, 8)
		for _, element := range v.Array() {
			kinds = append(kinds, shape(element))
		}
		slices.Sort(kinds) // names order some lists, and pseudonyms in another way
		return "[" + strings.Join(kinds, " ") + "]"
	}
	return v.Type.String()
}

// renaming returns what puts the pseudonyms of a record into the example queries.
func renaming(t *testing.T, platform *hub, record string) *strings.Replacer {
	t.Helper()
	var pairs []string
	rename := func(name, pseudonym string) {
		if pseudonym == "" || pseudonym == name {
			t.Fatalf("%s has no pseudonym in the record", name)
		}
		pairs = append(pairs, `"`+name+`"`, `"`+pseudonym+`"`)
	}
	token, _ := signedIn(t, platform.url, secret)
	moved := false
	for line := range strings.Lines(record) {
		request := gjson.Get(line, "request")
		if identities := request.Get("body.identities").Array(); request.Get("body.schema.name").String() == "_xdm.context.profile" && len(identities) == len(askedFor) {
			for i, name := range askedFor {
				rename(name, identities[i].Get("entityId").String())
			}
		}
		if request.Get(`query.#(0=="entityIdNS").1`).String() == "Email" {
			rename("johanna.weiss@example.com", request.Get(`query.#(0=="entityId").1`).String())
		}
		// Times are moved by one span, which a window that was asked for shows.
		if from := request.Get(`query.#(0=="startTime").1`).Int(); from != 0 && !moved {
			moved = true
			for _, at := range []time.Time{windowOf, windowOf.AddDate(0, 1, 0)} {
				rename(at.Format(time.RFC3339), at.Add(time.UnixMilli(from).Sub(windowOf)).UTC().Format(time.RFC3339))
			}
		}
		if request.Get("path").String() == policies && request.Get(`query.#(0=="limit").1`).String() == "100" {
			recorded := gjson.Get(line, "answer.body.children.#.id").Array()
			for i, name := range gjson.Get(asked(t, platform.url+policies, token, organization), "children.#.id").Array() {
				rename(name.String(), recorded[i].String())
			}
		}
	}
	return strings.NewReplacer(pairs...)
}

// structural are values of customers that say nothing of them: event types,
// channels, and words of closed lists, some of them parts of other words.
var structural = regexp.MustCompile(`^(?:[a-z][A-Za-z]*(?:\.[A-Za-z]+)+|https://ns\.adobe\.com/xdm/.*|realized|existing|exited|email|phone|mobile|personal|marketing|application|churn|active|medium)$`)

// noCanary fails the test if text holds a value of the customers, or who asks.
func noCanary(t *testing.T, platform *hub, text string) {
	t.Helper()
	canaries := map[string]bool{secret: true, organization[:24]: true}
	for _, id := range askedFor {
		canaries[id] = true
		got := asking(platform.url, "lookup", "CRMID:"+id, "--engine", "adobe", "--json", "--events", "100").run(t)
		personal(gjson.Get(got.out, "attributes"), canaries)
		personal(gjson.Get(got.out, "identities.#.id"), canaries)
		personal(gjson.Get(got.out, "events.#.attributes"), canaries)
		personal(gjson.Get(got.out, "segments.#.name"), canaries)
	}
	if len(canaries) < 500 {
		t.Fatalf("there are %d values to look for, which is not all", len(canaries))
	}
	for canary := range canaries {
		if strings.Contains(text, canary) {
			t.Errorf("%q is in the record", canary)
		}
	}
}

// moment matches dates and times. They move, all by one span, so that one may
// well become another: package conversation compares them place by place.
var moment = regexp.MustCompile(`^\d{4}-\d\d-\d\d([T ].*)?$`)

// personal adds the texts of a document that are long enough not to come about
// by chance.
func personal(v gjson.Result, into map[string]bool) {
	if v.IsObject() || v.IsArray() {
		v.ForEach(func(_, member gjson.Result) bool {
			personal(member, into)
			return true
		})
		return
	}
	least := 5
	if strings.ContainsAny(v.String(), "0123456789") { // short numbers and codes do
		least = 8
	}
	if text := v.String(); len(text) >= least && !structural.MatchString(text) && !moment.MatchString(text) && !v.IsBool() {
		into[text] = true
	}
}
