package conversation

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Config says what to record. Zero fields mean what is said.
type Config struct {
	Upstream *url.URL  // where the Platform is, such as https://platform.adobe.io; required
	SignIn   *url.URL  // where tokens come from, for paths under /ims/; nil means Upstream
	Identity *url.URL  // regional gateway of the Identity Service, for identities and their namespaces; nil means Upstream
	Out      io.Writer // gets the record, one Write for each line; if it has a Sync, Close calls it; required

	MaxBody   int64             // bytes of a body that are recorded; of a longer one that it was long; up to 16 MiB, zero means 8 MiB
	Transport http.RoundTripper // nil means one of our own
	Random    io.Reader         // of the key of the pseudonyms, 32 bytes; nil means crypto/rand.Reader
}

// A Recorder passes requests on to the Platform and records them with what came
// of them. It is safe for concurrent use.
type Recorder struct {
	cfg      Config
	replacer *replacer
	began    time.Time

	mu      sync.Mutex
	numbers int   // of requests
	lines   int   // of the record
	failed  error // the first write that failed
	closed  bool
}

// NewRecorder returns a recorder and writes the first line of the record. Close
// it when its server has stopped.
func NewRecorder(cfg Config) (*Recorder, error) {
	for name, u := range map[string]*url.URL{"upstream": cfg.Upstream, "sign-in": cfg.SignIn, "identity": cfg.Identity} {
		if u == nil && name != "upstream" {
			continue
		}
		if u == nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" {
			return nil, errors.New("the " + name + " URL is not right; it is http or https, a host, and at most a path, such as https://platform.adobe.io")
		}
	}
	if cfg.Out == nil {
		return nil, errors.New("a recorder needs somewhere to write to")
	}
	if cfg.MaxBody < 0 || cfg.MaxBody > 16<<20 {
		return nil, errors.New("the most that is recorded of a body is 1 byte to 16 MiB")
	}
	cfg.SignIn = cmp.Or(cfg.SignIn, cfg.Upstream)
	cfg.Identity = cmp.Or(cfg.Identity, cfg.Upstream)
	cfg.MaxBody = cmp.Or(cfg.MaxBody, 8<<20)
	if cfg.Random == nil {
		cfg.Random = rand.Reader
	}
	if cfg.Transport == nil {
		own := http.DefaultTransport.(*http.Transport).Clone()
		own.MaxIdleConnsPerHost = 64
		cfg.Transport = own
	}
	p, err := newPseudonyms(cfg.Random)
	if err != nil {
		return nil, err
	}
	rec := &Recorder{cfg: cfg, replacer: &replacer{p, cfg.Upstream.Host}, began: time.Now()}
	return rec, rec.line(head{formatName, formatVersion})
}

// target returns where a path is answered.
func (rec *Recorder) target(path string) *url.URL {
	switch {
	case strings.HasPrefix(path, "/ims/"):
		return rec.cfg.SignIn
	case strings.HasPrefix(path, "/data/core/identity/"), strings.HasPrefix(path, "/data/core/idnamespace/"):
		return rec.cfg.Identity
	}
	return rec.cfg.Upstream
}

// ServeHTTP passes a request on, as it is, and answers with what came of it, not
// compressed. An upstream that cannot be reached is 502 in the shape of the
// gateway.
func (rec *Recorder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	number, began := rec.next()
	asked := newBody(r.Body, rec.cfg.MaxBody)
	r.Body = asked.again()
	rec.proxy(r, func(res *http.Response, told *body) {
		rec.record(exchange{
			Number: number, After: began.Sub(rec.began).Milliseconds(),
			Request: rec.replacer.request(r, asked),
			Answer:  rec.replacer.reply(r.URL.Path, res, told, time.Since(began)),
		})
	}).ServeHTTP(w, r)
}

// proxy returns a proxy for one request, which tells what came of it: res is nil
// if nothing did.
func (rec *Recorder) proxy(r *http.Request, told func(res *http.Response, told *body)) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Transport:     rec.cfg.Transport,
		FlushInterval: -1,                         // so that the client sees the part of an answer that broke off
		ErrorLog:      log.New(io.Discard, "", 0), // it would name URLs, and with them people
		Rewrite: func(out *httputil.ProxyRequest) {
			out.SetURL(rec.target(r.URL.Path))
			out.Out.Header.Del("Accept-Encoding") // so that the transport asks for its own, and unpacks it
		},
		ModifyResponse: func(res *http.Response) error {
			came := newBody(res.Body, rec.cfg.MaxBody)
			res.Body = came.again()
			told(res, came)
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			told(nil, &body{})
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadGateway)
			_, _ = io.WriteString(w, `{"error_code":"502000","message":"The upstream Platform cannot be reached."}`)
		},
	}
}

// Recorded returns how many exchanges are in the record.
func (rec *Recorder) Recorded() int {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return max(0, rec.lines-1)
}

// Close ends the record: it makes it durable where it can, and returns the first
// error of writing it. Requests that come later are passed on and not recorded.
func (rec *Recorder) Close() error {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if !rec.closed {
		rec.closed = true
		if file, ok := rec.cfg.Out.(interface{ Sync() error }); ok && rec.failed == nil {
			rec.failed = file.Sync()
		}
	}
	return rec.failed
}

// A body is what was read of one, within bounds.
type body struct {
	kept  []byte
	large bool  // there is more
	err   error // that ended it early
	rest  io.ReadCloser
}

func newBody(from io.ReadCloser, most int64) *body {
	b := &body{rest: from}
	if from == nil {
		return b
	}
	b.kept, b.err = io.ReadAll(io.LimitReader(from, most+1))
	b.large = int64(len(b.kept)) > most
	return b
}

// again returns the whole body: what was read, then the rest or the error.
func (b *body) again() io.ReadCloser {
	if b.rest == nil {
		return nil
	}
	return struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(b.kept), tail{b}), b.rest}
}

// tail is what follows the part of a body that was read.
type tail struct{ *body }

func (t tail) Read(into []byte) (int, error) {
	if t.err != nil {
		return 0, t.err
	}
	return t.rest.Read(into)
}
