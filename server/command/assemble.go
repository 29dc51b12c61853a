package command

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"activityhub/graph"
	"activityhub/platform"
	"activityhub/resolvers"
	"activityhub/server"
	"activityhub/server/graphiql"
)

// assemble returns the server that answers from sources, and takes requests for
// as long as drain after the end was asked for.
func (p *program) assemble(ctx context.Context, from *sources, examples []graphiql.Example, drain time.Duration) (*server.Server, error) {
	s := p.settings.Settings
	hub, err := p.hub(ctx, from)
	if err != nil {
		return nil, err
	}
	resolver, err := resolvers.New(resolvers.Config{Client: hub, Curated: &s.Curated, Limits: p.shownLimits()})
	if err != nil {
		return nil, err
	}
	return server.New(server.Config{
		Schema:            resolver.Schema(),
		Extensions:        []graphql.HandlerExtension{resolver.Extension()},
		Ready:             ready(hub, from),
		GraphiQL:          graphiql.New(graphiql.Config{Examples: examples}),
		Logger:            p.logger(),
		Engine:            from.engine.Capabilities().Engine,
		AllowedOrigins:    s.Origins,
		AllowRemote:       s.AllowRemote,
		MaxBodyBytes:      s.MaxBody,
		Limits:            s.Limits,
		QueryCacheEntries: s.QueryCache,
		RequestTimeout:    s.RequestTimeout,
		BodyTimeout:       s.BodyTimeout,
		DrainDelay:        orNone(drain),
		DrainTimeout:      s.DrainTimeout,
	})
}

// hub returns the client of what the API answers from. An embedded Platform that
// cannot be read is an error; Adobe is read in the background.
func (p *program) hub(ctx context.Context, from *sources) (*platform.Client, error) {
	if from.adobe == nil {
		return client(ctx, from.engine)
	}
	hub, err := platform.NewClient(platform.Config{Engine: from.engine, DefinitionsLife: p.settings.Settings.DefinitionsLife})
	if err == nil {
		warmAdobe(ctx, hub, from.adobe, p.logger())
	}
	return hub, err
}

// ready says whether requests should be sent here: an outage of Adobe's is none
// of this program's, and looking away would not mend it.
func ready(hub *platform.Client, from *sources) func(context.Context) error {
	if from.adobe == nil {
		return hub.Warm
	}
	return nil
}

// banner says on standard output where everything is and what to try.
func (p *program) banner(address net.Addr, demo bool) {
	url := "http://" + address.String()
	fmt.Fprintf(p.stdout, "\nActivity Hub is listening on %s\n\n", url)
	fmt.Fprintf(p.stdout, "  GraphiQL   %s/\n  API        %s/graphql\n  Health     %s/livez, %s/readyz\n", url, url, url, url)
	if demo {
		fmt.Fprintf(p.stdout, `
  Try the example queries in GraphiQL, or ask for one customer yourself:

    curl %s/graphql -H 'Content-Type: application/json' \
      -d '{"query":"{ profile(identity: {namespace: \"CRMID\", id: \"C000001\"}) { lifetimeValue { amount currency } segments { nodes { segment { name } } } } }"}'
    activityhub lookup CRMID:C000001 --data %s
`, url, p.settings.Settings.Data)
	}
}

// orNone is how the server is told of no delay at all: its zero is a default.
func orNone(d time.Duration) time.Duration {
	if d == 0 {
		return -1
	}
	return d
}

// shownLimits are the limits in force that callers may read, by the names that
// refusals carry.
func (p *program) shownLimits() []*graph.PlatformLimit {
	limits := []*graph.PlatformLimit{
		{Name: "bodyBytes", Value: p.settings.Settings.MaxBody},
		{Name: "requestTimeoutMs", Value: p.settings.Settings.RequestTimeout.Milliseconds()},
	}
	for _, e := range p.settings.Entries() {
		name, isLimit := strings.CutPrefix(e.Key, "limits.")
		if value, ok := e.Value.(int); ok && isLimit {
			limits = append(limits, &graph.PlatformLimit{Name: name, Value: int64(value)})
		}
	}
	return limits
}
