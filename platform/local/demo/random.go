package demo

import (
	"math/rand/v2"
	"time"

	"github.com/brianvoe/gofakeit/v7"
)

// A random draws lots for one customer and one purpose. Purposes have sources
// of their own, so that a data set can be made without the others and a change
// in one leaves the others alone.
type random struct{ *gofakeit.Faker }

// A purpose is what lots are drawn for.
type purpose uint64

const (
	forPerson purpose = iota + 1
	forPlan
	forCRM
	forContracts
	forLoyalty
	forScores
	forSegments
	forOrders
	forSupport
	forWeb
	forEmail
	forVisitor
)

func newRandom(number int, p purpose) random {
	return random{gofakeit.NewFaker(rand.NewPCG(uint64(number), 0xac71<<16|uint64(p)), false)}
}

// chance is true in percent of all cases.
func (r random) chance(percent int) bool { return r.IntN(100) < percent }

// pick returns one of choices.
func pick[T any](r random, choices []T) T { return choices[r.IntN(len(choices))] }

// between returns an instant in [from, to), in whole milliseconds. If the two
// are not in order it returns from.
func (r random) between(from, to time.Time) time.Time {
	span := to.Sub(from).Milliseconds()
	if span <= 0 {
		return from
	}
	return from.Add(time.Duration(r.IntN(int(span))) * time.Millisecond)
}

// recent is between, with the later instants the likelier ones.
func (r random) recent(from, to time.Time) time.Time {
	a, b := r.between(from, to), r.between(from, to)
	if a.Before(b) {
		return b
	}
	return a
}

// days is a number of days.
func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
