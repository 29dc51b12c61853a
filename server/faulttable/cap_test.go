package faulttable_test

import (
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform/gateway/faults"
)

// TestCap asks for answers around the cap of production, 8 MiB: what is larger by
// a byte is not read, and what is not is found to be no profile.
func TestCap(t *testing.T) {
	m := remembered(t)
	const most = 8 << 20
	for _, c := range []struct {
		name   string
		effect faults.Effect
		want   string
	}{
		{"at the cap", faults.Effect{Kind: "huge", Bytes: most}, "ENGINE_INVALID_RESPONSE"},
		{"a byte over it", faults.Effect{Kind: "huge", Bytes: most + 1}, "ENGINE_TOO_LARGE"},
		{"compressed, at the cap", faults.Effect{Kind: "bomb", Bytes: most}, "ENGINE_INVALID_RESPONSE"},
		{"compressed, a byte over it", faults.Effect{Kind: "bomb", Bytes: most + 1}, "ENGINE_TOO_LARGE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := open(t, m, false, func(h *hub) { h.most = 0 })
				time.Sleep(calm)
				h.strike("", faults.Fault{Effect: c.effect})
				if got := h.post(t.Context(), q("q3").text).code(); got != c.want {
					t.Errorf("%s, want %s", got, c.want)
				}
			})
		})
	}
}
