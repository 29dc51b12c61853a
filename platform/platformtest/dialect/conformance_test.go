package dialect_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"activityhub/platform/adobe"
	"activityhub/platform/platformtest"
	"activityhub/platform/platformtest/contract"
	"activityhub/platform/platformtest/dialect"
	"activityhub/platform/platformtest/remote"
	"activityhub/platform/platformtest/served"
)

// spoken is what an engine must have heard, by dialect, for the suite to have
// tried it: parts of an exchange, written as "METHOD URI STATUS BODY".
var spoken = map[string][]string{
	"bare": {`,"entityId":"`},
	"older": {
		`"identities":[{"id":`, `"namespace":{"code":"crmid"}`, `"primary":"true"`, `"UPS":{`, `"existing"`, ` 404 {"statusCode":"404"}`,
		`"expires_in":86400000`, `"href":"/entities?offsets=`, `?offsets=`,
	},
	"specification": {
		`"requestedIdentity":{"entityId":"`, `"code":"EMAIL"`, `"_pages":{`, `"next":1`, `"default":"true"`, `"_page":{"count":1,"next":"1"}`,
		`"href":"http://127.0.0.1:`, `mergePolicies?`, `"lifecycle":`,
	},
	"partial": {` 207 [{"xid":"`, `"statusCode":"500"`, `"retryAfterMs":"1"`, `"href":"/data/core/ups/`},
}

// TestConformance runs the suite that every engine passes against the engine
// over Adobe's REST API, whose Platform speaks each of the dialects. Chunks and
// pages are small, so that there are many.
func TestConformance(t *testing.T) {
	for _, d := range dialect.All() {
		t.Run(d.Name, func(t *testing.T) {
			t.Parallel()
			heard := listen(spoken[d.Name])
			t.Run("suite", func(t *testing.T) {
				platformtest.Run(t, func(t testing.TB) platformtest.Subject {
					return served.Open(t, served.Config{
						Way: remote.Config{
							Handler: func(next http.Handler) http.Handler { return contract.Tap(dialect.New(next, d), heard.hear) },
							Adobe:   func(cfg *adobe.Config) { cfg.PageSize, cfg.ChunkSize = 60, 3 },
						},
						Lacks: d.Lacks,
					})
				})
			})
			for part := range heard.missing {
				t.Errorf("the engine never heard %s", part)
			}
		})
	}
}

// An ear waits for parts of exchanges.
type ear struct {
	mu      sync.Mutex
	missing map[string]bool
}

func listen(parts []string) *ear {
	e := &ear{missing: map[string]bool{}}
	for _, part := range parts {
		e.missing[part] = true
	}
	return e
}

func (e *ear) hear(x contract.Exchange) {
	line := fmt.Sprintf("%s %s %d %s", x.Method, x.URL.RequestURI(), x.Status, x.Answer)
	e.mu.Lock()
	defer e.mu.Unlock()
	for part := range e.missing {
		if strings.Contains(line, part) {
			delete(e.missing, part)
		}
	}
}
