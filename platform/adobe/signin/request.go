package signin

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/platform"
)

const (
	op        = "SignIn"
	maxAnswer = 64 << 10 // bytes, decoded
)

// requester asks the sign-in service for tokens.
type requester struct {
	url      string
	clientID string
	secret   string
	scopes   []string
	timeout  time.Duration
	random   func() float64
	client   *http.Client
}

// grant asks up to three times, with a pause of random length in between.
func (r requester) grant(ctx context.Context) (grant, error) {
	for n := 1; ; n++ {
		granted, again, err := r.once(ctx)
		if err == nil || !again || n == attempts {
			return granted, err
		}
		most := min(50*time.Millisecond<<(2*n), time.Second) // 200 ms, then 800 ms
		select {
		case <-time.After(50*time.Millisecond + time.Duration(r.random()*float64(most-50*time.Millisecond))):
		case <-ctx.Done():
			return grant{}, err
		}
	}
}

// once asks once. again says that another try may succeed.
func (r requester) once(ctx context.Context) (granted grant, again bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {r.clientID}, "client_secret": {r.secret}}
	if len(r.scopes) > 0 {
		form.Set("scope", strings.Join(r.scopes, ",")) // commas, not blanks as in RFC 6749
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url, strings.NewReader(form.Encode()))
	if err != nil {
		return grant{}, false, &platform.Error{Op: op, Kind: platform.ErrRejected, Message: "the address of the sign-in service is none; look at the sign-in URL"}
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")

	began := time.Now()
	res, err := r.client.Do(req)
	if err != nil {
		return grant{}, true, unreachable(ctx, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	switch {
	case res.StatusCode != http.StatusOK:
		return grant{}, res.StatusCode >= 500, refusal(res, body)
	case err != nil:
		return grant{}, true, unreachable(ctx, err)
	}
	token, life, ok := read(body)
	if !ok {
		return grant{}, true, &platform.Error{Op: op, Kind: platform.ErrInvalidResponse, Message: "the sign-in service answered with something else than a token; look at the sign-in URL"}
	}
	return newGrant(token, began, life, r.random()), false, nil
}

// read returns the token in body and how long it lives.
func read(body []byte) (token Token, life time.Duration, ok bool) {
	if len(body) > maxAnswer || !gjson.ValidBytes(body) {
		return Token{}, 0, false
	}
	answer := gjson.ParseBytes(body)
	value := answer.Get("access_token")
	if kind := answer.Get("token_type"); kind.Exists() && !strings.EqualFold(kind.String(), "bearer") {
		return Token{}, 0, false
	}
	if value.Type != gjson.String || !presentable(value.Str) {
		return Token{}, 0, false
	}
	life, ok = lifetime(answer.Get("expires_in"))
	presented := "Bearer " + value.Str
	return Token{&presented}, life, ok
}

// lifetime reads expires_in: seconds, or milliseconds as the JWT exchange gave
// them, where the number could be nothing else. Without one it is an hour: a
// token that ends sooner is noticed when it is refused.
func lifetime(expiresIn gjson.Result) (time.Duration, bool) {
	if !expiresIn.Exists() || expiresIn.Type == gjson.Null {
		return time.Hour, true
	}
	n := expiresIn.Float() // of a number, or of text that is one
	if n > 10_000_000 {
		n /= 1000
	}
	if !(n > 0) {
		return 0, false
	}
	const month = 30 * 24 * time.Hour
	return time.Duration(math.Min(n*float64(time.Second), float64(month))), true
}

// presentable reports whether a header may hold token.
func presentable(token string) bool {
	for i := range len(token) {
		if token[i] <= ' ' || token[i] >= 0x7f {
			return false
		}
	}
	return token != ""
}

// unreachable returns the error of a request that got no answer. The cause is
// kept for what it is, without its text, which may quote a proxy's.
func unreachable(ctx context.Context, err error) error {
	var timeout interface{ Timeout() bool }
	if errors.Is(ctx.Err(), context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
		return &platform.Error{Op: op, Kind: platform.ErrTimeout, Message: "the sign-in service did not answer in time", Err: hiddenCause{err}}
	}
	return &platform.Error{Op: op, Kind: platform.ErrUnavailable, Message: "the sign-in service cannot be reached", Err: hiddenCause{err}}
}

// hiddenCause lets errors.As see a cause whose text is not repeated.
type hiddenCause struct{ err error }

func (hiddenCause) Error() string   { return "no answer" }
func (h hiddenCause) Unwrap() error { return h.err }
