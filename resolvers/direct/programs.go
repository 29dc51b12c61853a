package direct

import (
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"activityhub/resolvers/memo"
)

// A programKey names an operation, or one of its root fields. A fragment at the
// root can give two operations the same field with different selections.
type programKey struct {
	operation *ast.OperationDefinition
	field     *ast.Field // nil for the whole operation
}

// program returns the program of key, which make compiles; nil if only the
// generated executor can answer it. It is remembered if no variable decides its
// shape.
func (e *Executor) program(oc *graphql.OperationContext, key programKey, make func(*compiler)) *program {
	p, ok := e.programs.Get(key)
	if ok {
		return p
	}
	c := &compiler{Executor: e, oc: oc}
	if make(c); !c.unknown {
		p = &c.program
	}
	if !memo.InShape(oc.Doc) {
		e.programs.Add(key, p, memo.Weight(oc.Operation.Position, c.steps))
	}
	return p
}
