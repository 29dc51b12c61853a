package signin

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"activityhub/platform"
)

// Config says whose tokens to get, and where. Zero fields mean what is said.
type Config struct {
	URL          string // of the sign-in service, such as https://ims-na1.adobelogin.com; required
	ClientID     string // required
	ClientSecret string // required
	Scopes       []string

	Timeout   time.Duration     // of one request; zero means 5s
	Transport http.RoundTripper // nil means http.DefaultTransport
	Random    func() float64    // 0 to 1, for what must not happen to everybody at once; nil means math/rand
	Logger    *slog.Logger      // nil means slog.Default
}

// Bounds of fetching tokens.
const (
	attempts      = 3
	leastHold     = time.Second      // after a failed fetch nobody fetches for as long,
	mostHold      = 30 * time.Second // doubling up to this
	maxRefusals   = 3                // tokens given up because they were refused,
	refusalWindow = 10 * time.Second // in as long
)

// A Source gives out the tokens of one credential. It is safe for concurrent
// use.
type Source struct {
	request func(context.Context) (grant, error)
	random  func() float64
	log     *slog.Logger

	ctx  context.Context // ends with Close; fetching runs under it
	stop context.CancelFunc
	work sync.WaitGroup

	mu       sync.Mutex
	current  grant
	fetching *fetch // under way; nil if none is
	failures int    // fetches that failed in a row
	heldTill time.Time
	heldBy   error       // the failure that holds
	refused  []time.Time // when tokens were given up, oldest first, at most maxRefusals
	fetches  int64
}

// fetch is one fetch of a token. Its result may be read when done is closed.
type fetch struct {
	done  chan struct{}
	token Token
	err   error
}

// New returns a source for cfg. It asks nothing and starts nothing.
func New(cfg Config) *Source {
	s := &Source{random: cfg.Random, log: cmp.Or(cfg.Logger, slog.Default())}
	if s.random == nil {
		s.random = rand.Float64
	}
	s.ctx, s.stop = context.WithCancel(context.Background())
	r := requester{
		url:      strings.TrimRight(cfg.URL, "/") + "/ims/token/v3",
		clientID: cfg.ClientID, secret: cfg.ClientSecret, scopes: cfg.Scopes,
		timeout: cmp.Or(cfg.Timeout, 5*time.Second), random: s.random,
		client: &http.Client{Transport: cfg.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
	s.request = r.grant
	return s
}

// Close ends a fetch under way and waits for it. Token fails after it.
func (s *Source) Close() {
	s.mu.Lock()
	s.stop()
	s.mu.Unlock()
	s.work.Wait()
}

// Fetches returns how many tokens were asked for.
func (s *Source) Fetches() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fetches
}

// Token returns a token that is not over. Whoever comes while there is none
// waits for one fetch that all share; a caller whose context ends stops waiting,
// and the fetch goes on. A failed fetch is not repeated at every call: for a
// while, callers are given its error. The error is a *[platform.Error].
func (s *Source) Token(ctx context.Context) (Token, error) {
	s.mu.Lock()
	now := time.Now()
	if token, ok := s.ready(now); ok {
		s.mu.Unlock()
		return token, nil
	}
	if s.fetching == nil {
		if now.Before(s.heldTill) {
			defer s.mu.Unlock()
			return Token{}, s.heldBy
		}
		s.start()
	}
	f := s.fetching
	s.mu.Unlock()

	select {
	case <-f.done:
		return f.token, f.err
	case <-ctx.Done():
		return Token{}, ctx.Err()
	}
}

// Ready is [Source.Token] for a caller who does not wait: ok is false if there is
// no token now.
func (s *Source) Ready() (token Token, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ready(time.Now())
}

// ready returns the token if it is not over at now, and begins to fetch the next
// one when that is due. s.mu is held.
func (s *Source) ready(now time.Time) (token Token, ok bool) {
	if !now.Before(s.current.endsAt) {
		return Token{}, false
	}
	if !now.Before(s.current.renewAt) && s.fetching == nil && !now.Before(s.heldTill) {
		s.start()
	}
	return s.current.token, true
}

// Renew is [Source.Token] for a caller whose token was refused: that very token
// is given to nobody any more, and whoever holds it as well gets the same new
// one. Where one token after the other is refused, it stops giving them up.
func (s *Source) Renew(ctx context.Context, refused Token) (Token, error) {
	if err := s.giveUp(refused); err != nil {
		return Token{}, err
	}
	return s.Token(ctx)
}

func (s *Source) giveUp(refused Token) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current.token != refused {
		return nil
	}
	now := time.Now()
	if len(s.refused) == maxRefusals && now.Sub(s.refused[0]) < refusalWindow {
		return &platform.Error{Op: op, Kind: platform.ErrRejected, Message: "the Platform refuses one new access token after the other; look at the client id, and at the products that its project may use"}
	}
	if s.refused = append(s.refused, now); len(s.refused) > maxRefusals {
		s.refused = s.refused[1:]
	}
	s.current = grant{}
	return nil
}

// start begins a fetch. s.mu is held, and no fetch is under way.
func (s *Source) start() {
	f := &fetch{done: make(chan struct{})}
	if s.ctx.Err() != nil {
		f.err = &platform.Error{Op: op, Kind: platform.ErrUnavailable, Message: "the engine is closed"}
		close(f.done)
		s.fetching = f
		return
	}
	s.fetching = f
	s.fetches++
	s.work.Go(func() { s.run(f) })
}

func (s *Source) run(f *fetch) {
	granted, err := s.contained()

	s.mu.Lock()
	defer s.mu.Unlock()
	f.token, f.err = granted.token, err
	if err == nil {
		s.current, s.failures, s.heldTill, s.heldBy = granted, 0, time.Time{}, nil
	} else {
		s.hold(err)
	}
	s.fetching = nil
	close(f.done)
}

// hold makes the next fetch wait: longer after every failure, and at least as
// long as the service asked for.
func (s *Source) hold(err error) {
	wait := min(leastHold<<min(s.failures, 5), mostHold)
	wait = max(time.Duration(float64(wait)*(1+s.random()/4)), retryAfter(err))
	s.failures++
	s.heldTill, s.heldBy = time.Now().Add(wait), err
	if s.ctx.Err() == nil {
		s.log.Warn("no access token from the sign-in service", "error", err, "next_try_in", wait, "in_use", time.Now().Before(s.current.endsAt))
	}
}

// contained fetches. A panic is an error of this fetch: nothing above its
// goroutine could contain it.
func (s *Source) contained() (granted grant, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			s.log.Error("signing in panicked", "type", fmt.Sprintf("%T", panicked), "stack", string(debug.Stack()))
			err = &platform.Error{Op: op, Kind: platform.ErrUnavailable, Message: "signing in failed by a mistake in the hub"}
		}
	}()
	return s.request(s.ctx)
}
