package resilience

import (
	"sync"
	"time"
)

const (
	slowLeast = 500 * time.Millisecond // first back-off where the engine names no wait
	slowMost  = 30 * time.Second       // longest of them
	slowCap   = 5 * time.Minute        // longest wait that an engine may name
)

// A SlowDown is a wish of the engine to be left alone for a while. It is
// organisation-wide: all callers of all guards that share it wait. It is safe
// for concurrent use.
type SlowDown struct {
	mu    sync.Mutex
	until time.Time
	last  time.Time // when the engine last asked
	epoch int       // counts the wishes, so that many tries that were under way together are one
	inRow int       // wishes since the last success; the back-off doubles with them
}

// NewSlowDown returns a slow-down that is not in force.
func NewSlowDown() *SlowDown { return &SlowDown{} }

// left returns how long it lasts from now on, zero or less if it is over, and
// the epoch of a try that begins now.
func (s *SlowDown) left(now time.Time) (left time.Duration, epoch int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.until.Sub(now), s.epoch
}

// calm says whether the engine has not asked to slow down for so long.
func (s *SlowDown) calm(now time.Time, length time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last.IsZero() || now.Sub(s.last) >= length
}

// asked notes the wish that a try of that epoch met. A named wait is kept as it
// is, up to five minutes; without one (zero or less) it is a back-off that
// doubles from 0.5 s to 30 s while such wishes follow each other. A wait is
// never made shorter. It returns whether this is a new wish, not one more answer
// from before the callers knew.
func (s *SlowDown) asked(now time.Time, epoch int, wait time.Duration) (isNew bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if isNew = epoch == s.epoch; isNew {
		s.epoch++
		s.inRow++
	}
	s.last = now
	if wait <= 0 {
		wait = slowMost
		if s.inRow < 10 {
			wait = min(slowMost, slowLeast<<max(0, s.inRow-1))
		}
	}
	if until := now.Add(min(wait, slowCap)); until.After(s.until) {
		s.until = until
	}
	return isNew
}

// granted notes that a try of that epoch was answered.
func (s *SlowDown) granted(epoch int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if epoch == s.epoch {
		s.inRow = 0
	}
}
