package adobe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"activityhub/platform"
)

// policy writes a merge policy as the wire has it.
func policy(id, name, isDefault string) string {
	return fmt.Sprintf(`{"id":%q,"name":%q,"schema":{"name":"_xdm.context.profile"},"default":%s,"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"timestampOrdered","order":[]}}`, id, name, isDefault)
}

// paged answers with the page whose query a request has.
func paged(pages map[string]string) func(int, *http.Request) *http.Response {
	return func(_ int, r *http.Request) *http.Response {
		if body, ok := pages[r.URL.RawQuery]; ok {
			return reply(200, body)
		}
		return reply(400, `{"message":"unexpected query"}`)
	}
}

const firstPolicies = "limit=100&schema.name=_xdm.context.profile"

func TestMergePolicies(t *testing.T) {
	a, b := policy("1", "A", "false"), policy("2", "B", `"true"`)
	other := `{"id":"9","name":"0","schema":{"name":"_xdm.context.account"},"default":true}`
	for _, tt := range []struct {
		name    string
		pages   map[string]string
		set     platform.MergePolicyID
		want    string // id, and * for the default
		wantErr error
	}{
		{"one page", map[string]string{firstPolicies: `{"_page":{"totalCount":2,"pageSize":2},"children":[` + b + `,` + a + `],"_links":{}}`}, "", "1 2*", nil},
		{"link", map[string]string{
			firstPolicies:               `{"_page":{"totalCount":2},"children":[` + a + `],"_links":{"next":{"href":"@/mergePolicies?start=K1&orderBy=&limit=2"}}}`,
			"start=K1&orderBy=&limit=2": `{"_page":{"totalCount":2},"children":[` + b + `],"_links":{"next":{"href":""}}}`,
		}, "", "1 2*", nil},
		{"cursor", map[string]string{
			firstPolicies: `{"_page":{"count":1,"next":"K1=="},"children":[` + a + `]}`,
			"limit=100&schema.name=_xdm.context.profile&start=K1%3D%3D": `{"_page":{"count":1},"children":[` + b + `]}`,
		}, "", "1 2*", nil},
		{"of another class", map[string]string{firstPolicies: `{"children":[` + other + `,` + a + `]}`}, "", "1", nil},
		{"default of the settings", map[string]string{firstPolicies: `{"children":[` + a + `,` + b + `]}`}, "1", "1* 2", nil},
		{"unknown in the settings", map[string]string{firstPolicies: `{"children":[` + a + `,` + b + `]}`}, "3", "", platform.ErrRejected},
		{"none", map[string]string{firstPolicies: `{"children":[]}`}, "", "", nil},
		{"link to itself", map[string]string{
			firstPolicies: `{"children":[` + a + `],"_links":{"next":{"href":"@/mergePolicies?start=K1"}}}`,
			"start=K1":    `{"children":[` + b + `],"_links":{"next":{"href":"@/mergePolicies?start=K1"}}}`,
		}, "", "", platform.ErrInvalidResponse},
		{"cursor to itself", map[string]string{
			firstPolicies: `{"_page":{"next":"K1"},"children":[` + a + `]}`,
			"limit=100&schema.name=_xdm.context.profile&start=K1": `{"_page":{"next":"K1"},"children":[` + b + `]}`,
		}, "", "", platform.ErrInvalidResponse},
		{"link elsewhere", map[string]string{firstPolicies: `{"children":[` + a + `],"_links":{"next":{"href":"https://elsewhere.test/data/core/ups/config/mergePolicies?start=K1"}}}`}, "", "", platform.ErrInvalidResponse},
		{"no list", map[string]string{firstPolicies: `[]`}, "", "", platform.ErrInvalidResponse},
		{"list of texts", map[string]string{firstPolicies: `{"children":["a"]}`}, "", "", platform.ErrInvalidResponse},
		{"list that is none", map[string]string{firstPolicies: `{"children":{"a":1}}`}, "", "", platform.ErrInvalidResponse},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScript()
			s.answers[policiesPath] = paged(tt.pages)
			all, err := s.engine(t, func(c *Config) { c.MergePolicy = tt.set }).MergePolicies(t.Context())
			if !errors.Is(err, tt.wantErr) {
				t.Fatalf("error %v, want %v", err, tt.wantErr)
			}
			var got []string
			for _, p := range all {
				mark := ""
				if p.Default {
					mark = "*"
				}
				got = append(got, string(p.ID)+mark)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("policies %v, want %s", got, tt.want)
			}
		})
	}
}

func TestListsThatAreClosed(t *testing.T) {
	const closed = `{"message":"no permission","statusCode":"403"}`
	const wrong = `{"error_code":"403025","message":"Profile is not valid"}`
	for _, tt := range []struct {
		name, path, body string
		policy           platform.MergePolicyID
		list             func(*Engine) error
		want             error
	}{
		{"policies, one is set", policiesPath, closed, "1", policies, platform.ErrUnsupported},
		{"policies, none is set", policiesPath, closed, "", policies, platform.ErrRejected},
		{"policies, wrong credential", policiesPath, wrong, "1", policies, platform.ErrRejected},
		{"namespaces", namespacesPath, closed, "", namespaces, platform.ErrUnsupported},
		{"namespaces, wrong credential", namespacesPath, wrong, "", namespaces, platform.ErrRejected},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScript()
			s.say(tt.path, 403, tt.body)
			e := s.engine(t, func(c *Config) { c.MergePolicy = tt.policy })
			err := tt.list(e)
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), "; ask") && !strings.Contains(err.Error(), "ask ") {
				t.Errorf("error %v, want %v with what to ask for", err, tt.want)
			}
			can := e.Capabilities()
			if lost := !can.MergePolicies || !can.Namespaces; lost != (tt.body == closed) {
				t.Errorf("capabilities %+v", can)
			}
		})
	}
}

func policies(e *Engine) error   { _, err := e.MergePolicies(context.Background()); return err }
func namespaces(e *Engine) error { _, err := e.Namespaces(context.Background()); return err }

func TestNamespaces(t *testing.T) {
	s := newScript()
	s.say(namespacesPath, 200, `[{"id":6,"code":"Email","idType":"Email","name":"Email","custom":false},{"code":"CRMID","idType":"CROSS_DEVICE","custom":"true","description":"d"},{"code":"EMAIL"},{"name":"without code"},{"code":"Dev","idType":"Non_people"}]`)
	got, err := s.engine(t).Namespaces(t.Context())
	want := []platform.IdentityNamespace{
		{Code: "CRMID", Description: "d", IDType: "CROSS_DEVICE", Custom: true},
		{Code: "Dev", IDType: "NON_PEOPLE"},
		{Code: "Email", Name: "Email", IDType: "EMAIL"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("namespaces %+v, %v; want %+v", got, err, want)
	}
}

// TestIdentityGateway checks that namespaces are asked for at the gateway of
// the region.
func TestIdentityGateway(t *testing.T) {
	s := newScript()
	s.say(namespacesPath, 200, `[]`)
	if _, err := s.engine(t, func(c *Config) { c.IdentityURL = "https://region.test" }).Namespaces(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := s.asked[namespacesPath][0].URL.Host; got != "region.test" {
		t.Errorf("asked %s", got)
	}
}

// audience writes an audience as the wire has it.
func audience(id, more string) string { return fmt.Sprintf(`{"id":%q,"name":"n"%s}`, id, more) }

func TestSegments(t *testing.T) {
	const audiences, definitions = "limit=100", "limit=100"
	none := `{"segments":[],"page":{"totalCount":0,"totalPages":0},"link":{}}`
	for _, tt := range []struct {
		name        string
		audiences   map[string]string
		definitions map[string]string
		want        string // keys
		wantErr     error
	}{
		{"links", map[string]string{
			audiences:                        `{"children":[` + audience("b", "") + `],"_page":{"next":"1"},"_links":{"next":{"href":"@/audiences?start=1&limit=2&totalCount=111"}}}`,
			"start=1&limit=2&totalCount=111": `{"children":[` + audience("a", "") + `],"_page":{},"_links":{"next":null}}`,
		}, map[string]string{definitions: none}, "ups/a ups/b", nil},
		{"numbers without links", map[string]string{
			audiences:           `{"children":[` + audience("b", "") + `],"_pages":{"totalCount":2,"next":1}}`,
			"limit=100&start=1": `{"children":[` + audience("a", "") + `],"_pages":{"totalCount":2}}`,
		}, map[string]string{definitions: none}, "ups/a ups/b", nil},
		{"definitions, pages", nil, map[string]string{
			definitions:        `{"segments":[` + audience("c", "") + `],"page":{"totalCount":3,"totalPages":3},"link":{}}`,
			"limit=100&page=1": `{"segments":[` + audience("b", "") + `],"page":{"totalPages":3},"link":{}}`,
			"limit=100&page=2": `{"segments":[` + audience("a", "") + `],"page":{"totalPages":3},"link":{}}`,
		}, "ups/a ups/b ups/c", nil},
		{"definitions, links", nil, map[string]string{
			definitions: `{"segments":[` + audience("b", "") + `],"page":{"totalPages":2},"link":{"next":{"href":"@/definitions?start=2"}}}`,
			"start=2":   `{"segments":[` + audience("a", "") + `],"page":{"totalPages":2},"link":{"next":{}}}`,
		}, "ups/a ups/b", nil},
		{"definitions that repeat", nil, map[string]string{
			definitions:        `{"segments":[` + audience("b", "") + `],"page":{"totalPages":2},"link":{}}`,
			"limit=100&page=1": `{"segments":[` + audience("b", "") + `],"page":{"totalPages":2},"link":{}}`,
		}, "", platform.ErrInvalidResponse},
		{"both", map[string]string{audiences: `{"children":[` + audience("a", `,"namespace":"AEPSegments"`) + `,` + audience("x", `,"namespace":"aam","audienceId":"theirs"`) + `]}`},
			map[string]string{definitions: `{"segments":[` + audience("a", "") + `,` + audience("b", "") + `]}`}, "aam/theirs ups/a ups/b", nil},
		{"deleted and without id", map[string]string{audiences: `{"children":[` + audience("a", `,"lifecycleState":"deleted"`) + `,{"name":"x"}]}`}, map[string]string{definitions: none}, "", nil},
		{"neither", nil, nil, "", platform.ErrUnsupported},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScript()
			for path, pages := range map[string]map[string]string{audiencesPath: tt.audiences, definitionsPath: tt.definitions} {
				s.say(path, 403, `{"requestId":"r","errors":{"403":[{"code":403,"message":"m"}]},"type":"https://ns.adobe.com/aep/errors/UPAPI-113740-403"}`)
				if pages != nil {
					s.answers[path] = paged(pages)
				}
			}
			e := s.engine(t)
			all, err := e.Segments(t.Context())
			if !errors.Is(err, tt.wantErr) {
				t.Fatalf("error %v, want %v", err, tt.wantErr)
			}
			var got []string
			for _, s := range all {
				got = append(got, s.Namespace+"/"+string(s.ID))
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("segments %v, want %s", got, tt.want)
			}
			if e.Capabilities().Segments != (tt.wantErr != platform.ErrUnsupported) {
				t.Errorf("capabilities %+v", e.Capabilities())
			}
		})
	}
}

// TestSegmentsInPart checks that a list which failed for a while does not pass
// for an empty one.
func TestSegmentsInPart(t *testing.T) {
	s := newScript()
	s.say(audiencesPath, 500, "")
	s.say(definitionsPath, 200, `{"segments":[`+audience("a", "")+`]}`)
	if all, err := s.engine(t).Segments(t.Context()); !errors.Is(err, platform.ErrUnavailable) || all != nil {
		t.Errorf("segments %v, %v", all, err)
	}
}

func TestSegment(t *testing.T) {
	at := time.Date(2022, 4, 19, 13, 22, 52, 0, time.UTC)
	for _, tt := range []struct {
		name, raw string
		want      platform.Segment
	}{
		{"own", `{"id":"a","audienceId":"a","name":"n","description":"d","namespace":"AEPSegments","expression":{"type":"PQL","format":"pql/text","value":"v"},"mergePolicyId":"m","evaluationInfo":{"batch":{"enabled":true},"continuous":{"enabled":true},"synchronous":{"enabled":false}},"creationTime":1650374572000,"updateEpoch":1650374572,"lifecycleState":"published","tags":["t",{"name":"u"},7]}`,
			platform.Segment{SegmentKey: platform.SegmentKey{Namespace: "ups", ID: "a"}, Name: "n", Description: "d", Expression: platform.SegmentExpression{Type: "PQL", Format: "pql/text", Value: "v"}, Evaluation: "STREAMING", Lifecycle: "PUBLISHED", MergePolicy: "m", Tags: []string{"t", "u"}, Created: at, Updated: at}},
		{"imported, microseconds", `{"id":"a","audienceId":"theirs","namespace":"aam","lifecycle":"active","creationTime":1650374572000000}`,
			platform.Segment{SegmentKey: platform.SegmentKey{Namespace: "aam", ID: "theirs"}, Lifecycle: "PUBLISHED", Created: at}},
		{"edge", `{"id":"a","evaluationInfo":{"batch":{"enabled":true},"synchronous":{"enabled":"true"}},"lifecycleStatus":"Draft"}`,
			platform.Segment{SegmentKey: platform.SegmentKey{Namespace: "ups", ID: "a"}, Evaluation: "EDGE", Lifecycle: "DRAFT"}},
		{"number as id, seconds, no time", `{"id":7,"creationTime":0,"createEpoch":1650374572,"updateTime":"2022-04-19 13:22:52","lifecycleState":"unheard of"}`,
			platform.Segment{SegmentKey: platform.SegmentKey{Namespace: "ups", ID: "7"}, Created: at, Updated: at}},
		{"archived", `{"id":"a","lifecycleState":"archived"}`, platform.Segment{SegmentKey: platform.SegmentKey{Namespace: "ups", ID: "a"}, Lifecycle: "ARCHIVED"}},
		{"inactive", `{"id":"a","lifecycleState":"inactive"}`, platform.Segment{SegmentKey: platform.SegmentKey{Namespace: "ups", ID: "a"}, Lifecycle: "INACTIVE"}},
		{"wrong types", `{"id":"a","name":7,"expression":"x","evaluationInfo":[],"tags":"t","creationTime":{}}`, platform.Segment{SegmentKey: platform.SegmentKey{Namespace: "ups", ID: "a"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := readPage("Segments", `{"children":[`+tt.raw+`]}`)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := newSegment(p.items[0])
			if !ok || !reflect.DeepEqual(*got, tt.want) {
				t.Errorf("got\n%+v\nwant\n%+v", *got, tt.want)
			}
		})
	}
}

func TestUnion(t *testing.T) {
	const union = `{"$id":"https://ns.adobe.com/xdm/context/profile__union","meta:class":"https://ns.adobe.com/xdm/context/profile","properties":{"a":{"type":"string"}}}`
	const escaped = unionsPath + "https:%2F%2Fns.adobe.com%2Fxdm%2Fcontext%2Fprofile__union"
	for _, tt := range []struct {
		name, class, path, body string
		status                  int
		want                    error
	}{
		{"short", "profile", escaped, union, 200, nil},
		{"whole", "https://ns.adobe.com/xdm/context/profile", escaped, union, 200, nil},
		{"of the union itself", "https://ns.adobe.com/xdm/context/profile__union", escaped, union, 200, nil},
		{"by its other name", "profile", unionsPath + "_xdm.context.profile__union", union, 200, nil},
		{"none", "profile", escaped, `{"status":404}`, 404, platform.ErrNotFound},
		{"unresolved", "profile", escaped, `{"allOf":[{"$ref":"x"}]}`, 200, platform.ErrInvalidResponse},
		{"forbidden", "profile", escaped, `{"status":403}`, 403, platform.ErrRejected},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScript()
			for _, path := range []string{escaped, unionsPath + "_xdm.context.profile__union"} {
				s.say(path, 404, `{"status":404,"title":"not found"}`)
			}
			s.say(tt.path, tt.status, tt.body)
			raw, err := s.engine(t, func(c *Config) { c.MaxAnswer = 16 }).Union(t.Context(), tt.class)
			if !errors.Is(err, tt.want) || err == nil && string(raw) != tt.body {
				t.Fatalf("%s, %v; want %v", raw, err, tt.want)
			}
			if got := s.asked[escaped][0].Header.Get("Accept"); got != "application/vnd.adobe.xed-full+json; version=1" {
				t.Errorf("accept %q", got)
			}
		})
	}
}

// TestPublishedDefinitions reads the published samples.
func TestPublishedDefinitions(t *testing.T) {
	const examples = "../../../shared/reference/examples"
	if _, err := os.Stat(examples); err != nil {
		t.Skip("the published samples are not here")
	}
	read := func(name string) string {
		raw, err := os.ReadFile(filepath.Join(examples, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	for _, tt := range []struct {
		file         string
		items        int
		link, cursor string
		totalPages   int
	}{
		{"merge-policies-list.response.json", 2, "@/mergePolicies?start=K1JJ", "", 0},
		{"merge-policies-list-spec.response.json", 1, "", "K1JJ", 0},
		{"audiences-list.response.json", 2, "@/audiences?start=1&limit=2&totalCount=111", "", 0},
		{"audiences-list-spec.response.json", 2, "@/audiences?start=1&limit=2&totalCount=111", "", 0},
		{"segment-definitions-list.response.json", 2, "", "", 1},
		{"computed-attributes-list-spec.response.json", 1, "", "", 0},
		{"unions-list.response.json", 1, "", "", 0},
	} {
		t.Run(tt.file, func(t *testing.T) {
			p, err := readPage("x", read(tt.file))
			if err != nil {
				t.Fatal(err)
			}
			if len(p.items) < tt.items || !strings.HasPrefix(p.link, tt.link) || (p.link == "") != (tt.link == "") || !strings.HasPrefix(p.cursor, tt.cursor) || (p.cursor == "") != (tt.cursor == "") || p.totalPages != tt.totalPages {
				t.Errorf("%d items, link %q, cursor %q, %d pages", len(p.items), p.link, p.cursor, p.totalPages)
			}
		})
	}
	p, _ := readPage("Segments", read("audiences-list.response.json"))
	d, _ := readPage("Segments", read("segment-definitions-list.response.json"))
	var keys []string
	for _, s := range joinSegments(p.items, d.items) {
		keys = append(keys, fmt.Sprintf("%s/%s %s %s %s", s.Namespace, s.ID, s.Evaluation, s.Lifecycle, s.Created.Format(time.DateOnly)))
	}
	want := []string{
		"aam/test-external-audience-id  PUBLISHED 2022-01-21",
		"ups/3da8bad9-29fb-40e0-b39e-f80322e964de BATCH  2019-11-08",
		"ups/60ccea95-1435-4180-97a5-58af4aa285ab STREAMING PUBLISHED 2022-04-19",
		"ups/ca763983-5572-4ea4-809c-b7dff7e0d79b BATCH  2019-06-20",
	}
	if !reflect.DeepEqual(keys, want) {
		t.Errorf("segments\n%s\nwant\n%s", strings.Join(keys, "\n"), strings.Join(want, "\n"))
	}

	t.Run("errors", func(t *testing.T) {
		var index []struct {
			File   string `json:"file"`
			Status int    `json:"status"`
		}
		if err := json.Unmarshal([]byte(read("index.json")), &index); err != nil {
			t.Fatal(err)
		}
		if len(index) < 130 {
			t.Fatalf("%d samples", len(index))
		}
		for _, sample := range index {
			if sample.Status < 400 {
				continue
			}
			err := refused("x", sample.Status, http.Header{}, read(sample.File), time.Unix(0, 0))
			var r *refusal
			if !errors.As(err, &r) || err.Kind == nil || err.Message == "" {
				t.Errorf("%s: %v", sample.File, err)
			}
			if code, ok := strings.CutPrefix(strings.TrimSuffix(sample.File, ".response.json"), "gateway-error-"); ok && (!r.gateway || r.code != code) {
				t.Errorf("%s: %+v", sample.File, r)
			}
		}
	})
}
