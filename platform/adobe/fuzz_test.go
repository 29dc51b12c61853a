package adobe

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"activityhub/platform"
)

// FuzzReadList checks that no list makes its readers panic, and that segments
// come out in order, each once.
func FuzzReadList(f *testing.F) {
	f.Add(`{"children":[{"id":"a","namespace":"aam","audienceId":"b","creationTime":1650374572000000,"tags":[1,{"name":2}]}],"_page":{"next":1}}`)
	f.Add(`{"segments":[{"id":7,"evaluationInfo":{"batch":{"enabled":"true"}}},{"id":"7"}],"page":{"totalPages":-1},"link":{"next":{"href":"x"}}}`)
	f.Add(`{"_pages":{"next":{}},"_links":{"next":"text"},"computedAttributes":[[]]}`)
	f.Fuzz(func(t *testing.T, body string) {
		if checkAnswer("x", 200, body) != nil {
			return
		}
		p, err := readPage("x", body)
		if err != nil {
			return
		}
		segments := joinSegments(p.items, p.items)
		ordered := slices.IsSortedFunc(segments, func(a, b *platform.Segment) int {
			return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.ID, b.ID))
		})
		if !ordered {
			t.Error("segments are out of order")
		}
		seen := map[platform.SegmentKey]bool{}
		for _, s := range segments {
			if s.ID == "" || seen[s.SegmentKey] {
				t.Errorf("segment %+v is none, or comes twice", s.SegmentKey)
			}
			seen[s.SegmentKey] = true
		}
		newNamespaces(p.items)
		for _, o := range p.items {
			newMergePolicy(o)
		}
	})
}

// FuzzRefused checks that nothing of what Adobe says in words gets into an
// error.
func FuzzRefused(f *testing.F) {
	f.Add(422, "Too many related identities")
	f.Add(403, `","error_code":"403025`)
	f.Add(404, "\x00")
	f.Fuzz(func(t *testing.T, status int, words string) {
		if status < 300 || status > 599 {
			return
		}
		const person = "Ada.Lovelace"
		for _, body := range []string{words + person, `{"message":"` + words + person + `","error_code":"` + person + `"}`, `[{"cause":"` + person + `"}]`} {
			err := refused("x", status, http.Header{}, body, time.Unix(0, 0))
			if err.Kind == nil || err.Message == "" || strings.Contains(err.Error(), person) {
				t.Errorf("%d %q: %v", status, body, err)
			}
		}
	})
}
