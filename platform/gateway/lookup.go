package gateway

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// eventsPerPage is how many events a page has unless a limit is given, and
// maxEventsPerPage the most that a limit can be. Adobe names no maximum.
const (
	eventsPerPage    = 1000
	maxEventsPerPage = 10_000
)

// asked is an identity as a caller names it.
type asked struct {
	identity platform.Identity // namespace as registered
	xid      string            // as given, or that of identity
	nobody   bool              // xid was made up: it is of no identity
	start    string            // where a page of events goes on; "" at the beginning
}

// identify reads an identity: a value, called name, with the code of its
// namespace, or an XID alone.
func (g *Gateway) identify(q *request, name, value, code string) (asked, error) {
	if value == "" {
		return asked{}, malformed(q, name+" is missing: the value of an identity with the code of its namespace, or an XID alone")
	}
	if code == "" {
		identity, ok := g.xids.identity(value)
		return asked{identity: identity, xid: value, nobody: !ok}, nil
	}
	namespace, ok := g.view().namespaces.byCode[platform.Namespace(code).Fold()]
	if !ok {
		return asked{}, malformed(q, "there is no identity namespace of that code; GET /data/core/idnamespace/identities lists those there are")
	}
	identity := platform.Identity{Namespace: namespace.Code, ID: value}
	if err := identity.Check(); err != nil {
		return asked{}, err
	}
	return asked{identity: identity, xid: g.xids.of(identity)}, nil
}

// either returns the first of the parameters of these names that is there: some
// are spelt in two ways.
func either(params url.Values, names ...string) string {
	for _, name := range names {
		if params.Has(name) {
			return params.Get(name)
		}
	}
	return ""
}

// projection makes a projection of the paths in fields; all of the document
// where there are none. A path that cannot be one matches nothing.
func projection(fields []string) xdm.Projection {
	paths := make([]xdm.Path, 0, len(fields))
	for _, field := range fields {
		if field != "" {
			paths = append(paths, xdm.Path(field))
		}
	}
	return xdm.Project(paths...)
}

// policy returns the merge policy of that id; "" is the default one.
func (g *Gateway) policy(id string) (platform.MergePolicyID, error) {
	policy, ok := g.platform.Definitions().MergePolicy(platform.MergePolicyID(id))
	if !ok {
		return "", profileError(http.StatusUnprocessableEntity, fmt.Sprintf("Merge policy %s does not exist", strconv.Quote(id)),
			"GET /data/core/ups/config/mergePolicies lists those there are")
	}
	return policy.ID, nil
}

// window is what a look-up of events says besides whose they are.
type window struct {
	from, to   string // ms of the Unix epoch, as given; "" for none
	limit      int
	descending bool
	filter     platform.EventFilter
}

// read checks the window. The times of a query and of a body differ in form
// alone.
func (w *window) read(q *request, from, to, limit, orderby string) error {
	w.from, w.to, w.limit = from, to, eventsPerPage
	for _, bound := range []struct {
		name, text string
		at         *time.Time
	}{{"startTime", from, &w.filter.From}, {"endTime", to, &w.filter.To}} {
		if bound.text == "" {
			continue
		}
		ms, err := strconv.ParseInt(bound.text, 10, 64)
		if err != nil {
			return malformed(q, bound.name+" is a whole number: milliseconds of the Unix epoch")
		}
		*bound.at = time.UnixMilli(ms).UTC()
	}
	if limit != "" {
		n, err := strconv.Atoi(limit)
		if err != nil || n < 1 || n > maxEventsPerPage {
			return malformed(q, fmt.Sprintf("limit is 1 to %d events", maxEventsPerPage))
		}
		w.limit = n
	}
	switch strings.TrimLeft(orderby, "+ ") { // a bare plus is a blank in a query
	case "", "timestamp":
	case "-timestamp":
		w.descending = true
	default:
		return malformed(q, "orderby is +timestamp or -timestamp")
	}
	return nil
}

func (w *window) order() platform.EventOrder {
	if w.descending {
		return platform.NewestFirst
	}
	return platform.OldestFirst
}

// orderby writes the order of w as pages name it.
func (w *window) orderby() string {
	if w.descending {
		return "-timestamp"
	}
	return "timestamp"
}

// texts returns the strings in the array v; ok is false if v is there and holds
// anything else.
func texts(v gjson.Result) (all []string, ok bool) {
	if !v.Exists() || v.Type == gjson.Null {
		return nil, true
	}
	if !v.IsArray() {
		return nil, false
	}
	ok = true
	v.ForEach(func(_, item gjson.Result) bool {
		ok = ok && item.Type == gjson.String
		all = append(all, item.Str)
		return ok
	})
	return all, ok
}
