package gateway

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// maxValidations is how many requests a minute a streaming connection may ask to
// be validated.
//
// Source: streaming ingestion API, syncValidation.
const maxValidations = 60

// maxPaced is how many connections are counted at a time.
const maxPaced = 1000

// pace counts requests by connection, minute by minute.
type pace struct {
	now func() time.Time

	mu     sync.Mutex
	minute time.Time
	count  map[string]int
}

func newPace(now func() time.Time) *pace { return &pace{now: now, count: map[string]int{}} }

// take counts a request and returns zero, or how long to wait for the next
// minute where this one is used up.
func (p *pace) take(connection string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if minute := now.Truncate(time.Minute); minute != p.minute || len(p.count) > maxPaced {
		p.minute = minute
		clear(p.count)
	}
	if p.count[connection] >= maxValidations {
		return p.minute.Add(time.Minute).Sub(now)
	}
	p.count[connection]++
	return 0
}

// tooOften is the answer of the gateway in front of every service to too many
// requests.
func tooOften(wait time.Duration) *refusal {
	r := gatewayError("429050", "Too many requests")
	seconds := int64((wait + time.Second - 1) / time.Second)
	r.header = http.Header{"Retry-After": {strconv.FormatInt(seconds, 10)}}
	return r
}
