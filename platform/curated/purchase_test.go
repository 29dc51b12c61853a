package curated_test

import (
	"fmt"
	"testing"

	"activityhub/platform/curated"
)

func TestMoney(t *testing.T) {
	rules := curated.Defaults()
	nowhere := curated.Rules{}
	noCurrency := curated.Rules{LifetimeValue: curated.MoneyRule{Amount: "_activityhub.lifetimeValue.historic"}}
	tests := []struct {
		name  string
		rules curated.Rules
		raw   string
		want  string
	}{
		{"as the data hold it", rules, `{"historic":1234.50,"currencyCode":"EUR"}`, `1234.50/EUR`},
		{"an exponent", rules, `{"historic":1e3}`, `1e3/-`},
		{"more digits than a float has", rules, `{"historic":"12345678901234567890.123456789"}`, `12345678901234567890.123456789/-`},
		{"no amount", rules, `{"currencyCode":"EUR"}`, "-"},
		{"null", rules, `{"historic":null}`, "-"},
		{"text", rules, `{"historic":"a lot"}`, "!a string"},
		{"blanks around", rules, `{"historic":" 1 "}`, "!a string"},
		{"an object", rules, `{"historic":{"value":1}}`, "!an object"},
		{"currency of the wrong type, alone", rules, `{"historic":1,"currencyCode":["EUR"]}`, "1/!the data holds an array where the schema says a string"},
		{"no rule", nowhere, `{"historic":1}`, "-"},
		{"no rule for the currency", noCurrency, `{"historic":1,"currencyCode":"EUR"}`, `1/-`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := show(tt.rules.LifetimeValueOf(parse(t, `{"_activityhub":{"lifetimeValue":`+tt.raw+`}}`)))
			equal(t, "lifetime value", []string{got}, []string{tt.want})
		})
	}
}

func TestPurchases(t *testing.T) {
	rules := curated.Defaults()
	none := curated.PurchaseRule{}
	tests := []struct {
		name  string
		rule  *curated.PurchaseRule
		raw   string
		want  []string // order, total, error of the items if there is one
		items []string // sku name quantity price; nil for none at all
	}{
		{"all", &rules.Purchases, `{"commerce":{"order":{"purchaseID":"P-1","priceTotal":129.97,"currencyCode":"EUR"}},
			"productListItems":[{"SKU":"S1","name":"Lamp","quantity":2,"priceTotal":99.98,"currencyCode":"EUR"},{"SKU":7}]}`,
			[]string{"P-1", `129.97/EUR`, "-"},
			[]string{`S1 Lamp 2 99.98/EUR`, "7 - - -"}},
		{"nothing", &rules.Purchases, `{}`, []string{"-", "-", "-"}, nil},
		{"no lines", &rules.Purchases, `{"productListItems":[]}`, []string{"-", "-", "-"}, []string{}},
		{"a null line", &rules.Purchases, `{"productListItems":[null]}`, []string{"-", "-", "-"}, []string{"- - - -"}},
		{"wrong types, each alone", &rules.Purchases, `{"commerce":{"order":{"purchaseID":{},"priceTotal":"x"}},"productListItems":[{"SKU":[],"name":"Lamp","quantity":1.5,"priceTotal":true}]}`,
			[]string{"!an object", "!a string", "-"}, []string{"! Lamp ! !"}},
		{"lines of the wrong type", &rules.Purchases, `{"productListItems":{"SKU":"S1"}}`, []string{"-", "-", "!an object"}, nil},
		{"a line of the wrong type, alone", &rules.Purchases, `{"productListItems":[{"SKU":"S1"},"S2"]}`, []string{"-", "-", "-"}, []string{"S1 - - -", "! ! ! !"}},
		{"something on the way of the wrong type", &rules.Purchases, `{"commerce":{"order":"P-1"}}`, []string{"!a string", "!a string", "-"}, nil},
		{"nothing on the way", &rules.Purchases, `{"commerce":{"order":null}}`, []string{"-", "-", "-"}, nil},
		{"no rules", &none, `{"commerce":{"order":{"purchaseID":"P-1"}},"productListItems":[{}]}`, []string{"-", "-", "-"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := tt.rule.Of(parse(t, tt.raw))
			items, err := p.Items()
			equal(t, "parts", []string{show(p.OrderID()), show(p.Total()), show((*string)(nil), err)}, tt.want)
			if (items == nil) != (tt.items == nil) || len(items) != len(tt.items) {
				t.Fatalf("%d items (nil: %t), want %d (nil: %t)", len(items), items == nil, len(tt.items), tt.items == nil)
			}
			for i, item := range items {
				var want [4]string
				if _, err := fmt.Sscan(tt.items[i], &want[0], &want[1], &want[2], &want[3]); err != nil {
					t.Fatal(err)
				}
				equal(t, "item", []string{show(item.SKU()), show(item.Name()), show(item.Quantity()), show(item.Price())}, want[:])
			}
		})
	}
	if got := fmt.Sprint(none.Paths()); got != "[]" {
		t.Errorf("a rule for nothing reads %s", got)
	}
}
