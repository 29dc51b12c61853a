package curated

import (
	"cmp"
	"slices"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// ConsentPath is what Consents reads.
const ConsentPath = xdm.Path("consents")

// A Consent reads one choice of a person.
//
// Source: Consents and Preferences field group.
type Consent struct {
	Purpose      string                   // such as "collect" or "marketing.email"
	Subscription *string                  // the list it is about; nil if about the purpose as a whole
	Identity     *platform.LinkedIdentity // the one identity it is about; nil if about the person
	choice       xdm.Object
	asOf         xdm.Value // when, where the choice does not say itself
}

// Consents returns the choices in profile: those about the person first, then
// by identity, purpose and subscription. It is nil if nothing is known.
func Consents(profile xdm.Object) ([]*Consent, error) {
	v := profile.Get(string(ConsentPath))
	if v.Absent() {
		return nil, nil
	}
	consents, err := v.Object()
	if err != nil {
		return nil, err
	}
	c := collector{asOf: consents.At("metadata.time"), found: []*Consent{}}
	c.collect(consents, "", nil, maxDepth)
	slices.SortStableFunc(c.found, (*Consent).compare)
	return c.found, nil
}

// maxDepth is how many names deep a choice may be: deeper than any XDM path can
// name. It bounds the work that hostile nesting makes.
const maxDepth = xdm.MaxPathDepth

// collector gathers the choices in a tree of consents.
type collector struct {
	asOf  xdm.Value
	found []*Consent
}

// collect takes every object with a val, up to depth names below o, as a choice
// about its path.
func (c *collector) collect(o xdm.Object, purpose xdm.Path, of *platform.LinkedIdentity, depth int) {
	if depth == 0 {
		return
	}
	for name, v := range o.All() {
		member, err := v.Object()
		if err != nil || v.Absent() || purpose == "" && name == "metadata" {
			continue
		}
		switch {
		case purpose == "" && name == "idSpecific":
			if of == nil {
				c.collectSpecific(member)
			}
		case name == "subscriptions" && purpose != "":
			c.collectSubscriptions(member, purpose, of)
		default:
			c.add(&Consent{Purpose: string(purpose.Join(name)), Identity: of, choice: member})
			c.collect(member, purpose.Join(name), of, depth-1)
		}
	}
}

func (c *collector) collectSpecific(namespaces xdm.Object) {
	for namespace, v := range namespaces.All() {
		ids, _ := v.Object()
		for id, v := range ids.All() {
			consents, _ := v.Object()
			c.collect(consents, "", &platform.LinkedIdentity{Identity: platform.Identity{Namespace: platform.Namespace(namespace), ID: id}}, maxDepth)
		}
	}
}

func (c *collector) collectSubscriptions(lists xdm.Object, purpose xdm.Path, of *platform.LinkedIdentity) {
	for list, v := range lists.All() {
		choice, err := v.Object()
		if err == nil {
			c.add(&Consent{Purpose: string(purpose), Subscription: &list, Identity: of, choice: choice})
		}
	}
}

func (c *collector) add(consent *Consent) {
	if consent.choice.Get("val").Absent() {
		return
	}
	consent.asOf = c.asOf
	c.found = append(c.found, consent)
}

func (c *Consent) compare(d *Consent) int {
	return cmp.Or(
		compareOptional(c.Identity, d.Identity, func(a, b platform.LinkedIdentity) int { return a.Compare(b.Identity) }),
		cmp.Compare(c.Purpose, d.Purpose),
		compareOptional(c.Subscription, d.Subscription, cmp.Compare[string]),
	)
}

// compareOptional puts nil first.
func compareOptional[T any](a, b *T, compare func(T, T) int) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return compare(*a, *b)
}

// Value returns the wire's value.
func (c *Consent) Value() (string, error) {
	s, _, err := c.choice.Get("val").Str()
	return s, err
}

// Granted returns whether it is a yes or a no; nil where it is neither.
func (c *Consent) Granted() *bool {
	granted := true
	switch c.choice.Get("val").Text() {
	case "y", "dy":
	case "n", "dn":
		granted = false
	default:
		return nil
	}
	return &granted
}

// Reason returns why the person opted out.
func (c *Consent) Reason() (*string, error) { return text(c.choice, "reason") }

// Time returns when the choice was made.
func (c *Consent) Time() (*time.Time, error) {
	if v := c.choice.Get("time"); !v.Absent() {
		return moment(v, nil)
	}
	return moment(c.asOf, nil)
}
