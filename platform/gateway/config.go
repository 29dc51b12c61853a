package gateway

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"time"

	"activityhub/platform/local"
)

// The credentials of a gateway that is not told others.
const (
	DefaultClientID     = "activityhub"
	DefaultClientSecret = "local-secret"
	DefaultOrganization = "0123456789ABCDEF01234567@AdobeOrg"
	DefaultSandbox      = "prod"
)

// NotFound is how a look-up of many answers for a person nobody knows. Adobe's
// documentation shows all three.
type NotFound string

// The forms of "not found" in a look-up of many.
const (
	NotFoundShell   NotFound = "shell"   // an entry with an empty entity, dated 1970
	NotFoundMissing NotFound = "missing" // no entry
	NotFoundStatus  NotFound = "404"     // no entry, and status 404 where nobody is known
)

// Config says which Platform is served, and to whom. Zero fields mean what is
// said.
type Config struct {
	Platform *local.Platform // required; the gateway does not close it

	ClientID     string   // of the one credential that may sign in; "" means DefaultClientID
	ClientSecret string   // "" means DefaultClientSecret; never logged
	Organization string   // 24 hexadecimal digits and @AdobeOrg; "" means DefaultOrganization
	Sandboxes    []string // names under which the Platform answers, in lower case, the default first; nil means DefaultSandbox

	TokenLife     time.Duration // how long an access token is good, at least a second; zero means 24 hours
	MaxIdentities int           // identities that one look-up of many may name; zero means any number
	NotFound      NotFound      // "" means NotFoundShell
	Partial       bool          // a look-up of many answers 207 where one of the people fails, rather than fail whole

	InletsSignedIn bool // streaming needs an access token, as on Adobe where an inlet was set up so

	Now    func() time.Time // the clock; nil means time.Now
	Logger *slog.Logger     // nil means slog.Default
}

var (
	organizationForm = regexp.MustCompile(`^[0-9A-Fa-f]{24}@AdobeOrg$`)
	sandboxForm      = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)
)

// complete returns cfg with its defaults, or what is wrong with it.
func (cfg Config) complete() (Config, error) {
	cfg.ClientID = cmp.Or(cfg.ClientID, DefaultClientID)
	cfg.ClientSecret = cmp.Or(cfg.ClientSecret, DefaultClientSecret)
	cfg.Organization = cmp.Or(cfg.Organization, DefaultOrganization)
	cfg.TokenLife = cmp.Or(cfg.TokenLife, 24*time.Hour)
	cfg.NotFound = cmp.Or(cfg.NotFound, NotFoundShell)
	if len(cfg.Sandboxes) == 0 {
		cfg.Sandboxes = []string{DefaultSandbox}
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	switch {
	case cfg.Platform == nil:
		return cfg, errors.New("a gateway needs a local Platform to serve")
	case !organizationForm.MatchString(cfg.Organization):
		return cfg, fmt.Errorf("the organisation of a gateway is 24 hexadecimal digits followed by @AdobeOrg, such as %s", DefaultOrganization)
	case cfg.TokenLife < time.Second:
		return cfg, fmt.Errorf("an access token lives at least a second, not %s: its life is told in whole seconds", cfg.TokenLife)
	case cfg.MaxIdentities < 0:
		return cfg, fmt.Errorf("a look-up names at most %d identities: give a number above zero, or zero for any", cfg.MaxIdentities)
	case !slices.Contains([]NotFound{NotFoundShell, NotFoundMissing, NotFoundStatus}, cfg.NotFound):
		return cfg, fmt.Errorf("%q is no form of not found: use %s, %s or %s", cfg.NotFound, NotFoundShell, NotFoundMissing, NotFoundStatus)
	}
	for i, name := range cfg.Sandboxes {
		if !sandboxForm.MatchString(name) {
			return cfg, fmt.Errorf("sandbox %q: a sandbox has a name of lower-case letters, digits and '-'", name)
		}
		if slices.Contains(cfg.Sandboxes[:i], name) {
			return cfg, fmt.Errorf("sandbox %s is named twice", name)
		}
	}
	return cfg, nil
}
