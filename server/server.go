package server

import (
	"context"
	"net/http"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
)

// A Server answers /graphql, /livez and /readyz, and / and /graphiql/ where it
// has a GraphiQL. It is an http.Handler, safe for concurrent use; [Server.Serve]
// runs it on a listener with the timeouts that belong to it.
type Server struct {
	config    Config // with defaults
	schema    *ast.Schema
	documents *documents
	executor  *executor.Executor
	handler   http.Handler
	draining  atomic.Bool // the end was asked for
	failures  hush        // of engines, in the log
}

// New returns a server for config. It starts nothing.
func New(config Config) (*Server, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	s := &Server{config: config.withDefaults(), schema: config.Schema.Schema()}
	var err error
	if s.documents, err = newDocuments(s.schema, s.config.Limits, s.config.QueryCacheEntries); err != nil {
		return nil, err
	}
	if s.executor, err = s.newExecutor(); err != nil {
		return nil, err
	}
	s.handler, err = s.chain()
	return s, err
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// chain returns the routes behind everything that looks at a request first,
// outermost last.
func (s *Server) chain() (http.Handler, error) {
	compressed, err := compress(s.routes())
	if err != nil {
		return nil, err
	}
	guarded, err := s.sameSite(compressed)
	if err != nil {
		return nil, err
	}
	return s.crossOrigin(s.record(s.ownHost(guarded))), nil
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern, route string, h http.HandlerFunc) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			exchangeFrom(r.Context()).route = route
			h(w, r)
		})
	}
	handle("/graphql", "/graphql", s.serveGraphQL)
	handle("/livez", "/livez", s.serveHealth(func(context.Context) string { return "" }))
	handle("/readyz", "/readyz", s.serveHealth(s.unready))
	if s.config.GraphiQL != nil {
		handle("/{$}", "/", s.config.GraphiQL.ServeHTTP)
		handle("/graphiql/", "/graphiql/", s.config.GraphiQL.ServeHTTP)
	}
	handle("/", "", func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, r, &failure{code: notFound, message: "nothing is served here: the API is at /graphql"})
	})
	return mux
}
