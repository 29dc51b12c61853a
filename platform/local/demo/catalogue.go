package demo

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// A product is an article of the shop.
type product struct {
	sku      string
	name     string
	category string
	cents    int // price in euros
}

var products = []product{
	{"PH-100", "Smartphone Nova 7", "phones", 44900}, {"PH-110", "Smartphone Nova 7 Pro", "phones", 79900},
	{"PH-120", "Smartphone Nova mini", "phones", 29900}, {"PH-900", "Phone case, clear", "accessories", 1990},
	{"PH-910", "Charger 45 W", "accessories", 2990}, {"PH-920", "USB-C cable 2 m", "accessories", 1290},
	{"TV-400", "Television 43\"", "tv", 39900}, {"TV-410", "Television 55\" OLED", "tv", 109900},
	{"TV-420", "Television 65\" OLED", "tv", 159900}, {"TV-900", "Wall mount", "accessories", 5990},
	{"TV-910", "Remote control", "accessories", 2490}, {"AU-200", "Soundbar Duo", "audio", 24900},
	{"AU-210", "Headphones Calm", "audio", 19900}, {"AU-220", "Earbuds Mini", "audio", 8990},
	{"AU-230", "Turntable Retro", "audio", 22900}, {"AU-240", "Radio Küche", "audio", 6990},
	{"RT-300", "Mesh router AX7", "network", 9990}, {"RT-310", "Mesh router AX7, set of three", "network", 24900},
	{"RT-320", "Powerline adapter", "network", 5490}, {"RT-330", "Network cable 10 m", "accessories", 1490},
	{"CO-500", "Laptop Slate 14", "computers", 89900}, {"CO-510", "Laptop Slate 16", "computers", 129900},
	{"CO-520", "Tablet Leaf 11", "computers", 42900}, {"CO-530", "Monitor 27\"", "computers", 27900},
	{"CO-540", "Keyboard, mechanical", "computers", 10900}, {"CO-550", "Mouse, silent", "computers", 3990},
	{"CO-560", "External drive 2 TB", "computers", 7990}, {"SM-600", "Thermostat, set of two", "smart home", 11900},
	{"SM-610", "Door bell with camera", "smart home", 14900}, {"SM-620", "Light bulbs, set of three", "smart home", 4990},
	{"SM-630", "Robot vacuum cleaner", "smart home", 34900}, {"SM-640", "Plug with meter", "smart home", 1990},
	{"GM-700", "Game console Orbit", "gaming", 49900}, {"GM-710", "Controller Orbit", "gaming", 5990},
	{"GM-720", "Game: Deep Field", "gaming", 5990}, {"GM-730", "Game: Little Harbour", "gaming", 3990},
}

// rates turn cents into the smallest unit of a currency, in thousandths.
var rates = map[string]int{"EUR": 1000, "GBP": 860, "USD": 1090, "CHF": 950, "JPY": 1650}

// in is the price in the smallest unit of a currency, rounded to what a shop
// would ask there.
func (p product) in(currency string) int {
	return toCurrency(p.cents, currency)
}

func toCurrency(cents int, currency string) int {
	price := cents * rates[currency] / 1000
	switch currency {
	case "JPY": // a yen has no cents, and the rate is of a hundredth
		return max(price/10*10, 10)
	case "CHF": // five centimes are the smallest coin
		return price / 5 * 5
	case "GBP", "USD":
		return max(price/100*100, 100) - 1
	}
	return price
}

// amount writes money as a number with the decimals that its currency has.
func amount(minor int, currency string) json.Number {
	if currency == "JPY" {
		return json.Number(strconv.Itoa(minor))
	}
	return json.Number(fmt.Sprintf("%d.%02d", minor/100, minor%100))
}

// euros turns what an amount is worth into whole euros.
func euros(minor int, currency string) int { return minor * 1000 / rates[currency] / 100 }
