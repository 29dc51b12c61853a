package wire_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"activityhub/platform/adobe/wire"
)

// answerOf writes an answer about n people with records of about size bytes.
func answerOf(n, size int) string {
	var b strings.Builder
	b.WriteByte('{')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `"A29cgveD5y64ezlhxj%06d":{"entityId":"A29cgveD5y64ezlhxj%06d","mergePolicy":{"id":"e161dae9-52f0-4c7f-b264-dc43dd903d56"},"sources":["5e30d7986c0cc218a85cee65"],"tags":["1580346827274:2478:215"],"identityGraph":["A29cgveD5y64ezlhxj%06d"],"entity":{"person":{"name":{"firstName":"Jane","lastName":"Doe"}},"identityMap":{"email":[{"id":"jane%d@example.com"}],"crmid":[{"id":"C%06d"}]}`, i, i, i, i, i)
		for k := 0; b.Len() < (i+1)*size-120; k++ {
			fmt.Fprintf(&b, `,"member%03d":{"text":"some words that are of no interest","number":%d.5,"list":[1,2,3]}`, k, k)
		}
		b.WriteString(`},"lastModifiedAt":"2020-01-30T01:13:59Z"}`)
	}
	b.WriteByte('}')
	return b.String()
}

// BenchmarkRecords reads 50 records of 6 KB, beside encoding/json into structs
// that keep the entity as it is, and into maps.
func BenchmarkRecords(b *testing.B) {
	body := answerOf(50, 6<<10)
	b.Run("wire", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			answer, err := wire.Records(body)
			if err != nil || len(answer.Records) != 50 || len(answer.Records[49].Linked) != 2 {
				b.Fatal(len(answer.Records), err)
			}
		}
	})
	b.Run("floor-raw", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			var answer map[string]struct {
				EntityID string          `json:"entityId"`
				Entity   json.RawMessage `json:"entity"`
				Modified time.Time       `json:"lastModifiedAt"`
			}
			if err := json.Unmarshal([]byte(body), &answer); err != nil || len(answer) != 50 {
				b.Fatal(len(answer), err)
			}
		}
	})
	b.Run("floor-map", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			var answer map[string]any
			if err := json.Unmarshal([]byte(body), &answer); err != nil || len(answer) != 50 {
				b.Fatal(len(answer), err)
			}
		}
	})
}
