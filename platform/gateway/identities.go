package gateway

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tidwall/gjson"

	"activityhub/platform"
	"activityhub/platform/local"
)

// maxGraphs is the most identities that one call to the Identity Service names.
//
// Source: Identity Service API reference.
const maxGraphs = 1000

func (g *Gateway) identityRoutes() []route {
	const base = "/data/core/identity"
	return []route{
		{method: http.MethodGet, path: base + "/identity", serve: g.getXID},
		{method: http.MethodPost, path: base + "/v2/graph", serve: g.postGraph},
		{method: http.MethodGet, path: base + "/cluster/members", serve: g.getCluster},
		{method: http.MethodPost, path: base + "/clusters/members", serve: g.postClusters},
		{method: http.MethodGet, path: base + "/mapping", serve: g.getMapping},
		{method: http.MethodPost, path: base + "/mappings", serve: g.postMappings},
	}
}

// A spelling is the form that an identity has on the wire. Answers are in the
// form of the question.
type spelling int

const (
	asXID  spelling = iota
	asCode          // code of the namespace, and value
	asNumber
)

// An inquiry is an identity that the Identity Service is asked about.
type inquiry struct {
	spelling
	identity platform.Identity // namespace as registered
	asGiven  any               // as it was written, for what cannot be processed
	unknown  bool              // of no namespace there is, without value, or a made-up XID
}

// getXID answers with the XID of an identity, whether anybody has it or not.
func (g *Gateway) getXID(q *request) (reply, error) {
	one, err := g.inquiryIn(q, func(detail string) *refusal { return identityError(http.StatusBadRequest, "InvalidInput", detail) })
	if err != nil {
		return reply{}, err
	}
	return marshalled(http.StatusOK, struct {
		XID string `json:"xid"`
	}{g.xids.of(one.identity)})
}

// inquiryIn reads the identity that the query of q names: by the code of its
// namespace, by the number of it, or by XID. The code counts where both are
// there. wrong words what is wrong.
func (g *Gateway) inquiryIn(q *request, wrong func(string) *refusal) (inquiry, error) {
	params, err := q.params()
	if err != nil {
		return inquiry{}, err
	}
	one := g.inquiryOf(params)
	if one.unknown {
		return one, wrong("Name an identity by namespace (a code) and id, by nsid (the number of a namespace) and id, or where it is allowed by xid. The namespace or XID given is not known here, or is missing.")
	}
	return one, nil
}

func (g *Gateway) inquiryOf(params url.Values) inquiry {
	switch code, number := either(params, "namespace", "ns"), either(params, "nsid", "nsId"); {
	case code != "":
		return g.inquire(asCode, code, params.Get("id"))
	case number != "":
		return g.inquire(asNumber, number, params.Get("id"))
	}
	return g.inquire(asXID, "", params.Get("xid"))
}

func (g *Gateway) inquire(form spelling, namespace, value string) inquiry {
	one := inquiry{spelling: form}
	if form == asXID {
		var ok bool
		one.identity, ok = g.xids.identity(value)
		one.unknown = !ok
		if known, ok := g.view().namespaces.byCode[one.identity.Namespace]; ok {
			one.identity.Namespace = known.Code
		}
		return one
	}
	known, ok := g.view().namespaces.byCode[platform.Namespace(namespace).Fold()]
	if form == asNumber {
		number, err := strconv.Atoi(namespace)
		known, ok = g.view().namespaces.byNumber[number]
		ok = ok && err == nil
	}
	one.identity = platform.Identity{Namespace: known.Code, ID: value}
	one.unknown = !ok || one.identity.Check() != nil
	return one
}

// inquiries reads the lists of identities in a body: XIDs under the name xids,
// and identities whose namespace is a code under the name codes or a number
// under numbers. The first that is there counts.
func (g *Gateway) inquiries(body gjson.Result, xids string, composites ...string) []inquiry {
	if list := body.Get(xids); list.IsArray() {
		return each(list, func(item gjson.Result) inquiry { return g.inquire(asXID, "", item.String()) })
	}
	for _, name := range composites {
		if list := body.Get(name); list.IsArray() {
			return each(list, func(item gjson.Result) inquiry {
				for _, code := range []string{"ns", "namespace"} {
					if v := item.Get(code); v.Exists() {
						return g.inquire(asCode, v.String(), item.Get("id").String())
					}
				}
				number := item.Get("nsid")
				if !number.Exists() {
					number = item.Get("nsId")
				}
				return g.inquire(asNumber, number.String(), item.Get("id").String())
			})
		}
	}
	return nil
}

func each(list gjson.Result, read func(gjson.Result) inquiry) []inquiry {
	var all []inquiry
	list.ForEach(func(_, item gjson.Result) bool {
		one := read(item)
		one.asGiven = item.Value()
		all = append(all, one)
		return true
	})
	return all
}

// counted says what is wrong with the number of identities that a call names;
// "" if nothing is.
func counted(all []inquiry) string {
	switch {
	case len(all) == 0:
		return "name at least one identity"
	case len(all) > maxGraphs:
		return fmt.Sprintf("There is a limit of %d XIDs in a single call, and this one names %d", maxGraphs, len(all))
	}
	return ""
}

// clusters looks up the graphs around those of all that are known.
func (g *Gateway) clusters(q *request, all []inquiry, links bool) (map[platform.Identity]*local.Cluster, error) {
	var ids []platform.Identity
	seen := map[platform.Identity]bool{}
	for _, one := range all {
		if !one.unknown && !seen[one.identity] {
			seen[one.identity] = true
			ids = append(ids, one.identity)
		}
	}
	found, err := g.platform.Clusters(q.Context(), ids, links)
	var partial *platform.PartialError
	if errors.As(err, &partial) {
		return found, nil // those that failed are not in found
	}
	return found, err
}

// spell writes id in the form s; code is what its namespace is called there.
func (g *Gateway) spell(s spelling, code string, id platform.Identity) any {
	switch s {
	case asXID:
		return g.xids.of(id)
	case asNumber:
		return wireNumbered{g.view().namespaces.byCode[id.Namespace.Fold()].number, id.ID}
	}
	return wireCoded{code: code, namespace: string(id.Namespace), id: id.ID}
}

type wireNumbered struct {
	Namespace int    `json:"nsid"`
	ID        string `json:"id"`
}

// wireCoded is an identity whose namespace is a code, under a name that differs
// from call to call.
type wireCoded struct{ code, namespace, id string }

// MarshalJSON implements [encoding/json.Marshaler].
func (w wireCoded) MarshalJSON() ([]byte, error) {
	b := appendText([]byte{'{'}, w.code)
	b = appendText(append(b, ':'), w.namespace)
	b = appendText(append(b, `,"id":`...), w.id)
	return append(b, '}'), nil
}
