package gateway_test

import (
	"fmt"
	"sync/atomic"
	"testing"
)

// BenchmarkStreaming sends single messages, each of which is durable when it is
// acknowledged, from several callers at a time.
func BenchmarkStreaming(b *testing.B) {
	f := open(b)
	profile, _ := f.schemas()
	var n atomic.Int64
	b.SetParallelism(16)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			body := envelope("crm", profile, fmt.Sprintf(`{"_suite":{"customerNumber":"C%d"},"person":{"name":{"firstName":"Ada"}}}`, n.Add(1)))
			if got := f.stream("/collection/abc", body); got.status != 200 {
				b.Errorf("status %d", got.status)
			}
		}
	})
}
