package conversation

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Replay headers.
const (
	// HeaderHint says, in the answer to a request that is not in the record, what
	// is the matter.
	HeaderHint = "X-Activityhub-Replay"
)

// maxStandIn bounds a made-up body, in bytes.
const maxStandIn = 256 << 20

// A Replay serves a record again. Requests are matched by method, path, query
// and body, whatever the order of parameters, members and lists of identities,
// fields and ids; where nothing fits, times are left out of the comparison. A
// request that comes again gets the answers in the order of the record, and then
// the last one over and over. Credentials do not matter, and sign-in always
// works unless the record says otherwise.
//
// It is safe for concurrent use.
type Replay struct {
	Torn bool    // the record ended within a line
	Pace float64 // how much of the recorded time an answer takes: 0 is none, 1 is all; set it before serving

	lines     int
	exchanges []exchange
	exact     map[string][]int // by key, in order
	timeless  map[string][]int // by key without times

	mu    sync.Mutex
	asked map[string]int // by key
}

// Len returns the number of exchanges in the record.
func (p *Replay) Len() int { return len(p.exchanges) }

func (p *Replay) index() {
	p.exact, p.timeless = make(map[string][]int), make(map[string][]int)
	for i, e := range p.exchanges {
		exact, timeless := keysOf(e.Request)
		p.exact[exact] = append(p.exact[exact], i)
		p.timeless[timeless] = append(p.timeless[timeless], i)
	}
}

// find returns the exchange that answers a request now.
func (p *Replay) find(q request) (exchange, bool) {
	exact, timeless := keysOf(q)
	key, fits := "exact "+exact, p.exact[exact]
	if len(fits) == 0 {
		key, fits = "timeless "+timeless, p.timeless[timeless]
	}
	if len(fits) == 0 {
		return exchange{}, false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	turn := min(p.asked[key], len(fits)-1)
	p.asked[key]++
	return p.exchanges[fits[turn]], true
}

// ServeHTTP answers from the record, or with 422 in the shape of the gateway and
// a hint: a 404 would say that nobody is known, or that the Platform lacks a
// service.
func (p *Replay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q, err := requestOf(r)
	if err != nil {
		p.unknown(w, "the body cannot be read, or is longer than any that is recorded")
		return
	}
	e, ok := p.find(q)
	if !ok {
		if isSignIn(r.URL.Path) {
			e.Answer = reply{Status: http.StatusOK, Type: "application/json", Body: tokenAnswer(http.StatusOK, nil)}
		} else {
			p.unknown(w, p.hint(q))
			return
		}
	}
	if wait := time.Duration(float64(e.Answer.Took) * p.Pace * float64(time.Millisecond)); wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			panic(http.ErrAbortHandler)
		}
	}
	e.Answer.send(w, r)
}

// send answers as recorded.
func (a reply) send(w http.ResponseWriter, r *http.Request) {
	if a.Status == 0 {
		panic(http.ErrAbortHandler) // no answer came
	}
	here := "http://" + r.Host
	if r.TLS != nil {
		here = "https://" + r.Host
	}
	for name, value := range a.Header {
		if name == "Retry-After" {
			value = waitFor(value, time.Now())
		}
		w.Header().Set(name, strings.Replace(value, upstreamMark, here, 1))
	}
	content := []byte(strings.ReplaceAll(string(a.Body), `"`+upstreamMark, `"`+here))
	if a.Stand != nil {
		content = a.Stand.content()
	}
	if a.Type != "" {
		w.Header().Set("Content-Type", a.Type)
	}
	length := len(content)
	if a.Broke {
		length++ // so that the client misses something
	}
	if a.Status >= 200 && a.Status != http.StatusNoContent && a.Status != http.StatusNotModified {
		w.Header().Set("Content-Length", strconv.Itoa(length))
	}
	w.WriteHeader(max(a.Status, 200))
	if r.Method != http.MethodHead && len(content) > 0 {
		_, _ = w.Write(content) // the client has gone if this fails
	}
	if a.Broke {
		_ = http.NewResponseController(w).Flush() // likewise
		panic(http.ErrAbortHandler)
	}
}

// content makes up a body of the kind and length of one that was not recorded.
func (s standIn) content() []byte {
	fill := func(head, tail string) []byte {
		filler := bytes.Repeat([]byte("x"), max(0, int(s.Bytes)-len(head)-len(tail)))
		return slices.Concat([]byte(head), filler, []byte(tail))
	}
	switch s.Kind {
	case "html":
		return fill("<html><body>", "</body></html>")
	case "broken":
		return fill(`{"`, "")
	case "large":
		return fill(`{"filler":"`, `"}`)
	}
	return fill("", "")
}

// unknown answers a request that the record does not have.
func (p *Replay) unknown(w http.ResponseWriter, hint string) {
	w.Header().Set(HeaderHint, hint)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusUnprocessableEntity)
	_, _ = io.WriteString(w, `{"error_code":"422000","message":"The record holds no such request."}`)
}

// hint says what of a request is not in the record, without its values.
func (p *Replay) hint(q request) string {
	recorded := 0
	var like request
	for _, e := range p.exchanges {
		if e.Request.Method == q.Method && e.Request.Path == q.Path {
			recorded++
			like = e.Request
		}
	}
	if recorded == 0 {
		return fmt.Sprintf("no %s of that path among the %d requests of the record; ids and values must be the pseudonyms of the record", q.Method, len(p.exchanges))
	}
	var differs []string
	named := func(params []param) map[string][]string {
		by := make(map[string][]string)
		for _, v := range params {
			by[v[0]] = append(by[v[0]], v[1])
		}
		return by
	}
	asked, had := named(q.Query), named(like.Query)
	for _, params := range []map[string][]string{asked, had} {
		for name := range params {
			if isFieldPath(name) && !slices.Equal(asked[name], had[name]) && !slices.Contains(differs, name) {
				differs = append(differs, name)
			}
		}
	}
	slices.Sort(differs)
	if !bytes.Equal(canonical(q.Body, false), canonical(like.Body, false)) {
		differs = append(differs, "the body")
	}
	return fmt.Sprintf("%d requests %s %s are in the record; the last of them differs in %s", recorded, q.Method, q.Path, strings.Join(differs, ", "))
}
