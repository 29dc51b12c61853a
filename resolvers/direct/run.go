package direct

import (
	"context"
	"io"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"activityhub/graph/scalar"
	"activityhub/platform/xdm"
)

// A program answers an operation, or one root field of it.
type program struct {
	root  object[struct{}]
	slots int // of arguments that only the variables decide
}

// start returns a run of p, to be released.
func (p *program) start(ctx context.Context, e *Executor, oc *graphql.OperationContext) *run {
	r := runs.Get().(*run)
	r.Executor, r.ctx, r.oc = e, ctx, oc
	r.arguments = append(r.arguments, make([]any, p.slots)...)
	return r
}

// A run is the execution of a program.
type run struct {
	*Executor
	ctx       context.Context // of the root
	oc        *graphql.OperationContext
	buf       []byte
	path      []frame     // the fields and elements around what is being written
	late      []lateError // errors that count only if what they are in is answered
	arguments []any       // by slot; nil where not read yet
	scratch   xdm.Scratch
}

// A frame is a field whose value is being written, and the element if it is a
// list.
type frame struct {
	field *field
	index int // -1 if no element is being written
}

// A lateError is that of an element in a list of leaves. The generated executor
// finds those when it writes the answer, and so reports none in what an error
// nearby made null.
type lateError struct {
	ctx context.Context
	err error
}

var runs = sync.Pool{New: func() any { return new(run) }}

// maxKept is the largest buffer that is kept for the next run.
const maxKept = 256 << 10

// release gives r back. Nothing of it may be read any more.
func (r *run) release() {
	if cap(r.buf) > maxKept {
		return
	}
	clear(r.path[:cap(r.path)])
	clear(r.late[:cap(r.late)])
	clear(r.arguments[:cap(r.arguments)])
	r.scratch.Release(0)
	*r = run{buf: r.buf[:0], path: r.path[:0], late: r.late[:0], arguments: r.arguments[:0], scratch: r.scratch}
	runs.Put(r)
}

// answer is the outcome of a run of one root field. It is written once.
type answer run

// MarshalGQL writes the answer and reports its late errors.
func (a *answer) MarshalGQL(w io.Writer) {
	r := (*run)(a)
	r.reportLate()
	_, _ = w.Write(r.buf) // memory, which does not fail
	r.release()
}

func (r *run) reportLate() {
	for _, late := range r.late {
		graphql.AddError(late.ctx, late.err)
	}
}

// push says that the value of f is being written.
func (r *run) push(f *field) { r.path = append(r.path, frame{f, -1}) }

// at says that element i of the list in the innermost frame is being written.
func (r *run) at(i int) { r.path[len(r.path)-1].index = i }

// pop ends push.
func (r *run) pop() { r.path = r.path[:len(r.path)-1] }

// context returns the context of f, which errors are reported under: the same
// as the generated executor would have made on the way.
func (r *run) context(f *field) context.Context {
	ctx := r.ctx
	for _, at := range r.path {
		ctx = at.field.context(ctx)
		if at.index >= 0 {
			ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Index: &at.index})
		}
	}
	return f.context(ctx)
}

// fail reports that f could not be resolved.
func (r *run) fail(f *field, err error) {
	ctx := r.context(f)
	r.oc.Error(ctx, graphql.AddFieldLocationToError(ctx, err))
}

// panicked reports that the resolver of f panicked.
func (r *run) panicked(f *field, value any) {
	ctx := r.context(f)
	r.oc.Error(ctx, r.oc.Recover(ctx, value))
}

// failElement reports an element of f, a list of leaves, if the list is
// answered.
func (r *run) failElement(f *field, at []int, err error) {
	r.late = append(r.late, lateError{scalar.WithIndexes(r.context(f), at), err})
}
