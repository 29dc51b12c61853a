package direct

import (
	"activityhub/graph"
	"activityhub/platform/curated"
)

// purchases compiles Profile.purchases.
func (c *compiler) purchases(f *field) writer[*graph.Profile] {
	lists := c.lists // c itself is of one request
	return connection(c, f, func(a graph.Arguments) (List[*graph.Purchase], error) {
		first, after, last, before, err := a.Page()
		return lists.PurchasesOf(first, after, last, before), err
	}, c.purchase)
}

func (c *compiler) purchase(f *field) *object[*graph.Purchase] {
	return compileObject(c, "Purchase", f.Selections, func(f *field) writer[*graph.Purchase] {
		switch f.Name {
		case "event":
			return child(c.event(f), func(_ *run, p *graph.Purchase) (*graph.ExperienceEvent, error) { return p.Event, nil })
		case "orderId":
			return textOrError((*graph.Purchase).OrderID)
		case "time":
			return moment((*graph.Purchase).Time)
		case "total":
			return child(c.money(f), func(_ *run, p *graph.Purchase) (*curated.Money, error) { return p.Total() })
		case "items":
			return list(c.purchasedItem(f), func(_ *run, p *graph.Purchase) ([]*curated.PurchasedItem, error) { return p.Items() })
		}
		return nil
	})
}

func (c *compiler) purchasedItem(f *field) *object[*curated.PurchasedItem] {
	return compileObject(c, "PurchasedItem", f.Selections, func(f *field) writer[*curated.PurchasedItem] {
		switch f.Name {
		case "sku":
			return textOrError((*curated.PurchasedItem).SKU)
		case "name":
			return textOrError((*curated.PurchasedItem).Name)
		case "quantity":
			return optionalOrError((*curated.PurchasedItem).Quantity, appendInt)
		case "price":
			return child(c.money(f), func(_ *run, i *curated.PurchasedItem) (*curated.Money, error) { return i.Price() })
		}
		return nil
	})
}
