package faults

import "time"

// A Scenario is what goes wrong in front of a gateway. The zero value lets
// everything pass but the faults that a request names itself.
type Scenario struct {
	Name        string  `yaml:"name"`
	Description string  `yaml:"description"`
	Seed        uint64  `yaml:"seed"` // of chance and latencies
	Faults      []Fault `yaml:"faults"`
}

// A Fault is one thing that goes wrong, and when.
type Fault struct {
	Name   string `yaml:"name"` // for State; "" means the kind of its effect
	On     On     `yaml:"on"`
	When   When   `yaml:"when"`
	Effect Effect `yaml:"effect"`

	line int // where it begins in its file; 0 if it has none
}

// On says which requests a fault is for: those that fit every field given. The
// zero value is all of them.
type On struct {
	Methods        []string `yaml:"methods"`        // such as GET
	Path           string   `yaml:"path"`           // glob over segments: * is any one, ** any number of them
	Schema         string   `yaml:"schema"`         // schema.name of an entity look-up, such as _xdm.context.experienceevent
	IdentitiesOver int      `yaml:"identitiesOver"` // a look-up of more identities than that
}

// When says which of the requests that a fault is for it strikes: those that fit
// every field given, counted from 1. The zero value is all of them.
type When struct {
	First  int           `yaml:"first"`  // the first so many
	After  int           `yaml:"after"`  // all but the first so many
	Every  int           `yaml:"every"`  // each so-manieth
	Calls  []int         `yaml:"calls"`  // exactly these
	Chance float64       `yaml:"chance"` // by lot, above 0 and up to 1
	From   time.Duration `yaml:"from"`   // not before that long after New
	Until  time.Duration `yaml:"until"`  // no longer than that after New
	Over   int           `yaml:"over"`   // those beyond so many that were let pass Within
	Within time.Duration `yaml:"within"` // sliding window of Over
	Lasts  time.Duration `yaml:"lasts"`  // once Over is passed, all for that long
}

// An Effect is what goes wrong. Which of the fields a kind has, and what they
// are if left out, is told by [Effects]; a field that a kind does not have is an
// error.
type Effect struct {
	Kind string `yaml:"kind"`
	Form string `yaml:"form"` // which of the documented shapes

	Status int    `yaml:"status"` // HTTP status
	Code   string `yaml:"code"`   // error code of the answer
	To     string `yaml:"to"`     // URL

	Fixed time.Duration `yaml:"fixed"`
	Min   time.Duration `yaml:"min"`
	Max   time.Duration `yaml:"max"`
	P50   time.Duration `yaml:"p50"`
	P95   time.Duration `yaml:"p95"`
	P99   time.Duration `yaml:"p99"`

	Wait       time.Duration `yaml:"wait"`       // what the body asks a client to wait
	Header     string        `yaml:"header"`     // Retry-After: seconds, date or none
	HeaderWait time.Duration `yaml:"headerWait"` // what the header asks a client to wait

	Bytes int64         `yaml:"bytes"` // of a body
	Rate  int64         `yaml:"rate"`  // bytes per second
	Share float64       `yaml:"share"` // of identities, above 0 and up to 1
	Life  time.Duration `yaml:"life"`  // of a token
	Told  bool          `yaml:"told"`  // the token answer states that life
}

// name returns what State calls the fault.
func (f Fault) name() string {
	if f.Name != "" {
		return f.Name
	}
	return f.Effect.Kind
}
