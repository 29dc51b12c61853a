// Package resolvers answers GraphQL queries from a [platform.Client].
//
// Before an operation is executed its whole selection is turned into a plan,
// and the engine calls it needs start together: see wave. A resolver then finds
// its part already in flight. One file per concept; none knows HTTP or SQL.
package resolvers

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"activityhub/graph"
	"activityhub/platform"
	"activityhub/platform/curated"
	"activityhub/resolvers/direct"
	"activityhub/resolvers/memo"
)

// Curated says which XDM paths the curated fields read.
type Curated = curated.Rules

// A Config says what a [Resolver] is made of.
type Config struct {
	Client  *platform.Client       // who answers; required
	Curated *Curated               // nil means curated.Defaults()
	Limits  []*graph.PlatformLimit // shown on platform { limits } besides those of this package

	// Generated makes the generated executor answer everything, more slowly, where
	// package direct would answer profiles. It is for tests that compare the two,
	// and for extensions that intercept fields: these do not see what is answered
	// directly.
	Generated bool
}

// A Resolver is the root of all resolvers. It holds no state of a request, so
// one serves them all.
type Resolver struct {
	client *platform.Client
	engine string // name of the engine behind client
	rules  curated.Rules
	limits []*graph.PlatformLimit
	direct *direct.Executor // nil if the generated executor answers everything

	outlines *memo.Cache[*ast.OperationDefinition, []rootOutline]
}

var _ graph.ResolverRoot = (*Resolver)(nil)

// New returns a resolver for cfg. It starts nothing.
func New(cfg Config) (*Resolver, error) {
	if cfg.Client == nil {
		return nil, errors.New("resolvers: a client is required")
	}
	rules := curated.Defaults()
	if cfg.Curated != nil {
		rules = *cfg.Curated
	}
	if err := rules.Check(); err != nil {
		return nil, err
	}
	r := &Resolver{client: cfg.Client, engine: cfg.Client.Capabilities().Engine, rules: rules, limits: cfg.Limits, outlines: memo.New[*ast.OperationDefinition, []rootOutline]()}
	if !cfg.Generated {
		r.direct = direct.New(r)
	}
	return r, nil
}

// Schema returns the executable schema. Its executor needs [Resolver.Extension]
// too.
func (r *Resolver) Schema() graphql.ExecutableSchema {
	return graph.NewExecutableSchema(graph.Config{Resolvers: r})
}

// Extension returns what the executor needs besides the schema: it plans each
// operation and starts its engine calls before the first resolver runs.
func (r *Resolver) Extension() graphql.HandlerExtension { return &planning{resolver: r} }

type planning struct{ resolver *Resolver }

var (
	_ graphql.ResponseInterceptor  = (*planning)(nil)
	_ graphql.RootFieldInterceptor = (*planning)(nil)
)

func (*planning) ExtensionName() string { return "OneWave" }

func (*planning) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptResponse gives each response a wave of its own: nobody is served
// from another's. An operation that was refused needs none.
func (p *planning) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	if !graphql.HasOperationContext(ctx) || waveFrom(ctx) != nil || graphql.GetErrors(ctx) != nil {
		return next(ctx)
	}
	oc := graphql.GetOperationContext(ctx)
	if oc.Operation == nil {
		return next(ctx)
	}
	w := newWave(p.resolver)
	ctx = context.WithValue(ctx, waveKey{}, w)
	w.plan(ctx, oc)
	w.start(ctx)
	response := p.respond(ctx, next)
	w.tellFreshness(response)
	return response
}

func (p *planning) respond(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	if p.resolver.direct != nil {
		if response := p.resolver.direct.Respond(ctx); response != nil {
			return response
		}
	}
	return next(ctx)
}

// InterceptRootField answers profiles directly.
func (p *planning) InterceptRootField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	if p.resolver.direct == nil {
		return next(ctx)
	}
	return p.resolver.direct.Answer(ctx, next)
}

type waveKey struct{}

// waveFrom returns the wave of the response that ctx belongs to; nil before
// there is one.
func waveFrom(ctx context.Context) *wave {
	w, _ := ctx.Value(waveKey{}).(*wave)
	return w
}

// The resolvers of each type that has fields which need a context.
type (
	queryResolver   struct{ *Resolver }
	profileResolver struct{ *Resolver }
	eventResolver   struct{ *Resolver }
	segmentResolver struct{ *Resolver }
)

// Query resolves the root.
func (r *Resolver) Query() graph.QueryResolver { return &queryResolver{r} }

// Profile resolves what a profile has in other records.
func (r *Resolver) Profile() graph.ProfileResolver { return &profileResolver{r} }

// ExperienceEvent resolves whose an event is.
func (r *Resolver) ExperienceEvent() graph.ExperienceEventResolver { return &eventResolver{r} }

// Segment resolves what a segment refers to.
func (r *Resolver) Segment() graph.SegmentResolver { return &segmentResolver{r} }
