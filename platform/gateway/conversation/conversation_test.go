package conversation_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	unions "activityhub/graph/xdm"
	"activityhub/platform"
	"activityhub/platform/adobe"
	"activityhub/platform/gateway"
	"activityhub/platform/gateway/conversation"
	"activityhub/platform/local"
	"activityhub/platform/local/demo"
)

// customers is how many the demonstration has in these tests.
const customers = 12

// gatewayURL serves the demonstration data over Adobe's paths.
func gatewayURL(t *testing.T) *url.URL {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	p, err := local.Open(t.Context(), local.Config{Dir: t.TempDir(), Synchronous: "NORMAL", Logger: log,
		Schemas: map[string][]byte{"profile": unions.Profile, "experienceevent": unions.ExperienceEvent}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	for _, dataset := range demo.Datasets() {
		r, err := demo.NewReader(demo.Config{Profiles: customers}, dataset)
		if err != nil {
			t.Fatal(err)
		}
		if counts, err := p.Ingest(t.Context(), dataset, r, local.IngestOptions{}); err != nil || counts.Rejected > 0 {
			t.Fatalf("%s: %+v, %v", dataset, counts, err)
		}
	}
	gw, err := gateway.New(gateway.Config{Platform: p, Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, gw)
}

func serve(t *testing.T, h http.Handler) *url.URL {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	at, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func engineAt(t *testing.T, at *url.URL) *adobe.Engine {
	t.Helper()
	engine, err := adobe.New(adobe.Config{
		BaseURL: at.String(), SignInURL: at.String(), Logger: slog.New(slog.DiscardHandler),
		Organization: gateway.DefaultOrganization, Sandbox: gateway.DefaultSandbox,
		ClientID: gateway.DefaultClientID, ClientSecret: gateway.DefaultClientSecret, Scopes: []string{"openid"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	return engine
}

// talked is what the engine was told in a conversation.
type talked struct {
	profiles map[platform.Identity]*platform.Profile
	pages    []*platform.EventPage // the first and the second of the first identity
	segments []*platform.Segment
	policies []*platform.MergePolicy
}

func talk(t *testing.T, engine platform.Engine, ids []platform.Identity) talked {
	t.Helper()
	ctx := context.Background()
	var said talked
	var err error
	if said.segments, err = engine.Segments(ctx); err != nil {
		t.Fatalf("Segments: %v", err)
	}
	if said.policies, err = engine.MergePolicies(ctx); err != nil {
		t.Fatalf("MergePolicies: %v", err)
	}
	if _, err = engine.Namespaces(ctx); err != nil {
		t.Fatalf("Namespaces: %v", err)
	}
	if said.profiles, err = engine.Profiles(ctx, platform.ProfilesRequest{Identities: ids}); err != nil {
		t.Fatalf("Profiles: %v", err)
	}
	req := platform.EventsRequest{Identities: ids[:1], Limit: 30, Order: platform.NewestFirst}
	for range 2 {
		pages, err := engine.Events(ctx, req)
		if err != nil {
			t.Fatalf("Events: %v", err)
		}
		page := pages[ids[0]]
		if page == nil || len(page.Events) == 0 {
			t.Fatal("no events came")
		}
		said.pages = append(said.pages, page)
		req.After = page.Events[len(page.Events)-1].Position()
	}
	return said
}

// TestCanary records what an engine asks of a whole customer, looks for any
// value of theirs in the record, and asks a replay of it the same.
func TestCanary(t *testing.T) {
	var record bytes.Buffer
	var heard heard
	upstream := gatewayURL(t)
	recorder, err := conversation.NewRecorder(conversation.Config{Upstream: upstream, Out: &record, Transport: &heard, Random: bytes.NewReader(bytes.Repeat([]byte{7}, 32))})
	if err != nil {
		t.Fatal(err)
	}
	ids := []platform.Identity{{Namespace: "CRMID", ID: "C000001"}, {Namespace: "CRMID", ID: "C000002"}, {Namespace: "CRMID", ID: "C000777"}}
	at := serve(t, recorder)
	live := talk(t, engineAt(t, at), ids)
	rest(t, at)
	if err := recorder.Close(); err != nil {
		t.Fatal(err)
	}
	secrets := []string{gateway.DefaultClientSecret, gateway.DefaultOrganization[:24], upstream.Host, "Bearer", "Authorization", "api-key"}
	for _, secret := range secrets {
		if strings.Contains(record.String(), secret) {
			t.Errorf("the record holds %q", secret)
		}
	}
	values := make(map[string]bool)
	for _, answer := range slices.Concat(slices.Collect(maps.Values(heard.answers))...) {
		entitiesOf(gjson.Parse(answer), values)
	}
	for _, s := range live.segments {
		values[s.Name], values[s.Description], values[s.Expression.Value] = true, true, true
	}
	found, looked := 0, 0
	recorded := record.String()
	searched := regexp.MustCompile(`"[A-Za-z_]+":|application/json`).ReplaceAllString(recorded, "") // without names of members
	words := make(map[string]bool)
	for _, word := range regexp.MustCompile(`[\p{L}\p{M}\p{N}@._+-]+`).FindAllString(searched, -1) {
		words[word] = true
	}
	for value := range values {
		if utf8.RuneCountInString(value) <= 3 || structure.MatchString(value) {
			continue
		}
		looked++
		quoted, _ := json.Marshal(value)
		// A short value may come about by chance within another one, so that it counts as a word only.
		if in := string(quoted[1 : len(quoted)-1]); len(value) >= 8 && strings.Contains(searched, in) || words[value] {
			t.Errorf("the record holds a value: %q", value)
			if found++; found > 40 {
				t.FailNow()
			}
		}
	}
	if looked < 500 {
		t.Errorf("looked for %d values only", looked)
	}

	numbers := 0
	for line := range strings.Lines(recorded) {
		path := gjson.Get(line, "request.path").String()
		if said := heard.answers[path]; len(said) > 0 {
			heard.answers[path] = said[1:]
			if !strings.HasPrefix(path, "/ims/") {
				numbers += differ(t, "", gjson.Parse(said[0]), gjson.Get(line, "answer.body"))
			}
		}
	}
	if numbers < 200 {
		t.Errorf("compared %d numbers only", numbers)
	}

	replay, err := conversation.Load(strings.NewReader(recorded))
	if err != nil {
		t.Fatal(err)
	}
	asked := pseudonymsOf(t, recorded, len(ids))
	again := talk(t, engineAt(t, serve(t, replay)), asked)
	if len(again.profiles) != 2 || len(live.profiles) != 2 {
		t.Fatalf("%d profiles live, %d replayed; want 2", len(live.profiles), len(again.profiles))
	}
	shapes := func(said talked) (all []string) {
		for _, p := range said.profiles {
			all = append(all, shapeOf(p.Attributes))
		}
		slices.Sort(all)
		for _, page := range said.pages {
			for _, event := range page.Events {
				all = append(all, event.Type+shapeOf(event.Attributes))
			}
		}
		return all
	}
	a, b := shapes(live), shapes(again)
	if len(a) != len(b) {
		t.Fatalf("%d profiles and events live, %d replayed", len(a), len(b))
	}
	for i := range a {
		if a[i] != b[i] {
			t.Errorf("%d is replayed in another shape:\n%s\n%s", i, a[i], b[i])
		}
	}
	if len(again.segments) != len(live.segments) || len(again.policies) != len(live.policies) {
		t.Errorf("%d segments and %d policies replayed, want %d and %d", len(again.segments), len(again.policies), len(live.segments), len(live.policies))
	}
	// What belongs together still does: memberships name segments of the list.
	known := make(map[string]bool)
	for _, s := range again.segments {
		known[string(s.ID)] = true
	}
	for _, p := range again.profiles {
		memberships := 0
		for id := range gjson.Parse(text(p.Attributes)).Get("segmentMembership.ups").Map() {
			if known[id] {
				memberships++
			}
		}
		if memberships == 0 && gjson.Parse(text(p.Attributes)).Get("segmentMembership.ups").Exists() {
			t.Error("no membership names a segment of the list")
		}
	}
}

// structure is what may stay of a customer's values: names of XDM and words of
// closed lists.
var structure = regexp.MustCompile(`^(?:https://ns\.adobe\.com/.*|[a-z][A-Za-z]*(?:\.[A-Za-z]+)+|low|medium|high|realized|exited|existing|true|false|` +
	`[ynpu0]|dn|self|system|customerRep|email|push|phone|social|inApp|mobile|search|display|web|sms|CRMID|LoyaltyID|Email|Phone|ECID|ambiguous|authenticated|loggedOut|owned|earned|paid|1970-01-01T00:00:00Z)$`)

// rest asks what the engine does not: look-ups by GET, filters, graphs, unions,
// and what goes wrong.
func rest(t *testing.T, at *url.URL) {
	t.Helper()
	token := gjson.Get(ask(t, http.MethodPost, at.String()+"/ims/token/v3", url.Values{"grant_type": {"client_credentials"}, "client_id": {gateway.DefaultClientID},
		"client_secret": {gateway.DefaultClientSecret}, "scope": {"openid"}}.Encode(), "application/x-www-form-urlencoded", ""), "access_token").String()
	if token == "" {
		t.Fatal("no token")
	}
	base := at.String()
	for _, path := range []string{
		entities + "?schema.name=_xdm.context.profile&entityId=C000001&entityIdNS=CRMID",
		entities + "?schema.name=_xdm.context.profile&entityId=C999999&entityIdNS=CRMID",
		entities + `?schema.name=_xdm.context.experienceevent&relatedSchema.name=_xdm.context.profile&relatedEntityId=C000001&relatedEntityIdNS=CRMID&limit=2&property=eventType%3D%22commerce.purchases%22`,
		"/data/core/identity/identity?namespace=CRMID&id=C000001",
		"/data/core/ups/audiences?limit=5",
		"/data/core/ca/attributes",
		"/data/core/nothing/Lovelace",
	} {
		ask(t, http.MethodGet, base+path, "", "", token)
	}
	ask(t, http.MethodPost, base+"/data/core/identity/v2/graph", `{"composite_xids":[{"ns":"CRMID","id":"C000001"}],"projection_type":"set"}`, "application/json", token)
	ask(t, http.MethodGet, base+entities+"?entityId=C000001", "", "", "wrong-token")
}

func ask(t *testing.T, method, target, content, contentType, token string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, target, strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("X-Api-Key", gateway.DefaultClientID)
		req.Header.Set("X-Gw-Ims-Org-Id", gateway.DefaultOrganization)
		req.Header.Set("X-Sandbox-Name", gateway.DefaultSandbox)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// pseudonymsOf returns the identities of the first look-up of that many in a
// record, in the order of the record.
func pseudonymsOf(t *testing.T, record string, n int) []platform.Identity {
	t.Helper()
	for line := range strings.Lines(record) {
		list := gjson.Get(line, "request.body.identities")
		if list.IsArray() && len(list.Array()) == n && gjson.Get(line, "request.body.schema.name").String() == "_xdm.context.profile" {
			var ids []platform.Identity
			for _, one := range list.Array() {
				ids = append(ids, platform.Identity{Namespace: platform.Namespace(one.Get("entityIdNS.code").String()), ID: one.Get("entityId").String()})
			}
			return ids
		}
	}
	t.Fatal("the record has no look-up of many")
	return nil
}
