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
	lines, err := p.event.At(p.rule.Items.Path).Array()
	if err != nil || lines == nil {
		return nil, err
	}
	items := make([]*PurchasedItem, 0, len(lines))
	for _, line := range lines {
		o, err := line.Object()
		if err != nil {
			return nil, err
		}
		items = append(items, &PurchasedItem{rule: &p.rule.Items, line: o})
	}
	return items, nil
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
	return pointer(i.line.At(i.rule.Quantity).Int())
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
