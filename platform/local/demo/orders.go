package demo

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// An order is something a customer bought.
type order struct {
	id       string
	at       time.Time
	lines    []orderLine
	discount int // in the smallest unit of the currency
	payment  string
	total    int
}

// An orderLine is one article of an order.
type orderLine struct {
	product  product
	quantity int
	price    int // of the line
}

// orders returns what c bought, by time. It is drawn anew at every call, always
// the same.
func (c *customer) orders() []order {
	r := newRandom(c.number, forOrders)
	orders := make([]order, c.plan.orders)
	for i := range orders {
		orders[i] = c.drawOrder(r)
	}
	if c.number == 1 { // something to see in the last 90 days, whatever the lot
		orders[0].at = Reference.Add(-days(9) - 10*time.Hour)
	}
	slices.SortFunc(orders, func(a, b order) int { return a.at.Compare(b.at) })
	for i := range orders {
		orders[i].id = fmt.Sprintf("ORD-%06d-%03d", c.number, i+1)
	}
	return orders
}

func (c *customer) drawOrder(r random) order {
	o := order{
		at:      r.recent(c.since, Reference.Add(-time.Hour)),
		payment: pick(r, []string{"credit_card", "credit_card", "paypal", "debit_card", "wire_transfer", "gift_card"}),
	}
	for range pick(r, []int{1, 1, 1, 2, 2, 3, 4}) {
		p := pick(r, products)
		if slices.ContainsFunc(o.lines, func(l orderLine) bool { return l.product.sku == p.sku }) {
			continue
		}
		quantity := 1
		if p.cents < 6000 {
			quantity = r.IntRange(1, 3)
		}
		o.lines = append(o.lines, orderLine{p, quantity, quantity * p.in(c.locale.currency)})
		o.total += o.lines[len(o.lines)-1].price
	}
	if r.chance(20) {
		o.discount = o.total / 10
		o.total -= o.discount
	}
	return o
}

// spent is what orders came to.
func spent(orders []order) int {
	sum := 0
	for _, o := range orders {
		sum += o.total
	}
	return sum
}

// categories returns the kinds of articles in orders, the most bought first.
func categories(orders []order) []string {
	count := map[string]int{}
	for _, o := range orders {
		for _, l := range o.lines {
			count[l.product.category] += l.quantity
		}
	}
	names := make([]string, 0, len(count))
	for name := range count {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
	return names
}
