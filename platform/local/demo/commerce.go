package demo

// commerceEvents are the orders: known by e-mail address where the customer
// bought as a guest, and by customer number where they were logged in.
func commerceEvents(c *customer) []doc {
	currency := c.locale.currency
	events := make([]doc, 0, c.plan.orders)
	for i, o := range c.orders() {
		e := event("commerce", c.key(), i+1, o.at, "commerce.purchases", "web")
		if i%3 == 2 {
			e["identityMap"] = doc{"Email": []doc{identity(c.email, true)}}
		} else {
			e["identityMap"] = doc{"CRMID": []doc{loggedIn(c.id, true)}}
		}
		e["commerce"] = o.commerce(currency)
		e["productListItems"] = lineItems(o.lines, currency)
		events = append(events, e)
	}
	return events
}

func (o order) commerce(currency string) doc {
	paid := amount(o.total, currency)
	placed := doc{
		"purchaseID":   o.id,
		"priceTotal":   paid,
		"currencyCode": currency,
		"orderType":    "checkout",
		"createdDate":  dateTime(o.at),
		"payments":     []doc{{"paymentType": o.payment, "paymentAmount": paid, "currencyCode": currency}},
	}
	if o.discount > 0 {
		placed["discountAmount"] = amount(o.discount, currency)
	}
	return doc{"purchases": measure(), "order": placed}
}

func lineItems(lines []orderLine, currency string) []doc {
	items := make([]doc, len(lines))
	for i, l := range lines {
		items[i] = doc{
			"SKU": l.product.sku, "name": l.product.name, "quantity": l.quantity,
			"priceTotal": amount(l.price, currency), "currencyCode": currency,
			"productCategories": []doc{{"categoryName": l.product.category}},
		}
	}
	return items
}
