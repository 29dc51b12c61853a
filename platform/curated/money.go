package curated

import "activityhub/platform/xdm"

// Money is an amount as the data holds it.
type Money struct {
	Amount   string // a decimal number as text
	of       xdm.Object
	currency xdm.Path
}

// Currency returns the currency by ISO 4217; nil if the data does not say.
func (m *Money) Currency() (*string, error) { return text(m.of, m.currency) }

// read returns the amount in o; nil if there is none.
func (r MoneyRule) read(o xdm.Object) (*Money, error) {
	if r.Amount == "" {
		return nil, nil
	}
	v, err := o.Find(r.Amount)
	if err != nil {
		return nil, err
	}
	amount, ok, err := v.Decimal()
	if err != nil || !ok {
		return nil, err
	}
	return &Money{Amount: amount, of: o, currency: r.Currency}, nil
}

// LifetimeValue returns what the person has been worth; nil if unknown.
func (r Rules) LifetimeValueOf(profile xdm.Object) (*Money, error) {
	return r.LifetimeValue.read(profile)
}

// Paths returns what read needs.
func (r MoneyRule) Paths() []xdm.Path { return present(r.Amount, r.Currency) }

// present returns the paths that are not empty.
func present(paths ...xdm.Path) []xdm.Path {
	kept := paths[:0]
	for _, p := range paths {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return kept
}

// text returns the string at path; nil if there is none.
func text(o xdm.Object, path xdm.Path) (*string, error) {
	if path == "" {
		return nil, nil
	}
	v, err := o.Find(path)
	if err != nil {
		return nil, err
	}
	return pointer(v.Str())
}

// firstText returns the string at the first of paths that holds one.
func firstText(o xdm.Object, paths []xdm.Path) (*string, error) {
	for _, path := range paths {
		if s, err := text(o, path); s != nil || err != nil {
			return s, err
		}
	}
	return nil, nil
}
