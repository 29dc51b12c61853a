package registry

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"activityhub/platform/gateway/condition"
)

// A Query says which resources of a list are wanted. The zero value wants all.
type Query struct {
	Conditions []condition.Condition // that all have to hold
	OrderBy    string                // a member, with "-" before it for the other direction; "" means title
	Start      int                   // how many to pass over
	Limit      int                   // at most that many; zero means MaxPage
}

// MaxPage is how many resources a page holds at most.
//
// Source: Schema Registry API, lists of full resources.
const MaxPage = 300

// A Page is a part of a list.
type Page struct {
	Resources []*Resource
	OrderBy   string
	Next      string // start of the page that follows; "" after the last
}

// List returns the part of all that q wants.
func List(all []*Resource, q Query) Page {
	order := cmp.Or(q.OrderBy, "title")
	member, descending := strings.CutPrefix(order, "-")
	wanted := slices.DeleteFunc(slices.Clone(all), func(r *Resource) bool { return !condition.HoldAll(q.Conditions, r.head) })
	slices.SortStableFunc(wanted, func(a, b *Resource) int {
		by := condition.Compare(a.head, b.head, member)
		if descending {
			by = -by
		}
		return by
	})
	limit := q.Limit
	if limit < 1 || limit > MaxPage {
		limit = MaxPage
	}
	start := min(q.Start, len(wanted))
	page := Page{OrderBy: order, Resources: wanted[start:min(start+limit, len(wanted))]}
	if start+limit < len(wanted) {
		page.Next = strconv.Itoa(start + limit)
	}
	return page
}

// describeHead writes the members of r that lists are filtered and ordered by:
// all but its fields.
func (r *Resource) describeHead() error {
	members := make(map[string]json.RawMessage, len(r.members))
	for name, value := range r.members {
		if name != "properties" {
			members[name] = value
		}
	}
	var err error
	r.head, err = json.Marshal(members)
	return err
}
