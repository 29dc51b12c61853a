package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"
	"activityhub/server/servertest"
)

// holding is an engine that holds these documents for whoever is asked for, as
// one may that checks less than ours at ingestion.
type holding struct {
	platform.Engine
	profile, event xdm.Object
	eventType      string
}

func (h holding) Profiles(_ context.Context, req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	found := map[platform.Identity]*platform.Profile{}
	for _, id := range req.Identities {
		found[id] = &platform.Profile{Asked: id, MergePolicy: req.MergePolicy, Attributes: h.profile, Identities: []platform.LinkedIdentity{{Identity: id}}}
	}
	return found, nil
}

func (h holding) Events(_ context.Context, req platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error) {
	found := map[platform.Identity]*platform.EventPage{}
	for _, id := range req.Identities {
		event := &platform.Event{ID: "e", Timestamp: time.UnixMilli(0), Type: h.eventType, Identity: id, Attributes: h.event}
		found[id] = &platform.EventPage{Events: []*platform.Event{event}, Total: -1}
	}
	return found, nil
}

// TestWrongValues puts values of the wrong types where every kind of field reads
// them: each is an error at its own place, and all around it stands.
func TestWrongValues(t *testing.T) {
	tests := []struct {
		name      string
		profile   string // document
		event     string // document
		eventType string
		query     string   // selection on the profile
		want      string   // the profile
		paths     []string // of the errors, below the profile
	}{
		{name: "text", profile: `{"person":{"name":{"firstName":{},"lastName":["x"],"middleName":7,"suffix":true}}}`,
			query: `attributes{person{name{firstName lastName middleName suffix}}}`,
			want:  `{"attributes":{"person":{"name":{"firstName":null,"lastName":null,"middleName":"7","suffix":"true"}}}}`,
			paths: []string{"attributes.person.name.firstName", "attributes.person.name.lastName"}},
		{name: "whole numbers", profile: `{"person":{"birthYear":"nineteen"},"_activityhub":{"npsScore":2147483648,"computed":{"daysSinceLastContact":1.5,"ordersLast90Days":"3"}},"subscriptions":[{"term":true}]}`,
			query: `attributes{person{birthYear} _activityhub{npsScore computed{daysSinceLastContact ordersLast90Days}} subscriptions{term}}`,
			want:  `{"attributes":{"person":{"birthYear":null},"_activityhub":{"npsScore":null,"computed":{"daysSinceLastContact":null,"ordersLast90Days":3}},"subscriptions":[{"term":null}]}}`,
			paths: []string{"attributes.person.birthYear", "attributes._activityhub.npsScore", "attributes._activityhub.computed.daysSinceLastContact", "attributes.subscriptions.0.term"}},
		{name: "long numbers", profile: `{"_activityhub":{"contracts":[{"plan":{"dataAllowanceBytes":9007199254740993}},{"plan":{"dataAllowanceBytes":9007199254740991}}]}}`,
			query: `attributes{_activityhub{contracts{plan{dataAllowanceBytes}}}}`,
			want:  `{"attributes":{"_activityhub":{"contracts":[{"plan":{"dataAllowanceBytes":null}},{"plan":{"dataAllowanceBytes":9007199254740991}}]}}}`,
			paths: []string{"attributes._activityhub.contracts.0.plan.dataAllowanceBytes"}},
		{name: "numbers", profile: `{"loyalty":{"points":"many","lifetimePoints":1e999,"pointsToNextTier":"2.50"}}`,
			query: `attributes{loyalty{points lifetimePoints pointsToNextTier}}`,
			want:  `{"attributes":{"loyalty":{"points":null,"lifetimePoints":null,"pointsToNextTier":2.50}}}`,
			paths: []string{"attributes.loyalty.points", "attributes.loyalty.lifetimePoints"}},
		{name: "booleans", profile: `{"personalEmail":{"primary":"yes"},"workEmail":{"primary":1},"homePhone":{"primary":"true"}}`,
			query: `attributes{personalEmail{primary} workEmail{primary} homePhone{primary}}`,
			want:  `{"attributes":{"personalEmail":{"primary":null},"workEmail":{"primary":null},"homePhone":{"primary":true}}}`,
			paths: []string{"attributes.personalEmail.primary", "attributes.workEmail.primary"}},
		{name: "days and moments", profile: `{"person":{"birthDate":"1986-02-30"},"_activityhub":{"customerSince":20200101},"_repo":{"createDate":"2024-03-09 12:21:43.0","modifyDate":"2024-03-09T12:21:43.123456789+01:00"}}`,
			query: `attributes{person{birthDate} _activityhub{customerSince} _repo{createDate modifyDate}}`,
			want:  `{"attributes":{"person":{"birthDate":null},"_activityhub":{"customerSince":null},"_repo":{"createDate":null,"modifyDate":"2024-03-09T12:21:43.123456789+01:00"}}}`,
			paths: []string{"attributes.person.birthDate", "attributes._activityhub.customerSince", "attributes._repo.createDate"}},
		{name: "lists", profile: `{"organizations":["a",{},null,7],"loyalty":{"loyaltyID":"L"},"subscriptions":{},"_activityhub":{"openTickets":["x",{"subject":"s"},null]}}`,
			query: `attributes{organizations loyalty{loyaltyID} subscriptions{planName} _activityhub{openTickets{subject}}}`,
			want:  `{"attributes":{"organizations":["a",null,null,"7"],"loyalty":{"loyaltyID":null},"subscriptions":null,"_activityhub":{"openTickets":[{"subject":null},{"subject":"s"},null]}}}`,
			paths: []string{"attributes.organizations.1", "attributes.loyalty.loyaltyID", "attributes.subscriptions", "attributes._activityhub.openTickets.0.subject"}},
		{name: "objects and maps", profile: `{"person":"Ada","homeAddress":[],"_activityhub":{"interactionCounts":{"call":7,"chat":"x","none":null},"serviceNotes":"y"},"identityMap":{"ECID":{},"Email":[{"id":"a"},3]},"segmentMembership":{"ups":[]}}`,
			query: `attributes{person{birthYear} homeAddress{city} _activityhub{interactionCounts{key value} serviceNotes{key}} identityMap{key value{id}} segmentMembership{key value{key}}}`,
			want: `{"attributes":{"person":null,"homeAddress":null,"_activityhub":{"interactionCounts":[{"key":"call","value":7},{"key":"chat","value":null}],"serviceNotes":null},` +
				`"identityMap":[{"key":"ECID","value":null},{"key":"Email","value":[{"id":"a"},{"id":null}]}],"segmentMembership":[{"key":"ups","value":null}]}}`,
			paths: []string{"attributes.person", "attributes.homeAddress", "attributes._activityhub.interactionCounts.1.value", "attributes._activityhub.serviceNotes",
				"attributes.identityMap.0.value", "attributes.identityMap.1.value.1.id", "attributes.segmentMembership.0.value"}},
		{name: "scores", profile: `{"_activityhub":{"models":{"churn90d":{"score":"high","percentile":94.5,"probability":0.2,"scoreDate":"soon","expiresAt":5,"influentialFactors":[{"code":"c","value":{},"importance":true}]},"upgrade30d":7}}}`,
			query: `scores{kind name value percentile probability scoredAt expiresAt factors{name value importance}}`,
			want: `{"scores":[{"kind":"CHURN","name":"churn90d","value":null,"percentile":null,"probability":0.2,"scoredAt":null,"expiresAt":null,"factors":[{"name":"c","value":null,"importance":null}]},` +
				`{"kind":"CONVERSION","name":"upgrade30d","value":null,"percentile":null,"probability":null,"scoredAt":null,"expiresAt":null,"factors":null}]}`,
			paths: []string{"scores.0.value", "scores.0.percentile", "scores.0.scoredAt", "scores.0.expiresAt", "scores.0.factors.0.value", "scores.0.factors.0.importance",
				"scores.1.value", "scores.1.percentile", "scores.1.probability", "scores.1.scoredAt", "scores.1.expiresAt", "scores.1.factors"}},
		{name: "lifetime value", profile: `{"_activityhub":{"lifetimeValue":{"historic":12.50,"currencyCode":{}}}}`,
			query: `id lifetimeValue{amount currency}`, want: `{"id":"AVARZGVmYXVsdC10aW1lc3RhbXAFY3JtaWQBYQ","lifetimeValue":{"amount":"12.50","currency":null}}`, paths: []string{"lifetimeValue.currency"}},
		{name: "no lifetime value", profile: `{"_activityhub":{"lifetimeValue":[]}}`,
			query: `lifetimeValue{amount} consents{value}`, want: `{"lifetimeValue":null,"consents":null}`, paths: []string{"lifetimeValue"}},
		{name: "consents", profile: `{"consents":{"collect":{"val":"y","time":"soon","reason":{}},"share":{"val":"n"}}}`,
			query: `consents{purpose value granted reason time}`,
			want:  `{"consents":[{"purpose":"collect","value":"y","granted":true,"reason":null,"time":null},{"purpose":"share","value":"n","granted":false,"reason":null,"time":null}]}`,
			paths: []string{"consents.0.time", "consents.0.reason"}},
		{name: "memberships", profile: `{"segmentMembership":{"ups":{"a":{"status":"realized","lastQualificationTime":"soon","validUntil":7},"b":{"status":"existing","validUntil":"2027-01-01T00:00:00Z"}}}}`,
			query: `segments{nodes{segmentId status lastQualificationTime validUntil}}`,
			want:  `{"segments":{"nodes":[{"segmentId":"a","status":"REALIZED","lastQualificationTime":null,"validUntil":null},{"segmentId":"b","status":"REALIZED","lastQualificationTime":null,"validUntil":"2027-01-01T00:00:00.000Z"}]}}`,
			paths: []string{"segments.nodes.0.lastQualificationTime", "segments.nodes.0.validUntil"}},
		{name: "no memberships", profile: `{"segmentMembership":{"ups":{"a":3}},"personID":"p"}`,
			query: `segments{totalCount} attributes{personID}`, want: `{"segments":null,"attributes":{"personID":"p"}}`, paths: []string{"segments"}},
		{name: "purchases", eventType: "commerce.purchases", event: `{"commerce":{"order":{"purchaseID":{},"priceTotal":"x"}},"productListItems":[{"SKU":[],"name":"Lamp","quantity":1.5,"priceTotal":1,"currencyCode":{}},"S"]}`,
			query: `purchases{nodes{orderId total{amount} items{sku name quantity price{amount currency}}}}`,
			want: `{"purchases":{"nodes":[{"orderId":null,"total":null,"items":[{"sku":null,"name":"Lamp","quantity":null,"price":{"amount":"1","currency":null}},` +
				`{"sku":null,"name":null,"quantity":null,"price":null}]}]}}`,
			paths: []string{"purchases.nodes.0.orderId", "purchases.nodes.0.total", "purchases.nodes.0.items.0.sku", "purchases.nodes.0.items.0.quantity", "purchases.nodes.0.items.0.price.currency",
				"purchases.nodes.0.items.1.sku", "purchases.nodes.0.items.1.name", "purchases.nodes.0.items.1.quantity", "purchases.nodes.0.items.1.price"}},
		{name: "campaign interactions", eventType: "message.tracking", event: `{"_experience":"x","marketing":{"campaignName":7},"directMarketing":{"mailingName":[]}}`,
			query: `campaignInteractions{edges{node{kind campaign message}}}`,
			want:  `{"campaignInteractions":{"edges":[{"node":{"kind":"OTHER","campaign":"7","message":null}}]}}`,
			paths: []string{"campaignInteractions.edges.0.node.message"}},
		{name: "events", eventType: "x", event: `{"commerce":{"order":{"priceTotal":{}}},"web":4,"_id":"e"}`,
			query: `events{nodes{type attributes{_id commerce{order{priceTotal}} web{webPageDetails{name}}} attribute(path:"web")}}`,
			want:  `{"events":{"nodes":[{"type":"x","attributes":{"_id":"e","commerce":{"order":{"priceTotal":null}},"web":null},"attribute":4}]}}`,
			paths: []string{"events.nodes.0.attributes.commerce.order.priceTotal", "events.nodes.0.attributes.web"}},
	}
	for _, test := range tests {
		for name, generated := range map[string]bool{" directly": false, " by the generated executor": true} {
			t.Run(test.name+name, func(t *testing.T) {
				wrap := func(engine platform.Engine) platform.Engine {
					return holding{Engine: engine, profile: document(t, test.profile), event: document(t, test.event), eventType: test.eventType}
				}
				api := servertest.Start(t, servertest.Config{Wrap: wrap, Generated: generated})
				var answer struct {
					Data   struct{ Profile json.RawMessage }
					Errors []answerError
				}
				_, raw := api.Send(t, []byte(requestBody(t, `{profile(identity:{namespace:"CRMID",id:"a"}){`+test.query+`}}`, nil)))
				if err := json.Unmarshal(raw, &answer); err != nil {
					t.Fatal(err)
				}
				if got := string(answer.Data.Profile); got != test.want {
					t.Errorf("got  %s\nwant %s", got, test.want)
				}
				var paths []string
				for _, e := range answer.Errors {
					if e.Extensions["code"] != "ENGINE_INVALID_RESPONSE" || e.Extensions["retryable"] != false {
						t.Errorf("%v: %v, want ENGINE_INVALID_RESPONSE, not to be tried again", e.Path, e.Extensions)
					}
					paths = append(paths, joined(e.Path[1:]))
				}
				slices.Sort(paths)
				if want := slices.Sorted(slices.Values(test.paths)); !slices.Equal(paths, want) {
					t.Errorf("errors at\n%q, want\n%q", paths, want)
				}
			})
		}
	}
}

func document(t *testing.T, raw string) xdm.Object {
	t.Helper()
	if raw == "" {
		return xdm.Object{}
	}
	o, err := xdm.ParseObject([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// joined writes a path with dots between.
func joined(path []any) string {
	text := ""
	for _, element := range path {
		text += fmt.Sprintf(".%v", element)
	}
	return text[1:]
}
