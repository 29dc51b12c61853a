package faulttable_test

import (
	"net/http"

	"activityhub/platform/gateway/faults"
)

// A cause is what goes wrong, and what it can happen to.
type cause struct {
	// With requests, or with connections.
	fault  faults.Effect
	when   faults.When
	beside func(next http.Handler, m *memory) http.Handler // another fault than those of package faults
	cut    breakage

	before        func(*hub) // what went wrong before
	lacking       bool       // it has always been so
	secure        bool       // the Platform is reached over TLS
	fresh         bool       // no connection is there yet
	failuresAlone bool       // the answer holds failures and nothing else

	only  string // look-ups of this schema
	many  bool   // look-ups of several people
	pages bool   // look-ups that count events
	later bool   // pages after the first
}

func of(kind string) faults.Effect { return faults.Effect{Kind: kind} }

// strike is a fault of package faults as it comes.
func strike(kind string) cause { return with(of(kind)) }

func with(fault faults.Effect) cause { return cause{fault: fault} }

// once strikes the first request alone.
func (c cause) once() cause {
	c.when = faults.When{First: 1}
	return c
}

// lacking is a capability that was there when the hub began.
func lacking(code, form, schema string) cause {
	return cause{fault: faults.Effect{Kind: "missing", Code: code, Form: form}, only: schema}
}

// always is a capability that was never there.
func (c cause) always() cause {
	c.lacking = true
	return c
}

// some fails one of several people.
func some(form string, status int, always bool) cause {
	return cause{beside: oneFails(form, status, always), failuresAlone: form == "failures", many: true}
}
