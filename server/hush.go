package server

import (
	"sync"
	"time"
)

// sayAgain is how long a failure of one kind that has its line in the log goes
// without another one.
const sayAgain = 10 * time.Second

// A hush keeps the log readable while an engine is out: hundreds of requests a
// second then fail alike. There are as many kinds as fields and codes, so it
// stays small. Its zero value has heard nothing.
type hush struct {
	mu    sync.Mutex
	heard map[string]*heard // :: kind → its last line
}

type heard struct {
	at     time.Time
	unsaid int // failures since, without a line
}

// say reports whether a failure of that kind gets a line now, and how many got
// none since the last one.
func (h *hush) say(kind string, now time.Time) (unsaid int, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	last := h.heard[kind]
	switch {
	case last == nil:
		if h.heard == nil {
			h.heard = map[string]*heard{}
		}
		last = &heard{}
		h.heard[kind] = last
	case now.Sub(last.at) < sayAgain:
		last.unsaid++
		return 0, false
	}
	unsaid = last.unsaid
	*last = heard{at: now}
	return unsaid, true
}
