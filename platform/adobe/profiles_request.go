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
func fits(fields []string, query url.Values) bool {
	return len(fields) <= maxQueryPaths && len(query.Encode()) <= maxQueryBytes
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
		query := url.Values{"schema.name": {profileSchema}, "entityId": {ids[0].ID}, "entityIdNS": {string(ids[0].Namespace)}}
		if l.fields != nil {
			query.Set("fields", strings.Join(l.fields, ","))
		}
		if l.policy != "" {
			query.Set("mergePolicyId", string(l.policy))
		}
		if fits(l.fields, query) {
			return call{op: l.op, method: http.MethodGet, path: entitiesPath, query: query, point: true, decode: decode}
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

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
