package adobe

import (
	"log/slog"
	"net/http"
	"time"

	"activityhub/platform"
	"activityhub/platform/resilience"
)

// Config says which Platform to ask, as whom, and within which bounds. Zero
// fields mean what is said.
type Config struct {
	BaseURL      string // gateway of the Platform, such as https://platform.adobe.io; required
	IdentityURL  string // regional gateway of the Identity Service, such as https://platform-va7.adobe.io; "" means BaseURL
	SignInURL    string // where tokens come from, such as https://ims-na1.adobelogin.com; required
	Organization string // such as 0123456789ABCDEF01234567@AdobeOrg; required
	Sandbox      string // name of the sandbox; "" means prod
	ClientID     string // of the OAuth server-to-server credential; required
	ClientSecret string // never logged; required
	Scopes       []string

	MergePolicy platform.MergePolicyID // the default one; "" means the one that the Platform calls default

	ChunkSize  int           // identities in one look-up, 1 to 1,000; zero means 50
	PageSize   int           // events in one page where pages are read on, 1 to 1,000; zero means 1,000
	PageBudget int           // pages read for one person to find or count events that cannot be filtered there; zero means 6
	Timeout    time.Duration // of one HTTP exchange; zero means 5s
	MaxAnswer  int64         // bytes of one answer, decoded; zero means 8 MiB

	Protection resilience.Config // how the calls are protected; its Name, Judge, Timeout and Logger are set here

	Transport http.RoundTripper // nil means one of our own; it is the seam for tests
	Logger    *slog.Logger      // nil means slog.Default
}
