package memo_test

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"activityhub/resolvers/memo"
)

func TestWhereVariablesAre(t *testing.T) {
	for _, test := range []struct {
		name, query      string
		shape, belowRoot bool
	}{
		{"none", `{ a(x: [{y: 1}]) { b(c: 2) ...f @include(if: true) } } fragment f on T { d }`, false, false},
		{"in arguments of the root", `query($v: Int) { a(x: [{y: $v}]) { b } }`, false, false},
		{"in arguments of the root, in an inline fragment", `query($v: Int) { ... on Query { a(x: $v) { b } } }`, false, false},
		{"in arguments below", `query($v: Int) { a { b(c: {d: $v}) } }`, false, true},
		{"in arguments in a fragment", `query($v: Int) { a { ...f } } fragment f on T { d(e: $v) }`, false, true},
		{"in a directive of a field", `query($v: Boolean!) { a { b @skip(if: $v) } }`, true, true},
		{"in a directive of the root", `query($v: Boolean!) { a @skip(if: $v) { b } }`, true, true},
		{"in a directive of a spread", `query($v: Boolean!) { a { ...f @include(if: $v) } } fragment f on T { d }`, true, true},
		{"in a directive of an inline fragment", `query($v: Boolean!) { a { ... @include(if: $v) { b } } }`, true, true},
		{"in another operation", `query A { a } query B($v: Boolean!) { a { b @skip(if: $v) } }`, true, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc, err := parser.ParseQuery(&ast.Source{Input: test.query})
			if err != nil {
				t.Fatal(err)
			}
			if got := memo.InShape(doc); got != test.shape {
				t.Errorf("InShape = %t, want %t", got, test.shape)
			}
			if got := memo.BelowRoot(doc); got != test.belowRoot {
				t.Errorf("BelowRoot = %t, want %t", got, test.belowRoot)
			}
		})
	}
}

func TestCacheIsBounded(t *testing.T) {
	c := memo.New[int, int]()
	position := &ast.Position{Src: &ast.Source{Input: strings.Repeat(" ", 10_000)}}
	for i := range 1000 {
		c.Add(i, i, memo.Weight(position, 10))
	}
	if v, ok := c.Get(999); !ok || v != 999 {
		t.Errorf("Get(999) = %d, %t; what was added last is to be there", v, ok)
	}
	if _, ok := c.Get(0); ok {
		t.Error("1,000 documents of 10 kB are remembered, which is too much")
	}
	c.Add(-1, 1, 1<<30)
	if _, ok := c.Get(-1); ok {
		t.Error("what is too heavy by itself is remembered")
	}
}
