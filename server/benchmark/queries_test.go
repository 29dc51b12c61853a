package benchmark_test

import (
	"activityhub/platform"
	"activityhub/platform/xdm"
)

const (
	q1 = `query Q1($identity: IdentityInput!) { profile(identity: $identity) {
		attributes { person { name { firstName lastName } } personalEmail { address } loyalty { tier } }
		scores(kinds: [CHURN]) { name value }
		lifetimeValue { amount currency }
		segments { nodes { segment { name } } }
		events(first: 10) { nodes { type timestamp attributes { commerce { order { priceTotal } } } } }
	} }`
	q2 = `query Q2($identities: [IdentityInput!]!) { profiles(identities: $identities) {
		attributes { person { name { firstName lastName } } }
		segments { nodes { segment { name } } }
		events(first: 3) { nodes { type timestamp } }
	} }`
	q3 = `query Q3($identity: IdentityInput!) { profile(identity: $identity) { attributes { person { name { firstName } } } } }`
)

// A work is one row of the table of design, section 9.
type work struct {
	name   string
	query  string
	people int
	calls  int // engine calls of one request, cold
	floor  func(*upstream, map[string]string) *floor
}

var works = []work{
	{name: "Q1", query: q1, people: 1, calls: 2, floor: floorQ1},
	{name: "Q2", query: q2, people: 50, calls: 2, floor: floorQ2},
	{name: "Q3", query: q3, people: 1, calls: 1, floor: floorQ3},
}

func floorQ1(u *upstream, segments map[string]string) *floor {
	return &floor{upstream: u, token: signIn(u.url), segments: segments, events: 10,
		profileFields: []xdm.Path{
			"_activityhub.lifetimeValue.currencyCode", "_activityhub.lifetimeValue.historic", "_activityhub.models", "identityMap",
			"loyalty.tier", "person.name.firstName", "person.name.lastName", "personalEmail.address", "segmentMembership",
		},
		eventFields: []xdm.Path{"_id", "commerce.order.priceTotal", "eventType"},
		shape: func(p *floorProfile, events []floorEvent, names map[string]string) any {
			if p == nil {
				return nil
			}
			var answer struct {
				Attributes struct {
					Person        shapePerson `json:"person"`
					PersonalEmail any         `json:"personalEmail"`
					Loyalty       any         `json:"loyalty"`
				} `json:"attributes"`
				Scores        []any               `json:"scores"`
				LifetimeValue map[string]any      `json:"lifetimeValue"`
				Segments      nodes[shapeSegment] `json:"segments"`
				Events        nodes[shapeEvent]   `json:"events"`
			}
			answer.Attributes.Person.Name = shapeName(p.Person.Name)
			answer.Attributes.PersonalEmail = p.PersonalEmail
			answer.Attributes.Loyalty = p.Loyalty
			if churn, ok := p.Tenant.Models["churn90d"]; ok {
				answer.Scores = []any{map[string]any{"name": "churn90d", "value": churn.Score}}
			}
			answer.LifetimeValue = map[string]any{"amount": p.Tenant.LifetimeValue.Historic.String(), "currency": p.Tenant.LifetimeValue.CurrencyCode}
			answer.Segments = shapeSegments(p, names)
			answer.Events = shapeEvents(events, true)
			return answer
		}}
}

func floorQ2(u *upstream, segments map[string]string) *floor {
	return &floor{upstream: u, token: signIn(u.url), segments: segments, events: 3, many: true,
		profileFields: []xdm.Path{"identityMap", "person.name.firstName", "person.name.lastName", "segmentMembership"},
		eventFields:   []xdm.Path{"_id", "eventType"},
		shape: func(p *floorProfile, events []floorEvent, names map[string]string) any {
			if p == nil {
				return nil
			}
			var answer struct {
				Attributes struct {
					Person shapePerson `json:"person"`
				} `json:"attributes"`
				Segments nodes[shapeSegment] `json:"segments"`
				Events   nodes[shapeEvent]   `json:"events"`
			}
			answer.Attributes.Person.Name = shapeName(p.Person.Name)
			answer.Segments = shapeSegments(p, names)
			answer.Events = shapeEvents(events, false)
			return answer
		}}
}

func floorQ3(u *upstream, segments map[string]string) *floor {
	return &floor{upstream: u, token: signIn(u.url), segments: segments,
		profileFields: []xdm.Path{"identityMap", "person.name.firstName"},
		shape: func(p *floorProfile, _ []floorEvent, _ map[string]string) any {
			if p == nil {
				return nil
			}
			var answer struct {
				Attributes struct {
					Person struct {
						Name struct {
							FirstName string `json:"firstName"`
						} `json:"name"`
					} `json:"person"`
				} `json:"attributes"`
			}
			answer.Attributes.Person.Name.FirstName = p.Person.Name.FirstName
			return answer
		}}
}

// variables are those of a request for the people from first on.
func (w work) variables(first int) map[string]any {
	ids := make([]platform.Identity, w.people)
	inputs := make([]map[string]string, w.people)
	for i := range ids {
		ids[i] = platform.Identity{Namespace: "CRMID", ID: customer(first + i)}
		inputs[i] = map[string]string{"namespace": "CRMID", "id": ids[i].ID}
	}
	if w.people > 1 {
		return map[string]any{"identities": inputs}
	}
	return map[string]any{"identity": inputs[0]}
}
