package faults

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"
)

func checkLatency(e Effect) error {
	given := 0
	for _, is := range []bool{e.Fixed > 0, e.Max > 0 || e.Min > 0, e.P50 > 0 || e.P95 > 0 || e.P99 > 0} {
		if is {
			given++
		}
	}
	switch {
	case given != 1:
		return errors.New("give one of: fixed; min and max; p50, p95 and p99")
	case e.Max < e.Min:
		return errors.New("max is below min")
	case e.P50 > 0 || e.P95 > 0 || e.P99 > 0:
		if e.P50 <= 0 || e.P95 < e.P50 || e.P99 < e.P95 {
			return errors.New("p50, p95 and p99 are all needed and do not fall")
		}
	}
	return nil
}

// drawn returns a latency of the effect.
func (e Effect) drawn(lot *rand.Rand) time.Duration {
	switch u := lot.Float64(); {
	case e.P50 > 0:
		return e.percentile(u)
	case e.Max > 0:
		return e.Min + time.Duration(u*float64(e.Max-e.Min))
	}
	return e.Fixed
}

// percentile goes straight from point to point of the curve: from half of p50
// at the bottom through the three to p99 at the top, so that nothing is slower
// than what was asked for.
func (e Effect) percentile(u float64) time.Duration {
	points := []struct {
		at float64
		is time.Duration
	}{{0, e.P50 / 2}, {0.5, e.P50}, {0.95, e.P95}, {0.99, e.P99}, {1, e.P99}}
	for i := 1; i < len(points); i++ {
		if below, above := points[i-1], points[i]; u <= above.at {
			return below.is + time.Duration((u-below.at)/(above.at-below.at)*float64(above.is-below.is))
		}
	}
	return e.P99
}

// sleep waits and reports whether the client is still there.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func latency(s strike, w http.ResponseWriter, q *question, next http.Handler) {
	q.lookUp() // the server notices that the client is gone once the body is read
	if !sleep(q.Context(), s.drawn(s.lot)) {
		abort(w)
		return
	}
	next.ServeHTTP(w, q.Request)
}

func lateAnswer(s strike, w http.ResponseWriter, q *question, next http.Handler) {
	a := taken(q, next)
	if !sleep(q.Context(), s.drawn(s.lot)) {
		abort(w)
		return
	}
	a.send(w)
}

// hang waits for the client to go. A request body that is not read keeps the
// server from noticing that, so what is left of it is read first.
func hang(_ strike, w http.ResponseWriter, q *question, _ http.Handler) {
	drain(q)
	<-q.Context().Done()
	abort(w)
}
