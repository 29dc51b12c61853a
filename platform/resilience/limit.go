package resilience

// A limiter says how many tries may be under way at once. It begins at the most,
// is cut when the engine asks to slow down or does not answer in time, and grows
// by one a round trip at most while it is what holds callers back: additive
// increase, multiplicative decrease. Callers without a place wait in line.
//
// Its guard's lock guards it.
type limiter struct {
	least, most float64
	limit       float64
	inFlight    int
	cuts        int       // a try that began before the last cut cannot cut again
	line        []*waiter // in order of arrival
}

// A waiter waits for a place. Its turn is closed when it has one.
type waiter struct {
	turn   chan struct{}
	placed bool
}

func newLimiter(c *Config) limiter {
	return limiter{least: float64(c.LeastLimit), most: float64(c.MostLimit), limit: float64(c.MostLimit)}
}

// take takes a place if one is free and nobody waits for it.
func (l *limiter) take() bool {
	if len(l.line) > 0 || l.inFlight >= int(l.limit) {
		return false
	}
	l.inFlight++
	return true
}

// join puts a caller in line.
func (l *limiter) join() *waiter {
	w := &waiter{turn: make(chan struct{})}
	l.line = append(l.line, w)
	return w
}

// leave takes a waiter out of the line, and returns whether it has a place
// nevertheless, which it must then use or give back.
func (l *limiter) leave(w *waiter) (placed bool) {
	for i, other := range l.line {
		if other == w {
			l.line = append(l.line[:i], l.line[i+1:]...)
			break
		}
	}
	return w.placed
}

// give gives a place back.
func (l *limiter) give() {
	l.inFlight--
	l.serve()
}

// serve hands free places to those in line.
func (l *limiter) serve() {
	for len(l.line) > 0 && l.inFlight < int(l.limit) {
		w := l.line[0]
		l.line[0] = nil
		l.line = l.line[1:]
		l.inFlight++
		w.placed = true
		close(w.turn)
	}
}

// busy says whether at least half of the places are taken: only then does the
// limit decide anything, and only then is there something to learn about it.
func (l *limiter) busy() bool { return float64(2*l.inFlight) >= l.limit }

// grow follows a good answer, while its place is still taken.
func (l *limiter) grow() {
	if l.busy() {
		l.limit = min(l.most, l.limit+1/l.limit)
	}
}

// halve follows a wish to slow down: half of what is under way, or was when the
// try that met the wish began, since that is the load it was about.
func (l *limiter) halve(cuts, crowd int) { l.cut(cuts, float64(max(crowd, l.inFlight))/2) }

// ease follows a try that was not answered in time: a tenth less, and only if
// the limit was used, since one slow answer on an idle engine says nothing.
func (l *limiter) ease(cuts int) {
	if l.busy() {
		l.cut(cuts, min(l.limit, float64(l.inFlight))*0.9)
	}
}

// cut lowers the limit to a number, on behalf of a try that began after so many
// cuts.
func (l *limiter) cut(cuts int, to float64) {
	if cuts == l.cuts {
		l.cuts++
		l.limit = max(l.least, min(l.limit, to))
	}
}
