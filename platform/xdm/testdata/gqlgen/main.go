// The command answers a query, its first argument, from the two documents in
// profile.json and event.json: the least that the generated types can be tried
// with. It is built in a folder of its own by a test of package xdm.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"

	"activityhub/graph"
	"activityhub/graph/attributes"
	"activityhub/platform/xdm"
)

type resolver struct{}

func (resolver) Query() graph.QueryResolver { return resolver{} }

func (resolver) Profile(context.Context) (*attributes.ProfileAttributes, error) {
	document, err := read("profile.json")
	return (*attributes.ProfileAttributes)(document), err
}

func (resolver) Event(context.Context) (*attributes.ExperienceEventAttributes, error) {
	document, err := read("event.json")
	return (*attributes.ExperienceEventAttributes)(document), err
}

func read(file string) (*xdm.Object, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	document, err := xdm.ParseObject(raw)
	return &document, err
}

func main() {
	run := executor.New(graph.NewExecutableSchema(graph.Config{Resolvers: resolver{}}))
	ctx := graphql.StartOperationTrace(context.Background())
	operation, errs := run.CreateOperationContext(ctx, &graphql.RawParams{Query: os.Args[1]})
	if errs != nil {
		fmt.Println(errs)
		os.Exit(1)
	}
	responses, ctx := run.DispatchOperation(ctx, operation)
	encoder := json.NewEncoder(os.Stdout)
	if err := encoder.Encode(responses(ctx)); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
