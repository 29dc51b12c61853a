package demo

import (
	"fmt"
	"slices"
	"time"
)

// stillValid is when the validity of what holds now ends: so late that the data
// do not age.
const stillValid = "2099-12-31T23:59:59Z"

// scored is when the models ran last.
var scored = Reference.Add(-21*time.Hour - 45*time.Minute)

// facts is what the models and the segments look at.
type facts struct {
	*customer
	orders       []order
	calls        []call
	tickets      []ticket
	contracts    []contract
	standing     standing
	churn        int // 0 to 100
	upgrade      int
	engagement   int
	recentOrders int // within 90 days
	recentSpent  int
	recentCalls  int // within 30 days
	openTickets  int
	contractEnds bool // within 90 days
}

func (c *customer) facts() facts {
	r := newRandom(c.number, forScores)
	f := facts{customer: c, orders: c.orders(), contracts: c.contracts()}
	f.calls, f.tickets = c.contacts()
	f.standing = c.standing(f.orders)
	for _, o := range f.orders {
		if o.at.After(Reference.Add(-days(90))) {
			f.recentOrders++
			f.recentSpent += o.total
		}
	}
	f.recentCalls = callsSince(f.calls, 30)
	for _, t := range f.tickets {
		if t.isOpen() {
			f.openTickets++
		}
	}
	for _, k := range f.contracts {
		f.contractEnds = f.contractEnds || k.endsSoon()
	}
	f.churn = percent(r.IntRange(2, 60) + 12*f.openTickets + 8*f.recentCalls - 6*f.recentOrders)
	if f.contractEnds {
		f.churn = percent(f.churn + 18)
	}
	f.upgrade = percent(r.IntRange(2, 60) + 5*min(f.recentOrders, 4) + 4*f.standing.tier)
	f.engagement = percent(r.IntRange(1, 30) + min(c.plan.visits+c.plan.campaigns, 60))
	return f
}

func callsSince(calls []call, n int) int {
	count := 0
	for _, k := range calls {
		if k.at.After(Reference.Add(-days(n))) {
			count++
		}
	}
	return count
}

// percent keeps n within 1 and 99.
func percent(n int) int { return min(max(n, 1), 99) }

// scoreRecords is what the models say of a customer, and the segments they are
// in. Who bought nothing, called nobody and never visited has no score.
func scoreRecords(c *customer) []doc {
	if c.plan == (plan{contracts: c.plan.contracts}) {
		return nil
	}
	f := c.facts()
	d := recordHeader(c.since, scored)
	d["identityMap"] = doc{"CRMID": []doc{identity(c.id, true)}}
	d["_activityhub"] = doc{
		"models":            f.models(),
		"lifetimeValue":     f.lifetimeValue(),
		"computed":          f.computed(),
		"interactionCounts": doc{"call": len(f.calls), "ticket": len(f.tickets), "visit": c.plan.visits, "mailing": c.plan.campaigns},
		"nextBestActions":   f.nextBestActions(),
	}
	if memberships := f.memberships(); len(memberships) > 0 {
		d["segmentMembership"] = memberships
	}
	return []doc{d}
}

func (f facts) models() doc {
	churn := model(f.churn, "3.2",
		factor("support_calls_30d", f.recentCalls, weigh(f.recentCalls, 1, 3)),
		factor("open_tickets", f.openTickets, weigh(f.openTickets, 1, 2)),
		factor("visits", f.plan.visits, "low"),
	)
	churn["propensityType"] = "churn"
	upgrade := model(f.upgrade, "1.9",
		factor("orders_90d", f.recentOrders, weigh(f.recentOrders, 1, 4)),
		factor("loyalty_tier", tiers[f.standing.tier].name, weigh(f.standing.tier, 1, 2)),
	)
	upgrade["propensityType"] = "conversion"
	engagement := model(f.engagement, "0.7",
		factor("visits", f.plan.visits, weigh(f.plan.visits, 3, 12)),
		factor("messages", f.plan.campaigns, weigh(f.plan.campaigns, 4, 40)),
	)
	return doc{"churn90d": churn, "upgrade30d": upgrade, "engagement": engagement}
}

// model is the answer of one model, what drove it most first.
func model(score int, version string, factors ...doc) doc {
	slices.SortStableFunc(factors, func(a, b doc) int {
		return slices.Index(weights, b["importance"].(string)) - slices.Index(weights, a["importance"].(string))
	})
	return doc{
		"score": score, "percentile": percent(score * 11 / 10), "probability": float64(score*score*10/16) / 10000,
		"scoreDate": dateTime(scored), "expiresAt": stillValid, "modelVersion": version, "influentialFactors": factors,
	}
}

// weights are how much a factor can count, from little to much.
var weights = []string{"low", "medium", "high"}

// weigh is how much a factor of n counts.
func weigh(n, medium, high int) string {
	switch {
	case n >= high:
		return "high"
	case n >= medium:
		return "medium"
	}
	return "low"
}

// factor says what drove a score.
func factor(code string, value any, importance string) doc {
	return doc{"code": code, "value": fmt.Sprint(value), "importance": importance}
}

func (f facts) lifetimeValue() doc {
	total := spent(f.orders)
	worth := euros(total, f.locale.currency)
	band := "2000+"
	switch {
	case worth < 100:
		band = "0-100"
	case worth < 500:
		band = "100-500"
	case worth < 2000:
		band = "500-2000"
	}
	return doc{
		"historic": amount(total, f.locale.currency), "predicted12Months": amount(total*(110-f.churn)/300, f.locale.currency),
		"currencyCode": f.locale.currency, "band": band, "computedAt": dateTime(scored),
	}
}

func (f facts) computed() doc {
	d := doc{
		"ordersLast90Days":       f.recentOrders,
		"orderValueLast90Days":   amount(f.recentSpent, f.locale.currency),
		"supportCallsLast30Days": f.recentCalls,
	}
	if n := len(f.orders); n > 0 {
		d["lastPurchaseAt"] = dateTime(f.orders[n-1].at)
		d["topCategories"] = categories(f.orders)
	}
	if n := len(f.calls); n > 0 {
		d["daysSinceLastContact"] = int(Reference.Sub(f.calls[n-1].at) / days(1))
	}
	return d
}

// nextBestActions are what the agent could offer, the best first.
func (f facts) nextBestActions() []doc {
	var actions []doc
	add := func(code, title, channel string) {
		actions = append(actions, doc{"rank": len(actions) + 1, "code": code, "title": title, "channel": channel, "expiresAt": stillValid})
	}
	if f.openTickets > 0 {
		add("CLOSE_TICKET", "Ask about the open ticket first", "call")
	}
	if f.churn >= 70 {
		add("RETAIN_25", "25 % off for twelve months", "call")
	}
	if f.contractEnds {
		add("RENEW", "Renew the contract that ends soon", "call")
	}
	if f.upgrade >= 50 {
		add("UPGRADE_FIBRE", "Fibre 1000 for the price of Fibre 250", "email")
	}
	if len(actions) == 0 {
		add("THANK", "Thank them for their loyalty", "email")
	}
	return actions
}
