package server

import "net/http"

// A code is what callers tell failures apart by: extensions.code of an error.
type code string

const (
	badRequest            code = "BAD_REQUEST"
	methodNotAllowed      code = "METHOD_NOT_ALLOWED"
	notAcceptable         code = "NOT_ACCEPTABLE"
	unsupportedMediaType  code = "UNSUPPORTED_MEDIA_TYPE"
	requestTimeout        code = "REQUEST_TIMEOUT"
	requestTooLarge       code = "REQUEST_TOO_LARGE"
	forbidden             code = "FORBIDDEN"
	notFound              code = "NOT_FOUND"
	shuttingDown          code = "SHUTTING_DOWN"
	parseFailed           code = "GRAPHQL_PARSE_FAILED"
	validationFailed      code = "GRAPHQL_VALIDATION_FAILED"
	badUserInput          code = "BAD_USER_INPUT"
	documentLimitExceeded code = "DOCUMENT_LIMIT_EXCEEDED"
	deadlineExceeded      code = "DEADLINE_EXCEEDED"
	internal              code = "INTERNAL"
	engineTimeout         code = "ENGINE_TIMEOUT"
	engineUnavailable     code = "ENGINE_UNAVAILABLE"
	engineCircuitOpen     code = "ENGINE_CIRCUIT_OPEN"
	engineRateLimited     code = "ENGINE_RATE_LIMITED"
	engineInvalidResponse code = "ENGINE_INVALID_RESPONSE"
	engineTooLarge        code = "ENGINE_TOO_LARGE"
	engineRejected        code = "ENGINE_REJECTED"
	enginePartial         code = "ENGINE_PARTIAL"
	engineUnsupported     code = "ENGINE_UNSUPPORTED"
	storeUnavailable      code = "STORE_UNAVAILABLE"
	storeReadOnly         code = "STORE_READ_ONLY"
	conflict              code = "EVENT_ID_CONFLICT"
)

// A meaning says how the edge treats a code.
type meaning struct {
	status    int    // HTTP status where nothing was executed
	graphql   bool   // whether the status is 200 for callers that accept only application/json
	retryable bool   // whether the same request may succeed later
	message   string // for the caller, where the failure brings no message of its own
}

// meanings holds every code there is. Those of engines and the store are met in
// fields alone, where the status is 200; their status is that of an answer
// whose preparation failed.
var meanings = map[code]meaning{
	badRequest:            {status: http.StatusBadRequest, message: "the request is malformed"},
	methodNotAllowed:      {status: http.StatusMethodNotAllowed, message: "this method is not allowed here"},
	notAcceptable:         {status: http.StatusNotAcceptable, message: "no acceptable media type"},
	unsupportedMediaType:  {status: http.StatusUnsupportedMediaType, message: "unsupported media type"},
	requestTimeout:        {status: http.StatusRequestTimeout, retryable: true, message: "the request body did not arrive in time"},
	requestTooLarge:       {status: http.StatusRequestEntityTooLarge, message: "the request is too large"},
	forbidden:             {status: http.StatusForbidden, message: "this is not permitted"},
	notFound:              {status: http.StatusNotFound, message: "no such thing"},
	shuttingDown:          {status: http.StatusServiceUnavailable, retryable: true, message: "the server is shutting down: send the request again, to another instance if there is one"},
	parseFailed:           {status: http.StatusBadRequest, graphql: true, message: "the document is not GraphQL"},
	validationFailed:      {status: http.StatusBadRequest, graphql: true, message: "the document does not fit the schema"},
	badUserInput:          {status: http.StatusBadRequest, graphql: true, message: "an argument or variable is not valid"},
	documentLimitExceeded: {status: http.StatusBadRequest, graphql: true, message: "the document is beyond a limit"},
	deadlineExceeded:      {status: http.StatusGatewayTimeout, retryable: true, message: "the answer was not ready before the deadline"},
	internal:              {status: http.StatusInternalServerError, message: "internal error: quote the requestId to whoever runs this server"},
	engineTimeout:         {status: http.StatusGatewayTimeout, retryable: true, message: "the engine did not answer in time"},
	engineUnavailable:     {status: http.StatusServiceUnavailable, retryable: true, message: "the engine cannot be reached"},
	engineCircuitOpen:     {status: http.StatusServiceUnavailable, retryable: true, message: "the engine failed so often that it is not asked for a while"},
	engineRateLimited:     {status: http.StatusServiceUnavailable, retryable: true, message: "the engine asks to slow down"},
	engineInvalidResponse: {status: http.StatusBadGateway, message: "the engine answered with data that is not what its schema says"},
	engineTooLarge:        {status: http.StatusBadGateway, message: "the engine's answer is too large"},
	engineRejected:        {status: http.StatusBadGateway, message: "the engine refused the request"},
	enginePartial:         {status: http.StatusBadGateway, retryable: true, message: "the engine answered for others, not for this one"},
	engineUnsupported:     {status: http.StatusBadGateway, message: "the engine lacks this capability"},
	storeUnavailable:      {status: http.StatusServiceUnavailable, retryable: true, message: "the store failed"},
	storeReadOnly:         {status: http.StatusServiceUnavailable, message: "the store is read-only until it is restarted"},
	conflict:              {status: http.StatusConflict, message: "something else is stored under that id"},
}

// A failure is an error as callers get it. Its message holds nothing personal.
type failure struct {
	code    code
	message string         // "" means that of the code
	details map[string]any // more extensions; nil means none
}

func (f *failure) Error() string { return string(f.code) + ": " + f.text() }

func (f *failure) text() string {
	if f.message == "" {
		return meanings[f.code].message
	}
	return f.message
}
