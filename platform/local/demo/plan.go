package demo

// A plan is how much there is of a customer: how often they visit, buy and
// call. Few customers are heavy, many are light, some have no events at all;
// the average is about 20 events.
type plan struct {
	visits    int // web sessions
	devices   int // at most visits
	orders    int
	campaigns int // messages received
	calls     int
	tickets   int
	contracts int
}

// drawPlan makes the plan of a customer. The first ones, whom everybody looks at
// first, are regular at least.
func drawPlan(number int, r random) plan {
	lot := r.IntN(100)
	if number <= len(locales) {
		lot = 65 + lot*33/100
	}
	var p plan
	switch {
	case lot < 15: // nothing but records
	case lot < 65: // light
		p = plan{visits: r.IntRange(0, 2), orders: r.IntRange(0, 1), campaigns: r.IntRange(0, 2), calls: r.IntRange(0, 1)}
	case lot < 90: // regular
		p = plan{visits: r.IntRange(2, 5), orders: r.IntRange(1, 4), campaigns: r.IntRange(2, 5), calls: r.IntRange(0, 2), tickets: r.IntRange(0, 1)}
	case lot < 98: // busy
		p = plan{visits: r.IntRange(6, 12), orders: r.IntRange(3, 8), campaigns: r.IntRange(4, 9), calls: r.IntRange(1, 5), tickets: r.IntRange(0, 2)}
	default: // heavy
		p = plan{visits: r.IntRange(20, 60), orders: r.IntRange(8, 30), campaigns: r.IntRange(12, 40), calls: r.IntRange(2, 12), tickets: r.IntRange(1, 4)}
	}
	p.devices = min(p.visits, r.IntRange(1, 4))
	p.contracts = pick(r, []int{0, 0, 1, 1, 1, 2})
	return p
}
