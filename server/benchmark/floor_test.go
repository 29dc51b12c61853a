package benchmark_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// floor answers one query as somebody would who writes only that one by hand:
// net/http, encoding/json, typed structs, the same engine calls side by side.
type floor struct {
	*upstream
	token         func() (string, error)
	profileFields []xdm.Path
	eventFields   []xdm.Path // nil for no events
	events        int
	segments      map[string]string // id → name
	shape         func(*floorProfile, []floorEvent, map[string]string) any
	many          bool
}

type (
	floorVariables struct {
		Identity   platform.Identity   `json:"identity"`
		Identities []platform.Identity `json:"identities"`
	}
	floorProfile struct {
		IdentityMap map[string][]struct {
			ID string `json:"id"`
		} `json:"identityMap"`
		Person struct {
			Name struct {
				FirstName string `json:"firstName"`
				LastName  string `json:"lastName"`
			} `json:"name"`
		} `json:"person"`
		PersonalEmail struct {
			Address string `json:"address"`
		} `json:"personalEmail"`
		Loyalty struct {
			Tier string `json:"tier"`
		} `json:"loyalty"`
		SegmentMembership map[string]map[string]struct {
			Status            string    `json:"status"`
			LastQualification time.Time `json:"lastQualificationTime"`
			ValidUntil        time.Time `json:"validUntil"`
		} `json:"segmentMembership"`
		Tenant struct {
			Models map[string]struct {
				Score     float64 `json:"score"`
				ScoreDate string  `json:"scoreDate"`
			} `json:"models"`
			LifetimeValue struct {
				Historic     json.Number `json:"historic"`
				CurrencyCode string      `json:"currencyCode"`
			} `json:"lifetimeValue"`
		} `json:"_activityhub"`
	}
	floorEvent struct {
		Timestamp int64 `json:"timestamp"`
		Entity    struct {
			EventType string `json:"eventType"`
			Commerce  *struct {
				Order *struct {
					PriceTotal *float64 `json:"priceTotal"`
				} `json:"order"`
			} `json:"commerce"`
		} `json:"entity"`
	}
)

func (f *floor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Query     string         `json:"query"`
		Variables floorVariables `json:"variables"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	ids := body.Variables.Identities
	if !f.many {
		ids = []platform.Identity{body.Variables.Identity}
	}
	answers, err := f.answer(r.Context(), ids)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	data := map[string]any{"profile": answers[0]}
	if f.many {
		data = map[string]any{"profiles": answers}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
}

// The shapes of the answers, the same as GraphQL gives.
type (
	shapeName struct {
		FirstName string `json:"firstName"`
		LastName  string `json:"lastName,omitempty"`
	}
	shapePerson struct {
		Name shapeName `json:"name"`
	}
	shapeSegment struct {
		Segment struct {
			Name string `json:"name"`
		} `json:"segment"`
	}
	shapeEvent struct {
		Type       string `json:"type"`
		Timestamp  string `json:"timestamp"`
		Attributes *struct {
			Commerce any `json:"commerce"`
		} `json:"attributes,omitempty"`
	}
	nodes[T any] struct {
		Nodes []T `json:"nodes"`
	}
)

func shapeSegments(p *floorProfile, names map[string]string) nodes[shapeSegment] {
	type membership struct {
		id string
		at time.Time
	}
	var in []membership
	for _, segments := range p.SegmentMembership {
		for id, m := range segments {
			if (m.Status == "realized" || m.Status == "existing") && (m.ValidUntil.IsZero() || m.ValidUntil.After(time.Now())) {
				in = append(in, membership{id, m.LastQualification})
			}
		}
	}
	slices.SortFunc(in, func(a, b membership) int {
		if c := b.at.Compare(a.at); c != 0 {
			return c
		}
		return strings.Compare(a.id, b.id)
	})
	list := nodes[shapeSegment]{Nodes: make([]shapeSegment, len(in))}
	for i, m := range in {
		list.Nodes[i].Segment.Name = names[m.id]
	}
	return list
}

func shapeEvents(events []floorEvent, totals bool) nodes[shapeEvent] {
	list := nodes[shapeEvent]{Nodes: make([]shapeEvent, len(events))}
	for i, e := range events {
		list.Nodes[i] = shapeEvent{Type: e.Entity.EventType, Timestamp: time.UnixMilli(e.Timestamp).UTC().Format("2006-01-02T15:04:05.000Z")}
		if totals {
			list.Nodes[i].Attributes = &struct {
				Commerce any `json:"commerce"`
			}{}
			if e.Entity.Commerce != nil {
				list.Nodes[i].Attributes.Commerce = e.Entity.Commerce
			}
		}
	}
	return list
}
