package faults

import (
	"cmp"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"

	"github.com/tidwall/gjson"
)

// emptyPage is a page without events.
const emptyPage = `{"_page":{"orderby":"timestamp","start":"","count":0,"next":""},"children":[],"_links":{"next":{"href":""}}}`

// toMany reports whether a request is a look-up of many.
func toMany(_ Effect, q *question) bool { return capabilities["profiles-bulk"](q) }

// isPage reports whether a body is a page of events rather than records by XID.
func isPage(raw []byte) bool { return gjson.GetBytes(raw, "children").IsArray() }

// unknown makes an answer to a look-up one that knows nobody: entries left out,
// or empty shells.
//
// Source: Profile API, entities, the sample with an unknown identity.
func unknown(body []byte, shell bool) []byte {
	if isPage(body) {
		return []byte(emptyPage)
	}
	if !shell {
		return []byte("{}")
	}
	ms := members(body)
	for i, m := range ms {
		if isPage(m.value) {
			ms[i].value = json.RawMessage(emptyPage)
			continue
		}
		xid, _ := json.Marshal(m.name) // a text always can be
		ms[i].value = json.RawMessage(`{"entityId":` + string(xid) + `,"sources":[""],"entity":{},"lastModifiedAt":"1970-01-01T00:00:00Z"}`)
	}
	return object(ms)
}

// The record that nobody asked for.
const (
	unaskedXID    = "A0FaultsUnaskedRecord00000"
	unaskedRecord = `{"entityId":"` + unaskedXID + `","sources":["faults"],"entity":{"identityMap":{"email":[{"id":"unasked@example.com"}]},"person":{"name":{"firstName":"Unasked"}}},"lastModifiedAt":"2024-01-01T00:00:00Z"}`
)

func spoilRecords(s strike, w http.ResponseWriter, q *question, next http.Handler) {
	rewrite(w, q, next, func(body []byte) ([]byte, int) {
		ms := members(body)
		if len(ms) == 0 {
			return body, 0
		}
		switch s.Form {
		case "reordered":
			s.lot.Shuffle(len(ms), func(i, j int) { ms[i], ms[j] = ms[j], ms[i] })
		case "doubled":
			ms = append(ms, ms...)
		case "unasked":
			record := unaskedRecord
			if isPage(ms[0].value) {
				record = emptyPage
			}
			ms = append([]member{{unaskedXID, json.RawMessage(record)}}, ms...)
		case "left-out":
			ms = ms[:1]
		}
		return object(ms), 0
	})
}

func checkPartial(e Effect) error {
	switch {
	case e.Share < 0 || e.Share > 1:
		return errors.New("share is above 0 and up to 1")
	case e.Status != 0 && (e.Status < 400 || e.Status > 599):
		return errors.New("status is 400 to 599")
	}
	return nil
}

// partial fails some records of a look-up. Documented is a list of errors by
// XID; whether and how the records that did come go with it is not.
//
// Source: Profile API, entities POST, status 207.
func partial(s strike, w http.ResponseWriter, q *question, next http.Handler) {
	rewrite(w, q, next, func(body []byte) ([]byte, int) {
		ms := members(body)
		if len(ms) == 0 {
			return body, 0
		}
		failures := max(1, int(math.Round(cmp.Or(s.Share, 0.5)*float64(len(ms)))))
		fails := make(map[int]bool, failures)
		for _, i := range s.lot.Perm(len(ms))[:failures] {
			fails[i] = true
		}
		status := strconv.Itoa(cmp.Or(s.Status, http.StatusInternalServerError))
		failure := map[string]string{"message": "Identities cannot be retrieved", "cause": "Status Code - " + status, "statusCode": status}
		var list []any
		for i, m := range ms {
			switch {
			case !fails[i]:
				if s.Form == "mixed" {
					list = append(list, map[string]any{m.name: m.value})
				}
			case s.Form == "map":
				ms[i].value, _ = json.Marshal(map[string]any{"xid": m.name, "error": failure}) // always can be
			default:
				list = append(list, map[string]any{"xid": m.name, "error": failure})
			}
		}
		if s.Form == "map" {
			return object(ms), http.StatusMultiStatus
		}
		body, _ = json.Marshal(list) // likewise: its records were read as JSON
		return body, http.StatusMultiStatus
	})
}
