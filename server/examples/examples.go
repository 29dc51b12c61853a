// Package examples holds the example queries that GraphiQL offers beside the
// demonstration data. The first line of each file is a comment with its title.
package examples

import "embed"

// Files are the queries, in the order of their names.
//
//go:embed *.graphql
var Files embed.FS
