package dialect

import (
	"net/http"
	"slices"
)

// partial answers a look-up of several with 207: every other person fails, for
// now, and is answered when asked for again. Whether those who are answered come
// along in such an array is not documented; here they do, as a map in it.
//
// Source: profile.yaml, status 207.
func (h *handler) partial(x *exchange, root *object) {
	if len(root.members) < 2 {
		h.forgive(root)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	var failures []tree
	spare := true
	root.members = slices.DeleteFunc(root.members, func(m member) bool {
		if h.failed[m.name] {
			delete(h.failed, m.name)
			return false
		}
		if spare = !spare; spare {
			return false
		}
		h.failed[m.name] = true
		failures = append(failures, an(member{"xid", quoted(m.name)}, member{"error", failure(len(failures))}))
		return true
	})
	if len(failures) == 0 {
		return
	}
	x.status, x.answer = http.StatusMultiStatus, append(failures, root)
}

// forgive forgets that those in root failed.
func (h *handler) forgive(root *object) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, m := range root.members {
		delete(h.failed, m.name)
	}
}

// failure is why the nth person of an answer failed: one that passes.
func failure(n int) tree {
	if n%2 == 0 {
		return an(member{"message", quoted("Unable to connect to server")}, member{"cause", quoted("Status Code - 500 : Connection Timeout")}, member{"statusCode", quoted("500")})
	}
	return an(member{"message", quoted("Too many requests")}, member{"cause", quoted("")}, member{"retryAfterMs", quoted("1")}, member{"statusCode", quoted("429")})
}
