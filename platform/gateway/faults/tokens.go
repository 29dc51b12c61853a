package faults

import (
	"cmp"
	"crypto/sha256"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tidwall/gjson"
)

// keepTokens is how long the birth of a token is remembered: a little longer
// than a token lives at Adobe.
const keepTokens = 25 * time.Hour

// tokens remembers when tokens were given out, by their digest.
type tokens struct {
	mu   sync.Mutex
	born map[[sha256.Size]byte]time.Time
}

func (t *tokens) given(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if t.born == nil {
		t.born = make(map[[sha256.Size]byte]time.Time)
	}
	for digest, at := range t.born {
		if now.Sub(at) > keepTokens {
			delete(t.born, digest)
		}
	}
	t.born[sha256.Sum256([]byte(token))] = now
}

// age returns how old a token is; a token that was not given out through here is
// new.
func (t *tokens) age(token string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if at, ok := t.born[sha256.Sum256([]byte(token))]; ok {
		return time.Since(at)
	}
	return 0
}

// expiredTokens lets a token live for a while only. Sign-in goes through; unless
// told, its answer promises the full life.
func expiredTokens(s strike, w http.ResponseWriter, q *question, next http.Handler) {
	life := cmp.Or(s.Life, 5*time.Second)
	if toSignIn(s.Effect, q) {
		rewrite(w, q, next, func(body []byte) ([]byte, int) {
			s.tokens.given(gjson.GetBytes(body, "access_token").String())
			if s.Told {
				body = with(body, "expires_in", strconv.AppendInt(nil, int64(life/time.Second), 10))
			}
			return body, 0
		})
		return
	}
	_, token, _ := strings.Cut(q.Header.Get("Authorization"), " ")
	if token = strings.TrimSpace(token); token != "" && s.tokens.age(token) >= life {
		unauthorized(s, w, q, next)
		return
	}
	next.ServeHTTP(w, q.Request)
}
