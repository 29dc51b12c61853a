package gateway

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"activityhub/platform/gateway/batches"
	"activityhub/platform/local"
)

// A Gateway is an [http.Handler] that serves a local Platform. It is safe for
// concurrent use. It starts something only for what is ingested through it, and
// Close waits for that.
type Gateway struct {
	cfg      Config
	platform *local.Platform
	routes   *branch
	tokens   tokens
	xids     xids
	seen     atomic.Pointer[view] // of the definitions last looked at; see view
	seeing   sync.Mutex           // held to make another
	batches  *batches.Batches
	intake   sync.WaitGroup // streamed records that are being stored
	log      *slog.Logger
	opened   time.Time // when the gateway was made: dates what has no date of its own
}

var _ http.Handler = (*Gateway)(nil)

// New returns a gateway for cfg, or says what is wrong with cfg.
func New(cfg Config) (*Gateway, error) {
	cfg, err := cfg.complete()
	if err != nil {
		return nil, fmt.Errorf("platform gateway: %w", err)
	}
	g := &Gateway{cfg: cfg, platform: cfg.Platform, log: cfg.Logger, opened: cfg.Now()}
	g.tokens = newTokens(cfg.TokenLife, cfg.Now)
	g.xids = newXIDs()
	first, err := g.newView(cfg.Platform.Definitions())
	if err != nil {
		return nil, fmt.Errorf("platform gateway: %w", err)
	}
	g.seen.Store(first)
	g.batches = newBatches(cfg)
	g.routes = plant(g.table())
	return g, nil
}

// table is every path that the gateway serves. Each area lists its own routes
// in a method beside its handlers, and is named here once.
//
// A route says method, path (with {names} for segments that vary; read them
// with PathValue), and handler. The front (front.go) has then checked token,
// key, organisation and sandbox, unless the route is open. A handler returns a
// [reply], or an error: one of errors.go, in the shape of its service, or any
// other, which becomes a 500 and a line in the log. Bodies are read with
// [request.json] or [request.body], which bound them.
func (g *Gateway) table() []route {
	return slices.Concat(
		g.signInRoutes(),
		g.profileRoutes(),
		g.mergePolicyRoutes(),
		g.identityRoutes(),
		g.namespaceRoutes(),
		g.segmentRoutes(),
		g.audienceRoutes(),
		g.computedRoutes(),
		g.registryRoutes(),
		g.catalogRoutes(),
		g.sandboxRoutes(),
		g.inletRoutes(),
		g.batchRoutes(),
	)
}

// ServeHTTP implements [http.Handler].
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	q := &request{Request: r, id: requestID(r)}
	found, answer := g.contained(q)
	status := g.write(w, q, answer)
	if g.log.Enabled(r.Context(), slog.LevelDebug) {
		path := "none"
		if found != nil {
			path = found.path
		}
		g.log.Debug("gateway answered", "method", r.Method, "route", path, "status", status, "took", time.Since(started), "request", q.id)
	}
}

// contained answers q. A panic is an error of this request alone.
func (g *Gateway) contained(q *request) (found *route, answer reply) {
	defer func() {
		if panicked := recover(); panicked != nil {
			g.log.Error("gateway panicked", "kind", fmt.Sprintf("%T", panicked), "request", q.id, "stack", string(debug.Stack()))
			answer = internalError().reply()
		}
	}()
	found, err := g.routes.find(q)
	if err == nil {
		err = g.admit(q, found)
	}
	if err == nil {
		answer, err = found.serve(q)
	}
	if err != nil {
		return found, g.explain(q, err)
	}
	return found, answer
}
