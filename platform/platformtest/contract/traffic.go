package contract

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// Transport returns a transport that passes everything on to next and fails the
// test for each request, and each answer, that breaks the contract. nil means
// [http.DefaultTransport].
func (c *Contract) Transport(t testing.TB, next http.RoundTripper) http.RoundTripper {
	if next == nil {
		next = http.DefaultTransport
	}
	return &transport{next: next, report: c.report(t, c.Check)}
}

// Handler returns a handler that passes everything on to next and fails the test
// for each answer that breaks the contract, and for each request that does and
// is accepted all the same.
func (c *Contract) Handler(t testing.TB, next http.Handler) http.Handler {
	return Tap(next, c.report(t, func(x Exchange) []Issue {
		if x.Status >= http.StatusBadRequest {
			return c.CheckAnswer(x)
		}
		return c.Check(x)
	}))
}

// report returns a function that fails t for what check finds. What comes after
// the test has ended is not looked at.
func (c *Contract) report(t testing.TB, check func(Exchange) []Issue) func(Exchange) {
	var mu sync.Mutex
	ended := false
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		ended = true
	})
	return func(x Exchange) {
		issues := check(x)
		mu.Lock()
		defer mu.Unlock()
		for _, issue := range issues {
			if !ended {
				t.Errorf("%s", issue)
			}
		}
	}
}

type transport struct {
	next   http.RoundTripper
	report func(Exchange)
}

// RoundTrip implements [http.RoundTripper]. An answer that cannot be read whole
// is handed on as far as it goes, and not validated.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	x := Exchange{Method: r.Method, URL: r.URL, Header: r.Header.Clone()}
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err = firstOf(err, r.Body.Close()); err != nil {
			return nil, err
		}
		x.Body = body
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	answer, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(answer.Body)
	if err = firstOf(err, answer.Body.Close()); err != nil {
		answer.Body = io.NopCloser(io.MultiReader(bytes.NewReader(raw), broken{err}))
		return answer, nil
	}
	answer.Body = io.NopCloser(bytes.NewReader(raw))
	x.Status, x.Answered = answer.StatusCode, answer.Header
	if x.Answer, err = decoded(answer.Header, raw); err == nil {
		t.report(x)
	}
	return answer, nil
}

// broken is a body that ends with an error.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Tap passes every request on to next, and to see what was exchanged, before the
// answer goes out.
func Tap(next http.Handler, see func(Exchange)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, "the request cannot be read", http.StatusBadRequest)
			return
		}
		x := Exchange{Method: r.Method, URL: r.URL, Header: r.Header.Clone(), Body: body}
		r.Body = io.NopCloser(bytes.NewReader(body))
		recorder := httptest.NewRecorder()
		next.ServeHTTP(recorder, r)
		x.Status, x.Answered = recorder.Code, recorder.Header().Clone()
		if x.Answer, err = decoded(x.Answered, recorder.Body.Bytes()); err == nil {
			see(x)
		}
		for name, values := range recorder.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(recorder.Body.Bytes()) // who hung up learns nothing more
	})
}

// decoded returns what raw holds once it is no longer compressed.
func decoded(header http.Header, raw []byte) ([]byte, error) {
	if header.Get("Content-Encoding") != "gzip" {
		return raw, nil
	}
	reader, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}
