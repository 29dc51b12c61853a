package server

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"activityhub/platform"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/tidwall/gjson"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// newExecutor assembles the executor: the extensions of the configuration, and
// after them, when the text of the document is known, the document itself.
func (s *Server) newExecutor() (exec *executor.Executor, err error) {
	exec = executor.New(s.config.Schema)
	exec.SetErrorPresenter(s.present)
	exec.SetRecoverFunc(s.recovered)
	exec.SetQueryCache(preparedDocument{})
	for _, e := range s.config.Extensions {
		if err := e.Validate(s.config.Schema); err != nil {
			return nil, err
		}
		exec.Use(e)
	}
	exec.Use(prepareDocument{s.documents})
	return exec, nil
}

// prepareDocument puts the document of a request in its exchange, so that the
// executor never parses or validates a text that was not counted.
type prepareDocument struct{ documents *documents }

func (prepareDocument) ExtensionName() string                   { return "PrepareDocument" }
func (prepareDocument) Validate(graphql.ExecutableSchema) error { return nil }

func (p prepareDocument) MutateOperationParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	e := exchangeFrom(ctx)
	doc, errs := p.documents.prepare(params.Query)
	if errs != nil {
		e.refusal = errs
		return errs[0]
	}
	e.prepared = doc
	return nil
}

// preparedDocument is the executor's query cache: it holds one document, that
// of the exchange.
type preparedDocument struct{}

func (preparedDocument) Get(ctx context.Context, _ string) (*ast.QueryDocument, bool) {
	doc := exchangeFrom(ctx).prepared
	if doc == nil {
		return nil, false
	}
	return doc.parsed, true
}

func (preparedDocument) Add(context.Context, string, *ast.QueryDocument) {}

// serveGraphQL answers POST /graphql.
func (s *Server) serveGraphQL(w http.ResponseWriter, r *http.Request) {
	params, fail := s.receive(w, r)
	if fail != nil {
		s.refuse(w, r, fail)
		return
	}
	answer, ok := negotiate(r.Header)
	if !ok {
		s.refuse(w, r, &failure{code: notAcceptable, message: "answers are " + responseJSON + " or " + plainJSON + ", in UTF-8: Accept allows neither"})
		return
	}
	limit, fail := s.timeout(r)
	if fail != nil {
		s.refuse(w, r, fail)
		return
	}
	ctx, cancel := context.WithTimeout(graphql.StartOperationTrace(r.Context()), limit)
	defer cancel()
	if age, limited := maxAge(r.Header); limited {
		ctx = platform.WithMaxAge(ctx, age)
	}

	params.Headers = r.Header
	params.ReadTime = graphql.TraceTiming{Start: graphql.GetStartTime(ctx), End: graphql.Now()}
	operation, errs := s.begin(ctx, params)
	if errs != nil {
		response := s.executor.DispatchError(graphql.WithOperationContext(ctx, operation), errs)
		s.writeErrors(w, r, answer, aggregate(response.Errors), response.Extensions)
		return
	}
	next, ctx := s.executor.DispatchOperation(ctx, operation)
	s.answer(w, r.WithContext(ctx), answer, next(ctx))
}

// begin makes everything ready to execute params, or says why it cannot be.
func (s *Server) begin(ctx context.Context, params *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	operation, errs := s.executor.CreateOperationContext(ctx, params)
	if errs != nil {
		return operation, s.requestErrors(ctx, operation, errs)
	}
	exchangeFrom(ctx).operation = shorten(operation.Operation.Name, 64)
	operation.DisableIntrospection = false
	if operation.Operation.Operation == ast.Subscription {
		return operation, gqlerror.List{gqlerror.Wrap(&failure{code: validationFailed, message: "subscriptions are not served by POST"})}
	}
	fail := s.checkVariables(operation)
	if fail == nil {
		fail = s.checkAnswer(exchangeFrom(ctx).prepared, operation)
	}
	if fail != nil {
		return operation, gqlerror.List{gqlerror.Wrap(fail)}
	}
	return operation, nil
}

// requestErrors returns errs, which the executor found before it executed
// anything, in forms that can be presented.
func (s *Server) requestErrors(ctx context.Context, operation *graphql.OperationContext, errs gqlerror.List) gqlerror.List {
	if refusal := exchangeFrom(ctx).refusal; refusal != nil {
		return refusal
	}
	if operation.Doc == nil {
		return errs // an extension's
	}
	if operation.Operation == nil {
		message := "no operation of the document has the name that operationName gives"
		if operation.OperationName == "" {
			message = "the document has several operations: name one of them in operationName"
		}
		return gqlerror.List{gqlerror.Wrap(&failure{code: validationFailed, message: message})}
	}
	for i, err := range errs {
		if name, ok := first(err.Path); ok && name == "variable" && len(err.Path) > 1 {
			errs[i] = gqlerror.Wrap(s.variableFailure(err, operation.Operation))
		}
	}
	return errs
}

func first(path ast.Path) (name ast.PathName, ok bool) {
	if len(path) == 0 {
		return "", false
	}
	name, ok = path[0].(ast.PathName)
	return name, ok
}

// answer writes what the executor answered.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, answer answerType, response *graphql.Response) {
	ctx := r.Context()
	if errors.Is(context.Cause(ctx), context.Canceled) {
		return // the caller is gone
	}
	if ctx.Err() != nil && (response == nil || nothing(response.Data)) {
		fail := &failure{code: deadlineExceeded}
		if errors.Is(context.Cause(ctx), errShuttingDown) {
			fail = &failure{code: shuttingDown}
		}
		s.refuse(w, r, fail)
		return
	}
	if response == nil {
		s.refuse(w, r, &failure{code: internal})
		return
	}
	response.Errors = aggregate(response.Errors)
	if response.Data == nil {
		response.Data = null
	}
	s.write(w, r, answer, http.StatusOK, response)
}

var null = []byte("null")

// nothing reports whether data holds no answer: it is null, or each of its
// fields is.
func nothing(data []byte) bool {
	if len(data) == 0 || bytes.Equal(data, null) {
		return true
	}
	something := false
	gjson.ParseBytes(data).ForEach(func(_, value gjson.Result) bool {
		something = value.Type != gjson.Null
		return !something
	})
	return !something
}
