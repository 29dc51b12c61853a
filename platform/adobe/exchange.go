package adobe

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	"activityhub/platform"
	"activityhub/platform/adobe/signin"
)

// exchange sends a call once and reads the answer.
func (e *Engine) exchange(ctx context.Context, c call, token signin.Token) (answer, error) {
	id := newRequestID()
	a, err := e.exchangeAs(ctx, c, token, id)
	a.request = id
	if err = about(err, c.op, id); err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, platform.ErrNotFound) {
		e.log.DebugContext(ctx, "a call to the Platform failed", "error", err)
	}
	return a, err
}

func (e *Engine) exchangeAs(ctx context.Context, c call, token signin.Token, id string) (answer, error) {
	if c.broken != nil {
		return answer{}, c.broken
	}
	req, err := e.request(ctx, c)
	if err != nil {
		return answer{}, &platform.Error{Op: c.op, Kind: platform.ErrInvalidResponse, Message: "the Platform's continuation makes no address"}
	}
	e.introduce(req.Header, c, token, id)
	res, err := e.client.RoundTrip(req)
	if err != nil {
		return answer{}, unanswered(ctx, c.op, err)
	}
	defer res.Body.Close()
	if res.StatusCode < 200 || res.StatusCode > 299 {
		body, err := readAll(res, maxRefusal)
		if err != nil && (res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusUnprocessableEntity) {
			return answer{}, unread(ctx, c.op, err) // what was not found, who says so, and whose fault it is, is in the body
		}
		return answer{}, refused(c.op, res.StatusCode, res.Header, body, time.Now())
	}
	body, err := readAll(res, e.capOf(c))
	if err != nil {
		return answer{}, unread(ctx, c.op, err)
	}
	if err := checkAnswer(c.op, res.StatusCode, body); err != nil {
		return answer{}, err
	}
	a := answer{status: res.StatusCode, header: res.Header, body: body}
	if c.decode != nil {
		if a.value, err = c.decode(body); err != nil {
			return answer{}, malformed(c.op, "the Platform's answer is of another shape than its documentation says")
		}
	}
	return a, nil
}

// unread returns the error for an answer whose body could not be read to its
// end.
func unread(ctx context.Context, op string, err error) error {
	var timeout net.Error
	switch {
	case errors.Is(err, errTooLarge):
		return &platform.Error{Op: op, Kind: platform.ErrTooLarge, Message: "the Platform's answer is larger than the hub reads; ask for less at once"}
	case ctx.Err() != nil || errors.As(err, &timeout) && timeout.Timeout():
		return unanswered(ctx, op, err)
	}
	return malformed(op, "the Platform's answer broke off")
}

func (e *Engine) request(ctx context.Context, c call) (*http.Request, error) {
	target := e.bases[c.service].String() + c.path
	switch {
	case c.link != "":
		target += "?" + c.link
	case len(c.query) > 0:
		target += "?" + c.query.Encode()
	}
	if c.body == nil {
		return http.NewRequestWithContext(ctx, c.method, target, nil)
	}
	return http.NewRequestWithContext(ctx, c.method, target, bytes.NewReader(c.body))
}

// introduce sets the headers that say who asks for what.
//
// Source: Platform authentication tutorial; Sandbox overview.
func (e *Engine) introduce(header http.Header, c call, token signin.Token, id string) {
	maps.Copy(header, e.introduction)
	token.Authorize(header)
	header["X-Request-Id"] = []string{id}
	if c.abroad {
		delete(header, "X-Sandbox-Name")
	}
	if c.accept != "" {
		header["Accept"] = []string{c.accept}
	}
	if c.body != nil {
		header["Content-Type"] = plainJSON
	}
}

var plainJSON = []string{"application/json"}

// introduction returns the headers that most calls have in common.
func introduction(cfg Config) http.Header {
	return http.Header{
		"X-Api-Key":       {cfg.ClientID},
		"X-Gw-Ims-Org-Id": {cfg.Organization},
		"X-Sandbox-Name":  {cfg.sandbox()},
		"Accept":          plainJSON,
		"User-Agent":      {"activityhub"},
	}
}

func newRequestID() string {
	var b [16]byte
	binary.NativeEndian.PutUint64(b[:8], rand.Uint64())
	binary.NativeEndian.PutUint64(b[8:], rand.Uint64())
	return hex.EncodeToString(b[:])
}

// unanswered returns the error for a request that got no answer. A caller who
// has gone gets back why; everything else is the Platform's fault.
func unanswered(ctx context.Context, op string, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	failed := &platform.Error{Op: op, Kind: platform.ErrUnavailable, Message: "the Platform cannot be reached", Err: hiddenCause{err}}
	var timeout net.Error
	if ctx.Err() != nil || errors.As(err, &timeout) && timeout.Timeout() {
		failed.Kind, failed.Message = platform.ErrTimeout, "the Platform did not answer in time"
	}
	return failed
}

// ofCall gives an error of signing in the name of the call that needed it.
func ofCall(ctx context.Context, op string, err error) error {
	var failed *platform.Error
	if !errors.As(err, &failed) {
		return unanswered(ctx, op, err)
	}
	named := *failed
	named.Op = op
	return &named
}

// hiddenCause lets errors.As see a cause whose text, which may quote an address
// or a proxy, is not repeated.
type hiddenCause struct{ err error }

func (hiddenCause) Error() string   { return "no answer" }
func (h hiddenCause) Unwrap() error { return h.err }

// statusOf returns the HTTP status behind err; 0 if there was no answer.
func statusOf(err error) int {
	var r *refusal
	if errors.As(err, &r) {
		return r.status
	}
	return 0
}
