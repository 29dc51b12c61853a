package graphiql

import "cmp"

// Config says what the page talks to and what it offers.
type Config struct {
	Endpoint string    // path or URL of the GraphQL API, of the page's own origin; empty means "/graphql"
	Examples []Example // in the order of their tabs; the first is open on a browser's first visit
}

func (c Config) endpoint() string { return cmp.Or(c.Endpoint, "/graphql") }

// An Example is a query that the page offers. It opens as a tab on the first
// visit, and from the pane "Examples" at any time.
type Example struct {
	Title     string         `json:"title"`               // what the query is for, in a few words; unique
	Query     string         `json:"query"`               // a document whose operation is named: the name is the tab's title
	Variables map[string]any `json:"variables,omitempty"` // values for the query's variables; nil if it has none
}
