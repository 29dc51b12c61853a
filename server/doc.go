// Package server is the HTTP edge of Activity Hub: it takes GraphQL requests by
// POST, refuses what is malformed, oversized or cross-site before the executor
// sees it, and writes answers and errors in one shape.
//
// A failure is a refusal or an error with a code that callers can rely on; an
// exchange is one request with its answer.
//
//	srv, err := server.New(server.Config{Schema: graph.NewExecutableSchema(cfg)})
//	listener, err := server.Listen("127.0.0.1:8080", false)
//	err = srv.Serve(ctx, listener) // returns nil after ctx ended and the work in flight is done
//
// Nothing in this package knows profiles; it knows the error kinds of package
// platform, so that each gets its code.
package server
