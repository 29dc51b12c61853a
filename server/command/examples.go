package command

import (
	"fmt"
	"io/fs"
	"strings"

	"activityhub/server/examples"
	"activityhub/server/graphiql"
)

// exampleQueries returns the example queries for GraphiQL, in the order of
// their files. The first line of each is a comment with its title.
func exampleQueries() ([]graphiql.Example, error) {
	names, err := fs.Glob(examples.Files, "*.graphql")
	if err != nil {
		return nil, err
	}
	queries := make([]graphiql.Example, len(names))
	for i, name := range names {
		text, err := fs.ReadFile(examples.Files, name)
		if err != nil {
			return nil, err
		}
		first, rest, _ := strings.Cut(string(text), "\n")
		title, ok := strings.CutPrefix(first, "# ")
		if !ok {
			return nil, fmt.Errorf("the example %s does not begin with a comment that is its title", name)
		}
		queries[i] = graphiql.Example{Title: title, Query: rest}
	}
	return queries, nil
}
