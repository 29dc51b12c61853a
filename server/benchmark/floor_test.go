package benchmark_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// floor answers one query as somebody would who writes only that one by hand:
// net/http, encoding/json, typed structs, the same engine calls side by side.
type floor struct {
	*upstream
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
		Timestamp int64  `json:"timestamp"`
		Type      string `json:"type"`
		Entity    struct {
			Commerce *struct {
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

func (f *floor) answer(ctx context.Context, ids []platform.Identity) ([]any, error) {
	var profiles map[string]struct {
		Entity *floorProfile `json:"entity"`
	}
	var events map[string]struct {
		Children []floorEvent `json:"children"`
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		return f.post(ctx, wireRequest{Identities: ids, Fields: f.profileFields}, decodeInto(&profiles))
	})
	if f.eventFields != nil {
		group.Go(func() error {
			return f.post(ctx, wireRequest{Identities: ids, Fields: f.eventFields, Events: true, Limit: f.events}, decodeInto(&events))
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	answers := make([]any, len(ids))
	for i, id := range ids {
		answers[i] = f.shape(profiles[id.String()].Entity, events[id.String()].Children, f.segments)
	}
	return answers, nil
}

func decodeInto(v any) func(io.Reader) error {
	return func(r io.Reader) error { return json.NewDecoder(r).Decode(v) }
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
		list.Nodes[i] = shapeEvent{Type: e.Type, Timestamp: time.UnixMilli(e.Timestamp).UTC().Format("2006-01-02T15:04:05.000Z")}
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
