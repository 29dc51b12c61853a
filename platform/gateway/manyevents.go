package gateway

import (
	"encoding/json"

	"github.com/tidwall/gjson"

	"activityhub/platform"
	"activityhub/platform/local"
)

// postEvents answers with a page of events for each person known. A page that is
// not the last has the body of the call for the next one, of that person alone.
// limit counts for each person.
func (g *Gateway) postEvents(q *request, m *manyQuestion) (reply, error) {
	var w window
	orderby := m.body.Get("orderby")
	if !orderby.Exists() {
		orderby = m.body.Get("orderBy")
	}
	if err := w.read(q, m.body.Get("timeFilter.startTime").Raw, m.body.Get("timeFilter.endTime").Raw, m.body.Get("limit").Raw, orderby.String()); err != nil {
		return reply{}, err
	}
	answers := make([]entry, len(m.asked))
	var fromStart []asked
	for i, who := range m.asked {
		answers[i].asked = who
		if who.start == "" {
			fromStart = append(fromStart, who)
		}
	}
	beginnings, failed, err := g.pages(q, m, &w, "", known(fromStart))
	if err != nil {
		return reply{}, err
	}
	for i := range answers {
		answer := &answers[i]
		if answer.nobody {
			continue
		}
		found, why := beginnings, failed
		if answer.start != "" {
			if found, why, err = g.pages(q, m, &w, answer.start, []platform.Identity{answer.identity}); err != nil {
				return reply{}, err
			}
		}
		if err := answer.fail(why); err != nil {
			return reply{}, err
		}
		if documents := found[answer.identity]; documents != nil {
			page := cutPage(documents.Events, w.limit)
			answer.write = func(b []byte) []byte {
				return g.appendPage(b, page, &w, m.wanted, func(b []byte) []byte { return appendPayload(b, m, answer.xid, page.start, &w) })
			}
		}
	}
	return g.entries(answers, nil)
}

// pages reads the events of ids from start on. What fails for one of them alone
// is in failed.
func (g *Gateway) pages(q *request, m *manyQuestion, w *window, start string, ids []platform.Identity) (found map[platform.Identity]*local.EventDocuments, failed, err error) {
	if len(ids) == 0 {
		return nil, nil, nil
	}
	req, err := w.request(q, start, m.policy, ids)
	if err != nil {
		return nil, nil, err
	}
	found, failed = g.platform.EventDocuments(q.Context(), req)
	return found, failed, nil
}

// appendPayload appends the link to the next page of one person: a path and the
// body to send there unchanged.
func appendPayload(b []byte, m *manyQuestion, xid, start string, w *window) []byte {
	type identity struct {
		XID   string `json:"relatedEntityId"`
		Start string `json:"start"`
	}
	type times struct {
		From json.RawMessage `json:"startTime,omitempty"`
		To   json.RawMessage `json:"endTime,omitempty"`
	}
	payload := struct {
		Schema     wireName        `json:"schema"`
		Related    wireName        `json:"relatedSchema"`
		Policy     string          `json:"mergePolicyId,omitempty"`
		Identities []identity      `json:"identities"`
		Fields     json.RawMessage `json:"fields,omitempty"`
		Times      *times          `json:"timeFilter,omitempty"`
		Limit      int             `json:"limit"`
		OrderBy    string          `json:"orderby"`
	}{
		Schema: wireName{eventClass}, Related: wireName{profileClass}, Policy: m.body.Get("mergePolicyId").String(),
		Identities: []identity{{xid, start}}, Fields: raw(m.body.Get("fields")), Limit: w.limit, OrderBy: w.orderby(),
	}
	if w.from != "" || w.to != "" {
		payload.Times = &times{json.RawMessage(w.from), json.RawMessage(w.to)}
	}
	text, err := json.Marshal(payload)
	if err != nil {
		panic(err) // its parts are JSON
	}
	b = append(b, `{"href":"/entities","payload":`...)
	return append(append(b, text...), '}')
}

func raw(v gjson.Result) json.RawMessage { return json.RawMessage(v.Raw) }
