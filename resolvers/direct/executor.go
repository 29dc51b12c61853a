package direct

import (
	"bytes"
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"activityhub/graph"
	"activityhub/platform"
	"activityhub/resolvers/memo"
)

// Resolvers are what an [Executor] calls: the resolvers of the generated
// executor, and those of connections in two steps, so that what is the same for
// all profiles of an answer is done once. None may depend on the field context.
type Resolvers interface {
	graph.ResolverRoot
	SegmentsOf(status []platform.SegmentStatus, first *int32, after *string, last *int32, before *string) List[*graph.SegmentMembership]
	EventsOf(filter *graph.ExperienceEventFilter, order platform.EventOrder, first *int32, after *string, last *int32, before *string) List[*graph.ExperienceEvent]
	PurchasesOf(first *int32, after *string, last *int32, before *string) List[*graph.Purchase]
	CampaignInteractionsOf(first *int32, after *string, last *int32, before *string) List[*graph.CampaignInteraction]
}

// A List reads one connection of a profile.
type List[N any] = func(context.Context, *graph.Profile) (*graph.Page[N], error)

// An Executor answers root fields. It is safe for concurrent use.
type Executor struct {
	query    graph.QueryResolver
	profile  graph.ProfileResolver
	event    graph.ExperienceEventResolver
	segment  graph.SegmentResolver
	lists    Resolvers
	schema   *ast.Schema
	programs *memo.Cache[programKey, *program] // nil for what only the generated executor can answer
}

// New returns an executor that calls r. Field interceptors of other extensions
// do not see what it answers, and neither do root field and response interceptors
// of those that come after the one that asks it to [Executor.Respond].
func New(r Resolvers) *Executor {
	return &Executor{
		query: r.Query(), profile: r.Profile(), event: r.ExperienceEvent(), segment: r.Segment(),
		lists: r, programs: memo.New[programKey, *program](),
		schema: graph.NewExecutableSchema(graph.Config{Resolvers: r}).Schema(),
	}
}

// Respond answers the whole operation of ctx, as the innermost response handler
// would; nil if it selects more than profiles. It fits
// [graphql.ResponseInterceptor].
func (e *Executor) Respond(ctx context.Context) *graphql.Response {
	oc := graphql.GetOperationContext(ctx)
	if oc.Operation == nil || oc.Operation.Operation != ast.Query {
		return nil
	}
	p := e.program(oc, programKey{operation: oc.Operation}, func(c *compiler) { c.operation() })
	if p == nil {
		return nil
	}
	response := &graphql.Response{Data: null}
	r := p.start(graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: "Query"}), e, oc)
	if p.root.write(r, struct{}{}) {
		r.reportLate()
		response.Data = bytes.Clone(r.buf)
	}
	r.release()
	response.Errors = graphql.GetErrors(ctx)
	response.Extensions = graphql.GetExtensions(ctx)
	return response
}

var null = []byte("null")

// Answer answers the root field of ctx if it can, and asks next otherwise. It
// fits [graphql.RootFieldInterceptor].
func (e *Executor) Answer(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	root := graphql.GetRootFieldContext(ctx)
	if root == nil || root.Field.Field == nil || root.Field.Name != "profile" && root.Field.Name != "profiles" {
		return next(ctx)
	}
	oc := graphql.GetOperationContext(ctx)
	p := e.program(oc, programKey{oc.Operation, root.Field.Field}, func(c *compiler) { c.rootField(root.Field) })
	if p == nil {
		return next(ctx)
	}
	r := p.start(ctx, e, oc)
	if _, ok := p.root.from(r, struct{}{}, 0, true); !ok {
		r.release()
		return graphql.Null
	}
	return (*answer)(r)
}
