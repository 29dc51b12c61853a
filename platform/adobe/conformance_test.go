package adobe_test

import (
	"testing"

	"activityhub/platform/adobe"
	"activityhub/platform/gateway"
	"activityhub/platform/platformtest"
	"activityhub/platform/platformtest/remote"
	"activityhub/platform/platformtest/served"
)

// TestConformance tries the engine over the local Platform's own gateway, in
// each form of "not found" and of failure in part that it has, and with chunks
// and pages so small that there are many.
func TestConformance(t *testing.T) {
	for _, tt := range []struct {
		name string
		cfg  served.Config
	}{
		{"shells, whole failures", served.Config{}},
		{"left out, parts", served.Config{Way: remote.Config{Gateway: func(c *gateway.Config) { c.NotFound, c.Partial = gateway.NotFoundMissing, true }}}},
		{"404, large calls refused", served.Config{Way: remote.Config{Gateway: func(c *gateway.Config) { c.NotFound, c.MaxIdentities = gateway.NotFoundStatus, 7 }}}},
		{"small chunks and pages", served.Config{Way: remote.Config{Adobe: func(c *adobe.Config) { c.ChunkSize, c.PageSize, c.PageBudget = 2, 15, 100 }}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			platformtest.Run(t, func(t testing.TB) platformtest.Subject { return served.Open(t, tt.cfg) })
		})
	}
}
