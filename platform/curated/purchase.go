package curated

import "activityhub/platform/xdm"

// A Purchase reads an event as an order. Each part is read when it is asked
// for, so a bad value is an error of that part alone.
type Purchase struct {
	rule  *PurchaseRule
	event xdm.Object
}

// Of returns event as an order. r must outlive it.
func (r *PurchaseRule) Of(event xdm.Object) Purchase { return Purchase{rule: r, event: event} }

// Paths returns the paths that purchases are read from.
func (r PurchaseRule) Paths() []xdm.Path {
	return append(r.Total.Paths(), present(r.OrderID, r.Items.Path)...)
}

// OrderID returns the order number.
func (p Purchase) OrderID() (*string, error) { return text(p.event, p.rule.OrderID) }

// Total returns what was paid.
func (p Purchase) Total() (*Money, error) { return p.rule.Total.read(p.event) }

// Items returns the lines of the order; nil if the event has none.
func (p Purchase) Items() ([]*PurchasedItem, error) {
	if p.rule.Items.Path == "" {
		return nil, nil
	}
	v, err := p.event.Find(p.rule.Items.Path)
	if err != nil {
		return nil, err
	}
	lines, err := v.Array()
	if err != nil || v.Absent() {
		return nil, err
	}
	items := make([]*PurchasedItem, len(lines))
	for i := range lines {
		items[i] = &PurchasedItem{rule: &p.rule.Items, line: element(&lines[i])}
	}
	return items, nil
}

// element returns the object that v, an element of an array, is. One that is
// none spoils neither the array nor its other elements: its members fail.
func element(v *xdm.Value) xdm.Object {
	o, _ := xdm.ElementOf(v)
	if o == nil {
		return xdm.Object{}
	}
	return *o
}

// A PurchasedItem reads one line of an order.
type PurchasedItem struct {
	rule *ItemsRule
	line xdm.Object
}

// SKU returns the article number.
func (i *PurchasedItem) SKU() (*string, error) { return text(i.line, i.rule.SKU) }

// Name returns the name of the article.
func (i *PurchasedItem) Name() (*string, error) { return text(i.line, i.rule.Name) }

// Quantity returns the number of pieces.
func (i *PurchasedItem) Quantity() (*int32, error) {
	if i.rule.Quantity == "" {
		return nil, nil
	}
	v, err := i.line.Find(i.rule.Quantity)
	if err != nil {
		return nil, err
	}
	return pointer(v.Int())
}

// Price returns the price of the line.
func (i *PurchasedItem) Price() (*Money, error) { return i.rule.Price.read(i.line) }

// pointer turns what the readers of xdm return into a pointer: nil if absent.
func pointer[T any](v T, ok bool, err error) (*T, error) {
	if err != nil || !ok {
		return nil, err
	}
	return &v, nil
}
