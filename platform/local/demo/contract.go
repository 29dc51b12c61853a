package demo

import (
	"fmt"
	"time"
)

// A contract is a line or a connection that is paid every month.
type contract struct {
	tariff tariff
	start  time.Time
	end    time.Time
	status string
	lines  int // of a mobile contract
	usage  [3]int
}

// A tariff is what contracts are about.
type tariff struct {
	code, name, network string
	cents               int // a month, in euros
	allowance           int // bytes a month; 0 if there is no cap
	mobile              bool
}

var tariffs = []tariff{
	{"FX250", "Fibre 250", "fiber", 3999, 0, false}, {"FX1000", "Fibre 1000", "fiber", 5499, 0, false}, {"DSL50", "DSL 50", "dsl", 2999, 0, false},
	{"MB-S", "Mobile S", "4G", 1299, 5_000_000_000, true}, {"MB-M", "Mobile M", "5G", 2299, 25_000_000_000, true}, {"MB-L", "Mobile L", "5G-SA", 3999, 100_000_000_000, true},
}

// contracts returns those that c has. They are drawn anew at every call, always
// the same.
func (c *customer) contracts() []contract {
	r := newRandom(c.number, forContracts)
	list := make([]contract, c.plan.contracts)
	for i := range list {
		k := contract{tariff: pick(r, tariffs), status: pick(r, []string{"active", "active", "active", "active", "suspended", "cancelled"}), lines: r.IntRange(1, 3)}
		k.end = Reference.Add(days(r.IntRange(5, 720)))
		if c.number == 1 { // a connection that ends soon, and a mobile contract
			k.tariff, k.status, k.lines = tariffs[1+3*i], "active", 2
			k.end = Reference.Add(days(40 + 300*i))
		}
		k.start = k.end.AddDate(-2, 0, 0)
		k.usage = [3]int{r.IntRange(0, 900), r.IntRange(100, 60_000), r.IntRange(0, 40)}
		list[i] = k
	}
	return list
}

// endsSoon reports whether k ends within 90 days.
func (k contract) endsSoon() bool { return k.end.Before(Reference.Add(days(90))) }

func (k contract) doc(c *customer, n int) doc {
	plan := doc{"code": k.tariff.code, "name": k.tariff.name}
	if k.tariff.allowance > 0 {
		plan["dataAllowanceBytes"] = k.tariff.allowance
	}
	d := doc{
		"contractID": fmt.Sprintf("CT-%s-%d", c.key(), n), "status": k.status, "plan": plan,
		"startDate": date(k.start), "endDate": date(k.end), "noticeUntil": date(k.end.AddDate(0, -1, 0)),
		"monthlyPrice": amount(toCurrency(k.tariff.cents, c.locale.currency), c.locale.currency), "currencyCode": c.locale.currency,
	}
	if !k.tariff.mobile {
		return d
	}
	lines := make([]doc, k.lines)
	for i := range lines {
		lines[i] = doc{
			"lineID": fmt.Sprintf("LN-%s-%d-%d", c.key(), n, i+1), "network": k.tariff.network,
			"usage": doc{"voice-min": k.usage[0] / (i + 1), "data-mb": k.usage[1] / (i + 1), "sms": k.usage[2] / (i + 1)},
		}
	}
	lines[0]["number"] = c.phone
	d["lines"] = lines
	return d
}
