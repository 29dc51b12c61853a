// Package graphiql serves GraphiQL, the page on which a developer tries queries.
//
// The page is built from the sources in web/graphiql and embedded here, gzipped;
// it asks no other host for anything, and its content security policy would not
// let it. Example queries come from the configuration, and open as tabs:
//
//	page := graphiql.New(graphiql.Config{
//		Endpoint: "/graphql",
//		Examples: []graphiql.Example{{Title: "Who is calling", Query: "query Caller { … }"}},
//	})
//	mux.Handle("/{$}", page)
//	mux.Handle("/graphiql/", page)
package graphiql
