package faulttable_test

// manyLookUps is as many as open the circuit when they fail together.
const manyLookUps = 5

// asksAnything reports whether requests reach the Platform at all.
func (c testCase) asksAnything() bool { return c.before == nil || c.fault.Kind != "" }

// expectedOnWire returns how many requests there are, and how many of them count
// as failures.
func (c testCase) expectedOnWire() (requests, failures int) {
	struck, spared := c.hit()
	requests = spared.all
	switch {
	case !c.asksAnything():
		return 0, 0
	case c.fate == answered && c.requests[0] == 0:
		extra := 1 // the first request of all is struck
		if c.beside != nil {
			extra = len(struck.people)
		}
		return requests + struck.all + c.extra*extra + c.askedAlone(struck), c.counts * extra
	case c.fate == uncounted && c.later:
		pages := struck.all - len(struck.people)
		return requests + len(struck.people) + pages*c.counts, pages * c.counts
	case c.fate == uncounted:
		return requests + struck.all + struck.onward, struck.counted * c.counts
	}
	for _, people := range struck.people {
		n := c.requests[people-1]
		counts := c.counts * n / max(1, c.requests[0])
		if len(struck.people) >= manyLookUps && counts > 0 {
			n, counts = 1, 1 // the first failures open the circuit
		}
		requests += n
		failures += counts
	}
	return requests + c.askedAlone(struck), failures
}

// askedAlone returns how many more people are asked for alone after an answer in
// part that does not tell for certain who has failed: failures name XIDs, which
// are known once somebody was found.
func (c testCase) askedAlone(struck cost) int {
	n := 0
	for _, people := range struck.people {
		switch strangers := c.query.unknown; {
		case c.beside == nil || people == 1:
		case c.failuresAlone && c.kept:
			n += people - 1
		case c.failuresAlone:
			n += people
		case strangers > 0 && !c.kept:
			n += strangers
			if c.fate == lost && c.requests[0] == 1 {
				n++ // the refusal, which would not have been asked about again
			}
		}
	}
	return n
}
