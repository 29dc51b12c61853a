package conversation_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"activityhub/platform/gateway/conversation"
)

const entities = "/data/core/ups/access/entities"

func TestTextsKeepKindAndShape(t *testing.T) {
	r := conversation.NewTestReplacer(t, 1)
	for _, test := range []struct{ name, text, form string }{
		{"e-mail", "Ada.Lovelace+news@mail.acme.co.uk", `^[A-Z][a-z]{2}\.[A-Z][a-z]{7}\+[a-z]{4}@[a-z]{8}\.example\.com$`},
		{"telephone", "+49 (170) 123-4567", `^\+[1-9]\d \([1-9]\d\d\) [1-9]\d\d-[1-9]\d{3}$`},
		{"telephone of digits", "+491701234567", `^\+[1-9]\d{11}$`},
		{"ECID", "12507560687324495704459439363261812234", `^[1-9]\d{37}$`},
		{"UUID", "bc999ded-b6d7-40d4-87a7-d3a280b950e3", `^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`},
		{"UUID in capitals", "BC999DED-B6D7-40D4-87A7-D3A280B950E3", `^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$`},
		{"XID", "GkouAW-yD9aoRCPhRYROJ-TetAFW", `^[A-Za-z0-9]{6}-[A-Za-z0-9]{14}-[A-Za-z0-9]{6}$`},
		{"customer number", "C000001", `^[A-Z]\d{6}$`},
		{"name", "Lovelace", `^[A-Z][a-z]{7}$`},
		{"names", "Ada Lovelace-King", `^[A-Z][a-z]{2} [A-Z][a-z]{7}-[A-Z][a-z]{3}$`},
		{"Cyrillic", "Анна", `^[А-Я][а-я]{3}$`},
		{"Han", "山田", `^\p{Han}{2}$`},
		{"Arabic", "ليلى", `^\p{Arabic}{4}$`},
		{"accents", "Müller", `^[A-Z]\p{Ll}{5}$`},
		{"number", "4711", `^[1-9]\d{3}$`},
		{"amount", "-12.50", `^-[1-9]\d\.\d\d$`},
		{"zero", "0.00", `^0\.00$`},
		{"IPv4", "192.168.7.12", `^10\.\d+\.\d+\.\d+$`},
		{"IPv6", "2a02:8109:9440::1", `^2001:db8:`},
		{"organisation", "1BD6382559DF0C130A49422D@AdobeOrg", `^[0-9A-F]{24}@AdobeOrg$`},
		{"URL", "https://shop.acme.com/order/7?mail=ada@acme.com#x", `^https://[a-z]{8}\.example\.com/[a-z]{5}/[1-9]\?[a-z]{4}=[a-z]{3}@[a-z]{4}\.[a-z]{3}#[a-z]$`},
		{"symbols", "gold ★", `^[a-z]{4} ◆$`},
		{"empty", "", `^$`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := r.Text(test.text)
			if !regexp.MustCompile(test.form).MatchString(got) {
				t.Errorf("%q became %q, want the form %s", test.text, got, test.form)
			}
			if again := r.Text(test.text); again != got {
				t.Errorf("%q became %q, then %q", test.text, got, again)
			}
			if got == test.text && test.name != "zero" && test.name != "empty" {
				t.Errorf("%q stayed", got)
			}
			if other := conversation.NewTestReplacer(t, 2).Text(test.text); other == got && len(got) > 5 {
				t.Errorf("%q becomes %q with another key too", test.text, got)
			}
		})
	}
}

func TestWhatIsLoweredFitsStill(t *testing.T) {
	r := conversation.NewTestReplacer(t, 1)
	for _, text := range []string{"Ada@Acme.com", "CUST-0012", "Lovelace", "Ädä", "BC999DED-B6D7-40D4-87A7-D3A280B950E3", "2334262@Inst.CRM"} {
		if lowered, want := r.Text(strings.ToLower(text)), strings.ToLower(r.Text(text)); lowered != want {
			t.Errorf("%q lowered becomes %q, want %q", text, lowered, want)
		}
	}
}

func TestOtherValuesHaveOtherPseudonyms(t *testing.T) {
	r := conversation.NewTestReplacer(t, 1)
	seen := make(map[string]bool)
	for a := 'a'; a <= 'z'; a++ {
		for b := 'a'; b <= 'z'; b++ {
			made := r.Text(string(a) + string(b) + "x")
			if seen[made] {
				t.Fatalf("%q stands for two values", made)
			}
			seen[made] = true
		}
	}
}

func TestTimesMoveTogether(t *testing.T) {
	r := conversation.NewTestReplacer(t, 1)
	if r.Shift() < 60*24*time.Hour || r.Shift() > 1000*24*time.Hour || r.Shift()%time.Second != 0 {
		t.Fatalf("the shift is %s", r.Shift())
	}
	at := time.Date(2024, 5, 6, 7, 8, 9, 123e6, time.UTC)
	raw := `{"timestamp":1714979289123,"updateEpoch":1714979289,"creationTime":1714979289123000,"entity":{
		"a":"2024-05-06T07:08:09.123Z","b":"2024-05-06T09:08:09+02:00","c":"2024-05-06 07:08:09.0","d":"2024-05-06","e":"2024-05-06T07:08Z",
		"empty":"1970-01-01T00:00:00Z","open":"9999-12-31T23:59:59Z","scoreAt":"1714979289123","notATime":{"number":1714979289123}}}`
	made, ok := r.Document(entities, raw, false)
	if !ok {
		t.Fatal("refused")
	}
	moved := at.Add(r.Shift())
	for path, want := range map[string]string{
		"updateEpoch":    jsonNumber(moved.Unix()),
		"timestamp":      jsonNumber(moved.UnixMilli()),
		"creationTime":   jsonNumber(moved.UnixMicro()),
		"entity.a":       moved.Format("2006-01-02T15:04:05.000Z"),
		"entity.b":       moved.In(time.FixedZone("", 7200)).Format("2006-01-02T15:04:05-07:00"),
		"entity.c":       moved.Format("2006-01-02 15:04:05.0")[:19] + ".0",
		"entity.d":       time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC).Add(r.Shift().Truncate(24 * time.Hour)).Format(time.DateOnly),
		"entity.empty":   "1970-01-01T00:00:00Z",
		"entity.open":    "9999-12-31T23:59:59Z",
		"entity.scoreAt": jsonNumber(moved.UnixMilli()),
		"entity.e":       time.Date(2024, 5, 6, 7, 8, 0, 0, time.UTC).Add(r.Shift()).Format("2006-01-02T15:04Z"),
	} {
		if got := gjson.Get(made, path).String(); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	if got := gjson.Get(made, "entity.notATime.number").String(); len(got) != 13 || got == "1714979289123" || got == jsonNumber(moved.UnixMilli()) {
		t.Errorf("a number became %s, want another one of 13 digits", got)
	}
}

func jsonNumber(n int64) string { raw, _ := json.Marshal(n); return string(raw) }

func TestDocuments(t *testing.T) {
	r := conversation.NewTestReplacer(t, 1)
	xid, mail, segment := r.Text("A28iM3aJBJRbEQpOnUh5HOM9"), r.Text("ada@acme.com"), r.Text("bc999ded-b6d7-40d4-87a7-d3a280b950e3")
	for _, test := range []struct {
		name, path, raw string
		byXID           bool
		want            string
	}{
		{
			"a record", entities, `{"A28iM3aJBJRbEQpOnUh5HOM9":{"entityId":"A28iM3aJBJRbEQpOnUh5HOM9","sources":["profile-streaming-segment",""],
			"entity":{"testProfile":true,"nothing":null,"identityMap":{"email":[{"id":"ada@acme.com"}]},"segmentMembership":{"ups":{"bc999ded-b6d7-40d4-87a7-d3a280b950e3":{"status":"exited"}}},
			"consents":{"marketing":{"any":{"val":"y"}},"idSpecific":{"Email":{"ada@acme.com":{"marketing":{"email":{"val":"n"}}}}}}}}}`, true,
			`{"` + xid + `":{"entityId":"` + xid + `","sources":["profile-streaming-segment",""],"entity":{"testProfile":true,"nothing":null,"identityMap":{"email":[{"id":"` + mail +
				`"}]},"segmentMembership":{"ups":{"` + segment + `":{"status":"exited"}}},"consents":{"marketing":{"any":{"val":"y"}},"idSpecific":{"Email":{"` + mail + `":{"marketing":{"email":{"val":"n"}}}}}}}}}`,
		},
		{
			"a request", entities, `{"schema":{"name":"_xdm.context.experienceevent"},"relatedSchema":{"name":"_xdm.context.profile"},"identities":[{"relatedEntityId":"ada@acme.com","relatedEntityIdNS":{"code":"Email"}}],
			"fields":["identityMap","person.name.firstName","_acme.tier"],"limit":10,"orderby":"-timestamp"}`, false,
			`{"schema":{"name":"_xdm.context.experienceevent"},"relatedSchema":{"name":"_xdm.context.profile"},"identities":[{"relatedEntityId":"` + mail + `","relatedEntityIdNS":{"code":"Email"}}],` +
				`"fields":["identityMap","person.name.firstName","_acme.tier"],"limit":10,"orderby":"-timestamp"}`,
		},
		{
			"an event", entities, `{"_page":{"orderby":"timestamp","start":"e","count":1,"next":""},"children":[{"entity":{"eventType":"commerce.purchases","commerce":{"order":{"currencyCode":"EUR"}},
			"channel":{"_id":"https://ns.adobe.com/xdm/channels/email"}}}],"_links":{"next":{"href":""}}}`, false,
			`{"_page":{"orderby":"timestamp","start":"` + r.Text("e") + `","count":1,"next":""},"children":[{"entity":{"eventType":"commerce.purchases","commerce":{"order":{"currencyCode":"EUR"}},` +
				`"channel":{"_id":"https://ns.adobe.com/xdm/channels/email"}}}],"_links":{"next":{"href":""}}}`,
		},
		{
			"a list of audiences", "/data/core/ups/audiences", `{"children":[{"id":"bc999ded-b6d7-40d4-87a7-d3a280b950e3","namespace":"AEPSegments","lifecycleState":"published","labels":["core/C1"],"ttlInDays":30}],
			"_page":{"totalCount":111,"pageSize":2,"next":"1"},"_links":{"next":{"href":"@/audiences?start=1&limit=2&totalCount=111"}}}`, false,
			`{"children":[{"id":"` + segment + `","namespace":"AEPSegments","lifecycleState":"published","labels":["core/C1"],"ttlInDays":30}],` +
				`"_page":{"totalCount":111,"pageSize":2,"next":"1"},"_links":{"next":{"href":"@/audiences?limit=2&start=1&totalCount=111"}}}`,
		},
		{
			"an error", entities, `{"message":"UPS-ACCSDK-1000005:Too many related identities. Got: 446, max: 50 for ada@acme.com","statusCode":"422"}`, false,
			`{"message":"UPS-ACCSDK-1000005, Too many related identities, Got: 446, max: 50","statusCode":"422"}`,
		},
		{
			"a 429", entities, `[{"message":"Too many requests","cause":"{\"Errors\":[\"Request rate is large\"]}","retryAfterMs":"500","statusCode":"429"}]`, false,
			`[{"message":"Too many requests","cause":"Request rate is large","retryAfterMs":"500","statusCode":"429"}]`,
		},
		{
			"namespaces", "/data/core/idnamespace/identities", `[{"id":10312345,"code":"LoyaltyID","idType":"CROSS_DEVICE","status":"ACTIVE","custom":true}]`, false,
			`[{"id":10312345,"code":"LoyaltyID","idType":"CROSS_DEVICE","status":"ACTIVE","custom":true}]`,
		},
		{
			"a schema", "/data/foundation/schemaregistry/tenant/unions/x", `{"$id":"https://ns.adobe.com/xdm/context/profile__union","properties":{"_acme":{"type":"object","meta:enum":{"a-1":"a"},"properties":{"tier2024x":{"type":"string","maxLength":5}}}}}`, false,
			`{"$id":"https://ns.adobe.com/xdm/context/profile__union","properties":{"_acme":{"type":"object","meta:enum":{"a-1":"` + r.Text("a") + `"},"properties":{"tier2024x":{"type":"string","maxLength":5}}}}}`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, ok := r.Document(test.path, test.raw, test.byXID)
			if !ok || got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// TestStructureNeedsItsPlace holds that a word which is structure somewhere is a
// value elsewhere.
func TestStructureNeedsItsPlace(t *testing.T) {
	r := conversation.NewTestReplacer(t, 1)
	for _, raw := range []string{
		`{"entity":{"_acme":{"status":"exited"}}}`,
		`{"entity":{"_acme":{"name":"published"}}}`,
		`{"entity":{"_acme":{"code":"Email"}}}`,
		`{"entity":{"_acme":{"count":4711}}}`,
		`{"entity":{"_acme":{"nick":"ada.lovelace"}}}`,
		`{"entity":{"_acme":{"fields":["person.name"]}}}`,
		`{"entity":{"_acme":{"message":"merge policy"}}}`,
		`{"entity":{"person":{"gender":"female"}}}`,
		`{"segments":[{"name":"Rich people"}]}`,
		`{"entity":{"eventType":"ada@acme.com"}}`,
	} {
		got, ok := r.Document(entities, raw, false)
		leaf := func(doc string) string {
			v := gjson.Parse(doc)
			for v.IsObject() || v.IsArray() {
				v.ForEach(func(_, in gjson.Result) bool { v = in; return true })
			}
			return v.Raw
		}
		if !ok || leaf(got) == leaf(raw) {
			t.Errorf("%s became %s", raw, got)
		}
	}
}

func TestQueriesAndLinks(t *testing.T) {
	r := conversation.NewTestReplacer(t, 1)
	mail := strings.ReplaceAll(r.Text("ada@acme.com"), "@", "%40")
	start := r.Text("c8d11988-6b56-4571-a123-b6ce74236037")
	from := jsonNumber(1531260476000 + r.Shift().Milliseconds())
	query := "schema.name=_xdm.context.experienceevent&start=c8d11988-6b56-4571-a123-b6ce74236037&relatedEntityId=ada%40acme.com&relatedEntityIdNS=ECID&fields=web,channel&startTime=1531260476000&limit=1"
	want := "fields=web%2Cchannel&limit=1&relatedEntityId=" + mail + "&relatedEntityIdNS=ECID&schema.name=_xdm.context.experienceevent&start=" + start + "&startTime=" + from
	if got := r.Query(query); got != want {
		t.Errorf("query\n%s, want\n%s", got, want)
	}
	for link, want := range map[string]string{
		"/entities?" + query:                             "/entities?" + want,
		"https://upstream.test" + entities + "?limit=1":  "{upstream}" + entities + "?limit=1",
		"@/mergePolicies?start=K1JJRDpFaWc5QUpZ&limit=2": "@/mergePolicies?limit=2&start=" + r.Text("K1JJRDpFaWc5QUpZ"),
		"": "",
	} {
		if got := r.Link(link); got != want {
			t.Errorf("link %s\n got %s\nwant %s", link, got, want)
		}
	}
	if got := r.Link("https://evil.test/entities?x=ada"); strings.Contains(got, "evil") || strings.Contains(got, "ada") || !strings.HasPrefix(got, "https://") {
		t.Errorf("a link away became %s", got)
	}
	for filter, form := range map[string]string{
		`eventType="commerce.purchases"`:      `^eventType="commerce\.purchases"$`,
		`commerce.order.priceTotal>=99.90`:    `^commerce\.order\.priceTotal>=[1-9]\d\.\d\d$`,
		`web.webPageDetails.isHomepage=false`: `^web\.webPageDetails\.isHomepage=false$`,
		`_acme.owner="Ada"`:                   `^_acme\.owner="[A-Z][a-z]{2}"$`,
		`timestamp>"2024-01-01"`:              `^timestamp>"20\d\d-\d\d-\d\d"$`,
	} {
		if got := r.Filter(filter); !regexp.MustCompile(form).MatchString(got) || strings.Contains(got, "Ada") || strings.Contains(got, "2024-01-01") {
			t.Errorf("filter %s became %s", filter, got)
		}
	}
}

// FuzzDocument holds that what comes out is JSON of the same shape, the same
// each time, and that no e-mail address stays.
func FuzzDocument(f *testing.F) {
	f.Add(`{"A1":{"entityId":"A1","entity":{"identityMap":{"email":[{"id":"ada@acme.com"}]},"n":-1.50e3,"t":"2024-01-01T00:00:00Z"}}}`, true)
	f.Add(`{"_links":{"next":{"href":"@/x?a=%zz&b=\u00e9"}},"k":["\ud800","é",0,1e9]}`, false)
	f.Add(`[{"xid":"A","error":{"message":"x","statusCode":"422"}}]`, false)
	f.Fuzz(func(t *testing.T, raw string, byXID bool) {
		r := conversation.NewTestReplacer(t, 1)
		made, ok := r.Document(entities, raw, byXID)
		if !ok {
			if json.Valid([]byte(raw)) && utf8.ValidString(raw) && len(raw) < 200 {
				t.Fatalf("refused %q", raw)
			}
			return
		}
		if again, _ := r.Document(entities, raw, byXID); again != made {
			t.Fatalf("%q became %q, then %q", raw, made, again)
		}
		if !json.Valid([]byte(made)) {
			t.Fatalf("%q became no JSON: %q", raw, made)
		}
		if a, b := shape(gjson.Parse(raw)), shape(gjson.Parse(made)); a != b {
			t.Fatalf("%q became %q: the shape %s is %s", raw, made, a, b)
		}
	})
}

// shape tells objects, lists and kinds of values, without keys and values.
func shape(v gjson.Result) string {
	switch {
	case v.IsObject(), v.IsArray():
		var b strings.Builder
		b.WriteByte(v.Raw[0])
		v.ForEach(func(_, in gjson.Result) bool { b.WriteString(shape(in)); return true })
		return b.String() + "."
	case v.Type == gjson.String:
		return "s"
	case v.Type == gjson.Number:
		return "n"
	}
	return v.Raw
}

// FuzzText holds that the same text becomes the same, and keeps its length
// unless it has a form of its own.
func FuzzText(f *testing.F) {
	for _, text := range []string{"Ada", "ada@acme.com", "https://a.b/c", "12.5", "İstanbul", "\xff", "::1", "ﬀ"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := conversation.NewTestReplacer(t, 1)
		made := r.Text(text)
		if made != r.Text(text) {
			t.Fatalf("%q is not always the same", text)
		}
		if !utf8.ValidString(made) {
			t.Fatalf("%q became %q", text, made)
		}
		if (made == "") != (text == "") {
			t.Fatalf("%q became %q", text, made)
		}
	})
}
