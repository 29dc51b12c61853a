package adobe

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"activityhub/platform"
	"activityhub/platform/adobe/wire"
	"activityhub/platform/xdm"
)

// Bounds of a GET: a look-up with a longer list of fields is posted.
const (
	maxQueryPaths = 100
	maxQueryBytes = 4 << 10
)

// fieldsOf returns what goes out as fields: the paths of p, sorted, none below
// another; nil for the whole document.
func fieldsOf(p xdm.Projection) []string {
	paths := p.Paths()
	if paths == nil {
		return nil
	}
	fields := make([]string, len(paths))
	for i, path := range paths {
		fields[i] = string(path)
	}
	return fields
}

// fits reports whether a look-up with these parameters can be a GET.
func fits(fields []string, query string) bool {
	return len(fields) <= maxQueryPaths && len(query) <= maxQueryBytes
}

// A queryText is the query of a look-up as it goes out. Every call has one, and
// url.Values would cost more than all that is in it.
type queryText struct{ strings.Builder }

// add adds a parameter, unless its value is "".
func (q *queryText) add(name, value string) {
	if value != "" {
		q.name(name)
		q.WriteString(url.QueryEscape(value))
	}
}

// list adds a parameter with values that have commas between, unless there are
// none.
func (q *queryText) list(name string, values []string) {
	for i, value := range values {
		if i == 0 {
			q.name(name)
		} else {
			q.WriteString("%2C")
		}
		q.WriteString(url.QueryEscape(value))
	}
}

func (q *queryText) name(name string) {
	if q.Len() > 0 {
		q.WriteByte('&')
	}
	q.WriteString(name)
	q.WriteByte('=')
}

// The members of a posted look-up.
//
// Source: Entities guide; its editions of 2023 for events.
type (
	entitiesBody struct {
		Schema      schemaName  `json:"schema"`
		Related     *schemaName `json:"relatedSchema,omitempty"`
		Identities  []any       `json:"identities"`
		Fields      []string    `json:"fields,omitempty"`
		MergePolicy string      `json:"mergePolicyId,omitempty"`
		Time        *timeFilter `json:"timeFilter,omitempty"`
		Limit       int         `json:"limit,omitempty"`
		Order       string      `json:"orderby,omitempty"`
	}
	schemaName struct {
		Name string `json:"name"`
	}
	namespaceCode struct {
		Code platform.Namespace `json:"code"`
	}
	entityIdentity struct {
		ID        string        `json:"entityId"`
		Namespace namespaceCode `json:"entityIdNS"`
	}
	relatedIdentity struct {
		ID        string        `json:"relatedEntityId"`
		Namespace namespaceCode `json:"relatedEntityIdNS"`
	}
	timeFilter struct {
		Start *int64 `json:"startTime,omitempty"` // milliseconds, inclusive
		End   *int64 `json:"endTime,omitempty"`   // milliseconds, exclusive
	}
)

// post returns the call that posts body.
func post(op string, body entitiesBody, decode func(string) (any, error)) call {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err) // its members always can be written
	}
	return call{op: op, method: http.MethodPost, path: entitiesPath, body: raw, decode: decode}
}

// call returns the look-up of ids: a GET for one, unless its address would be
// too long.
func (l *lookup) call(ids []platform.Identity) call {
	decode := func(body string) (any, error) { return wire.Records(body) }
	if len(ids) == 1 {
		if query := l.query(ids[0]); fits(l.fields, query) {
			return call{op: l.op, method: http.MethodGet, path: entitiesPath, link: query, point: true, decode: decode}
		}
	}
	body := entitiesBody{Schema: schemaName{profileSchema}, Fields: l.fields, MergePolicy: string(l.policy)}
	for _, id := range ids {
		body.Identities = append(body.Identities, entityIdentity{id.ID, namespaceCode{id.Namespace}})
	}
	c := post(l.op, body, decode)
	c.point = len(ids) == 1
	return c
}

// query returns the parameters of a GET for the record of one identity.
//
// Source: Entities guide, parameters.
func (l *lookup) query(id platform.Identity) string {
	var q queryText
	q.Grow(512)
	q.add("entityId", id.ID)
	q.add("entityIdNS", string(id.Namespace))
	q.list("fields", l.fields)
	q.add("mergePolicyId", string(l.policy))
	q.add("schema.name", profileSchema)
	return q.String()
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
