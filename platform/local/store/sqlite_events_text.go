package store

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"activityhub/platform"
)

// Events of one person lie in as many ranges as the person has identities, or
// identities times types when types are asked for: each range is ordered by
// time. Of each the statement reads no more than the page can need: a subquery
// walks the index from the end asked for to the time of the last event that
// could matter, and the range is read up to there. The page is put together
// from these pieces in Go.
//
// Rows are of three kinds, told apart by the first column: who was asked for,
// counts, and events.

// eventText builds a statement together with its arguments. The text depends on
// the form of a query alone, so that each form is prepared once.
type eventText struct {
	strings.Builder
	args []any
}

func (t *eventText) arg(value any) string {
	t.args = append(t.args, value)
	return "?" + strconv.Itoa(len(t.args))
}

func eventStatement(q EventQuery) (text string, args []any) {
	t := &eventText{}
	t.arg(pairs(q.Identities))
	if q.Graph {
		t.arg(platform.MaxIdentitiesPerCluster)
		t.WriteString(askedGraph)
	} else {
		t.WriteString(askedAlone)
	}
	t.WriteString("\nselect 0, person, n, size, '', '', '', '', '' from asked")
	terms := t.terms(q)
	for _, w := range []walk{{terms, false}, {terms, true}} {
		if w.linked && q.Graph {
			continue // the graph has every event under one of its identities
		}
		if q.Count {
			t.WriteString("\nunion all\n" + w.count())
		}
		if q.Limit > 0 || !q.Count {
			t.WriteString("\nunion all\n" + w.events())
		}
	}
	return t.String(), t.args
}

// eventTerms are the placeholders of what the query asks for; "" where it asks
// for nothing.
type eventTerms struct {
	newest             bool
	limit              string
	first, last        string // window of the filter, for counts
	from, to           string // window of the page: no wider, and cut to the places
	aboveTime, aboveID string
	belowTime, belowID string
	types, channels    string
}

func (t *eventText) terms(q EventQuery) eventTerms {
	above, below := q.Above, q.Below
	if above == (Position{}) {
		above.Time = math.MinInt64
	}
	to := q.To
	if below == (Position{}) {
		below.Time = math.MaxInt64
	} else {
		to = min(to, below.Time+1)
	}
	terms := eventTerms{
		newest: q.Newest, limit: t.arg(q.Limit), from: t.arg(max(q.From, above.Time)), to: t.arg(to),
		aboveTime: t.arg(above.Time), aboveID: t.arg(above.ID), belowTime: t.arg(below.Time), belowID: t.arg(below.ID),
	}
	if q.Count {
		terms.first, terms.last = t.arg(q.From), t.arg(q.To)
	}
	if len(q.Types) > 0 {
		terms.types = t.arg(array(q.Types))
	}
	if len(q.Channels) > 0 {
		terms.channels = t.arg(array(q.Channels))
	}
	return terms
}

// walk writes the parts of a statement that walk one index: that of the events
// themselves, or that of the links to events kept under another identity.
type walk struct {
	eventTerms
	linked bool
}

// table is what is walked, under the name, together with the events it leads to.
func (w walk) table(name string) string {
	if !w.linked && w.types != "" {
		return "events " + name + " indexed by events_type" // SQLite would read all types
	}
	if !w.linked {
		return "events " + name
	}
	d := w.data(name)
	return fmt.Sprintf("event_links %[1]s cross join events %[2]s on %[2]s.pid = %[1]s.owner and %[2]s.ts = %[1]s.ts and %[2]s.id = %[1]s.id", name, d)
}

// data is the alias of the events that the walk of that name leads to.
func (w walk) data(name string) string {
	if w.linked {
		return name + "d"
	}
	return name
}

// where ties the walk to identity k, and to type t and the channels asked for.
func (w walk) where(name string) string {
	text := name + ".pid = k.pid"
	if !w.linked {
		text += " and k.owner = 1"
	}
	if w.types != "" {
		text += " and " + w.data(name) + ".type = t.value"
	}
	if w.channels != "" {
		text += " and " + w.data(name) + ".channel in (select value from json_each(" + w.channels + "))"
	}
	return text
}

// between keeps the walk between the places of the page.
func (w walk) between(name string) string {
	return fmt.Sprintf(" and (%[1]s.ts, %[1]s.id) > (%[2]s, %[3]s) and (%[1]s.ts, %[1]s.id) < (%[4]s, %[5]s)", name, w.aboveTime, w.aboveID, w.belowTime, w.belowID)
}

// streams is what is walked for: identities, or identities and types.
func (w walk) streams() string {
	if w.types == "" {
		return "members k"
	}
	return "members k cross join json_each(" + w.types + ") t"
}

func (w walk) count() string {
	table := w.table("e")
	if !w.linked && w.channels == "" {
		table = "events e indexed by events_type" // far smaller than the events
	}
	return fmt.Sprintf("select 1, k.person, count(*), 0, '', '', '', '', '' from %s cross join %s where %s and e.ts >= %s and e.ts < %s group by k.person",
		w.streams(), table, w.where("e"), w.first, w.last)
}

func (w walk) events() string {
	direction, edge, otherEdge := "desc", "e.ts >= coalesce((%s), "+w.from+")", "e.ts < "+w.to
	if !w.newest {
		direction, edge, otherEdge = "asc", "e.ts <= coalesce((%s), "+w.to+" - 1)", "e.ts >= "+w.from
	}
	furthest := fmt.Sprintf("select c.ts from %s where %s and c.ts >= %s and c.ts < %s%s order by c.ts %s, c.id %s limit 1 offset %s",
		w.table("c"), w.where("c"), w.from, w.to, w.between("c"), direction, direction, w.limit)
	d := w.data("e")
	return fmt.Sprintf("select 2, k.person, %[1]s.ts, %[1]s.stored, %[1]s.id, %[1]s.type, %[1]s.channel, o.ns || ':' || o.value, %[1]s.doc", d) +
		fmt.Sprintf(" from %s cross join %s cross join identities o on o.id = %s.pid where %s and %s and %s%s",
			w.streams(), w.table("e"), d, w.where("e"), fmt.Sprintf(edge, furthest), otherEdge, w.between("e"))
}
