package server_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

const people = `
type Query {
  hello(name: String): String
  fail(kind: Failure!): String
  person(identity: IdentityInput!, role: Role): Person
  people(first: Int!): [Person!]!
  text(length: Int!): String
  wait: String
  panic: String
  node(id: ID!): Node
}
interface Node { id: ID! }
type Person implements Node { id: ID!  name: String  friends: [Person!]  broken: String }
input IdentityInput { namespace: String!  id: String!  within: IdentityInput }
enum Role { AGENT SUPERVISOR }
enum Failure { INVALID UNSUPPORTED REJECTED LINKED RATE UNAVAILABLE TIMEOUT MALFORMED TYPE LARGE PARTIAL STORE READONLY NOTFOUND CONFLICT DEADLINE OTHER }
`

// secret is in the cause of every failure: it must never reach a caller.
const secret = "ada@example.com"

var failures = map[string]error{
	"INVALID":     platform.Invalidf("a namespace code is 1 to 64 letters"),
	"UNSUPPORTED": &platform.Error{Op: "Events", Kind: platform.ErrUnsupported, Message: "this engine has no events"},
	"REJECTED":    &platform.Error{Kind: platform.ErrRejected, Err: errors.New(secret)},
	"LINKED":      &platform.Error{Kind: platform.ErrTooManyLinked, Message: "more than 50 identities"},
	"RATE":        &platform.Error{Kind: platform.ErrRateLimited, RetryAfter: 1500 * time.Millisecond, Err: errors.New(secret)},
	"UNAVAILABLE": &platform.Error{Kind: platform.ErrUnavailable, Err: fmt.Errorf("dial %s: %w", secret, context.DeadlineExceeded)},
	"TIMEOUT":     &platform.Error{Kind: platform.ErrTimeout},
	"MALFORMED":   fmt.Errorf("%s: %w", secret, platform.ErrInvalidResponse),
	"TYPE":        &xdm.TypeError{Want: "a string", Got: "an object"},
	"LARGE":       &platform.Error{Kind: platform.ErrTooLarge},
	"PARTIAL":     &platform.PartialError{Failed: map[platform.Identity]error{{Namespace: "Email", ID: secret}: platform.ErrTimeout}},
	"STORE":       &platform.Error{Kind: platform.ErrStore, Err: errors.New(secret)},
	"READONLY":    &platform.Error{Kind: platform.ErrReadOnly},
	"NOTFOUND":    &platform.Error{Kind: platform.ErrNotFound},
	"CONFLICT":    &platform.Error{Kind: platform.ErrConflict},
	"DEADLINE":    context.DeadlineExceeded,
	"OTHER":       errors.New("no row for " + secret),
}

// peopleSchema is a small executable schema. It does by hand what generated
// executors do, with the same parts of package graphql.
type peopleSchema struct{ schema *ast.Schema }

func newPeopleSchema(more ...string) peopleSchema {
	return peopleSchema{gqlparser.MustLoadSchema(&ast.Source{Input: people + strings.Join(more, "\n")})}
}

func (p peopleSchema) Schema() *ast.Schema { return p.schema }

func (p peopleSchema) Complexity(context.Context, string, string, int, map[string]any) (int, bool) {
	return 0, false
}

func (p peopleSchema) Exec(ctx context.Context) graphql.ResponseHandler {
	operation := graphql.GetOperationContext(ctx).Operation
	return func(ctx context.Context) *graphql.Response {
		var data bytes.Buffer
		p.object(ctx, "Query", operation.SelectionSet).MarshalGQL(&data)
		return &graphql.Response{Data: data.Bytes()}
	}
}

func (p peopleSchema) object(ctx context.Context, typeName string, set ast.SelectionSet) graphql.Marshaler {
	fields := graphql.CollectFields(graphql.GetOperationContext(ctx), set, []string{typeName, "Node"})
	out := graphql.NewFieldSet(fields)
	for i, field := range fields {
		out.Values[i] = p.field(ctx, typeName, field)
	}
	return out
}

func (p peopleSchema) field(ctx context.Context, typeName string, field graphql.CollectedField) (answer graphql.Marshaler) {
	fc := &graphql.FieldContext{Object: typeName, Field: field}
	ctx = graphql.WithFieldContext(ctx, fc)
	defer func() {
		if panicked := recover(); panicked != nil {
			graphql.AddError(ctx, graphql.Recover(ctx, panicked))
			answer = graphql.Null
		}
	}()
	value, err := p.resolve(ctx, typeName+"."+field.Name, field.ArgumentMap(graphql.GetOperationContext(ctx).Variables))
	if err != nil {
		graphql.AddError(ctx, err)
		return graphql.Null
	}
	switch value := value.(type) {
	case string:
		return graphql.MarshalString(value)
	case int: // so many people
		var list graphql.Array
		for i := range value {
			indexed := graphql.WithFieldContext(ctx, &graphql.FieldContext{Index: &i})
			list = append(list, p.object(indexed, "Person", field.Selections))
		}
		return list
	case struct{}: // a person
		return p.object(ctx, "Person", field.Selections)
	}
	return graphql.Null
}

func (p peopleSchema) resolve(ctx context.Context, coordinate string, args map[string]any) (any, error) {
	switch coordinate {
	case "Query.hello":
		name, _ := args["name"].(string)
		return "hello " + name, nil
	case "Query.fail":
		return nil, failures[args["kind"].(string)]
	case "Query.person":
		if err := readIdentity(ctx, args); err != nil {
			return nil, err
		}
		return struct{}{}, nil
	case "Query.people":
		first, err := graphql.ProcessArgField(ctx, args, "first", unmarshal(graphql.UnmarshalInt))
		if err == nil && first > 100 {
			err = platform.Invalidf("first is 1 to 100")
		}
		return first, err
	case "Query.text":
		length, err := graphql.ProcessArgField(ctx, args, "length", unmarshal(graphql.UnmarshalInt))
		return strings.Repeat("x", length), err
	case "Query.wait":
		<-ctx.Done()
		return nil, &platform.Error{Kind: platform.ErrTimeout, Err: ctx.Err()}
	case "Query.panic":
		panic(secret)
	case "Query.node":
		return struct{}{}, nil
	case "Person.friends":
		return 2, nil
	case "Person.broken":
		return nil, &platform.Error{Kind: platform.ErrUnavailable}
	}
	return strings.ToLower(coordinate), nil // names, ids and __typename
}

func readIdentity(ctx context.Context, args map[string]any) error {
	_, err := graphql.ProcessArgField(ctx, args, "identity", func(ctx context.Context, v any) (string, error) {
		for _, name := range []string{"namespace", "id"} {
			ctx := graphql.WithPathContext(ctx, graphql.NewPathWithField(name))
			text, err := graphql.UnmarshalString(v.(map[string]any)[name])
			if err == nil && name == "namespace" && text == "!" {
				err = platform.Invalidf("a namespace code is 1 to 64 letters, digits, '-' or '_'")
			}
			if err != nil {
				return "", graphql.ErrorOnPath(ctx, err)
			}
		}
		return "", nil
	})
	if err != nil {
		return err
	}
	_, err = graphql.ProcessArgField(ctx, args, "role", unmarshal(func(v any) (string, error) {
		if role, ok := v.(string); ok && (role == "AGENT" || role == "SUPERVISOR") {
			return role, nil
		}
		return "", fmt.Errorf("%v is not a valid Role", v)
	}))
	return err
}

// unmarshal gives read the shape, and the path in its errors, that generated
// code gives it.
func unmarshal[T any](read func(any) (T, error)) func(context.Context, any) (T, error) {
	return func(ctx context.Context, v any) (T, error) {
		value, err := read(v)
		return value, graphql.ErrorOnPath(ctx, err)
	}
}

// manyFields returns SDL that gives Person n more fields.
func manyFields(n int) string {
	var b strings.Builder
	b.WriteString("extend type Person {")
	for i := range n {
		_, _ = io.WriteString(&b, " attributeNumber"+strconv.Itoa(i)+": String")
	}
	b.WriteString(" }")
	return b.String()
}
