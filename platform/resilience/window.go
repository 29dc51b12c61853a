package resilience

import "time"

// lookBack is how many seconds a window looks back, the running one included.
const lookBack = 10

// A window counts, over the last ten seconds, how many there were of something
// and how many of these were of one kind. It moves on by whole seconds. The zero
// value is empty.
type window struct {
	seconds [lookBack]struct {
		second  int64 // since 1970; tells an old slice from a new one
		all, of int
	}
}

// add counts at now.
func (w *window) add(now time.Time, all, of int) {
	second := now.Unix()
	s := &w.seconds[second%lookBack]
	if s.second != second {
		s.second, s.all, s.of = second, 0, 0
	}
	s.all += all
	s.of += of
}

// sum returns the counts of the ten seconds that end with that of now.
func (w *window) sum(now time.Time) (all, of int) {
	second := now.Unix()
	for i := range w.seconds {
		if s := &w.seconds[i]; s.second > second-lookBack && s.second <= second {
			all += s.all
			of += s.of
		}
	}
	return all, of
}
