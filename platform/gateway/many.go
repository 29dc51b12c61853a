package gateway

import (
	"fmt"

	"github.com/tidwall/gjson"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// A manyQuestion is the body of a look-up of many.
type manyQuestion struct {
	body   gjson.Result
	asked  []asked // without repeats
	policy platform.MergePolicyID
	wanted xdm.Projection
}

// postEntities looks several profiles up, or the events of several. The answer
// is keyed by XID.
//
// Source: Entities guide, and its edition of 2023 for events.
func (g *Gateway) postEntities(q *request) (reply, error) {
	body, err := q.json()
	if err != nil {
		return reply{}, err
	}
	class := body.Get("schema.name").String()
	switch class {
	case profileClass, eventClass, accountClass, opportunityClass:
	default:
		return reply{}, wrongClass(q)
	}
	value, code := "entityId", "entityIdNS"
	if class == eventClass {
		value, code = "relatedEntityId", "relatedEntityIdNS"
		if body.Get("relatedSchema.name").String() != profileClass {
			return reply{}, malformed(q, "relatedSchema.name is "+profileClass+": events are those of a profile")
		}
	}
	items, err := g.several(q, body.Get("identities"), value, code)
	if err != nil {
		return reply{}, err
	}
	if class == accountClass || class == opportunityClass {
		return g.entries(nil, nil) // a local Platform has people alone, and need not have the namespaces of the others
	}
	m := manyQuestion{body: body}
	if m.asked, err = g.identifyMany(q, items, value, code); err != nil {
		return reply{}, err
	}
	fields, ok := texts(body.Get("fields"))
	if !ok {
		return reply{}, malformed(q, "fields is an array of dot paths")
	}
	m.wanted = projection(fields)
	if m.policy, err = g.policy(body.Get("mergePolicyId").String()); err != nil {
		return reply{}, err
	}
	if class == eventClass {
		return g.postEvents(q, &m)
	}
	return g.postProfiles(q, &m)
}

// several returns the identities that a look-up of many names, none of them read
// yet.
func (g *Gateway) several(q *request, list gjson.Result, value, code string) ([]gjson.Result, error) {
	items := list.Array()
	switch most := g.cfg.MaxIdentities; {
	case !list.IsArray() || len(items) == 0:
		return nil, malformed(q, `identities is an array with at least one {"`+value+`": "…", "`+code+`": {"code": "…"}}`)
	case most > 0 && len(items) > most:
		return nil, malformed(q, fmt.Sprintf("a look-up names at most %d identities, not %d", most, len(items)))
	}
	return items, nil
}

// identifyMany reads the identities of a look-up of many.
func (g *Gateway) identifyMany(q *request, items []gjson.Result, value, code string) ([]asked, error) {
	all := make([]asked, 0, len(items))
	seen := make(map[string]bool, len(items))
	for _, item := range items {
		one, err := g.identify(q, value, item.Get(value).String(), namespaceCode(item.Get(code)))
		if err != nil {
			return nil, err
		}
		if !seen[one.xid] {
			seen[one.xid] = true
			one.start = item.Get("start").String()
			all = append(all, one)
		}
	}
	return all, nil
}

// namespaceCode reads the code of a namespace, as an object or bare.
func namespaceCode(v gjson.Result) string {
	if v.IsObject() {
		return v.Get("code").String()
	}
	return v.String()
}

func (g *Gateway) postProfiles(q *request, m *manyQuestion) (reply, error) {
	found, err := g.platform.Documents(q.Context(), platform.ProfilesRequest{Identities: known(m.asked), MergePolicy: m.policy, Projection: m.wanted})
	answers := make([]entry, len(m.asked))
	for i, who := range m.asked {
		answers[i].asked = who
		if who.nobody {
			continue
		}
		if err := answers[i].fail(err); err != nil {
			return reply{}, err
		}
		if document := found[who.identity]; document != nil {
			answers[i].write = func(b []byte) []byte { return g.appendEntry(b, who.xid, document) }
		}
	}
	return g.entries(answers, appendShell)
}

// known returns the identities of those that are somebody's.
func known(all []asked) []platform.Identity {
	ids := make([]platform.Identity, 0, len(all))
	for _, who := range all {
		if !who.nobody {
			ids = append(ids, who.identity)
		}
	}
	return ids
}
