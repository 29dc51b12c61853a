package adobe

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// MaxChunkSize is the most identities that one look-up may name.
const MaxChunkSize = 1000

func (c Config) sandbox() string        { return cmp.Or(c.Sandbox, "prod") }
func (c Config) chunkSize() int         { return cmp.Or(c.ChunkSize, 50) }
func (c Config) pageSize() int          { return cmp.Or(c.PageSize, 1000) }
func (c Config) pageBudget() int        { return cmp.Or(c.PageBudget, 6) }
func (c Config) timeout() time.Duration { return cmp.Or(c.Timeout, 5*time.Second) }
func (c Config) maxAnswer() int64       { return cmp.Or(c.MaxAnswer, 8<<20) }

var (
	organizationForm = regexp.MustCompile(`^[0-9A-Fa-f]{24}@AdobeOrg$`)
	sandboxForm      = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)
	headerForm       = regexp.MustCompile(`^[\x21-\x7e]+$`)
)

// check returns the bases of the services, or every error of c at once. An error
// repeats no value of a secret kind.
func (c Config) check() ([2]base, error) {
	var errs []error
	wrong := func(field, format string, args ...any) {
		errs = append(errs, fmt.Errorf("adobe: %s %s", field, fmt.Sprintf(format, args...)))
	}
	baseOf := func(field, raw string) base {
		b, err := parseBase(raw)
		if err != nil {
			wrong(field, "%v", err)
		}
		return b
	}
	bases := [2]base{platformService: baseOf("BaseURL", c.BaseURL)}
	bases[identityService] = bases[platformService]
	if c.IdentityURL != "" {
		bases[identityService] = baseOf("IdentityURL", c.IdentityURL)
	}
	baseOf("SignInURL", c.SignInURL)

	if !organizationForm.MatchString(c.Organization) {
		wrong("Organization", "must be 24 hexadecimal digits followed by @AdobeOrg, as the credential's page in the Developer Console shows it")
	}
	if !sandboxForm.MatchString(c.sandbox()) {
		wrong("Sandbox", "must be the name of a sandbox (lower-case letters, digits and hyphens), not its title; \"prod\" is the usual one")
	}
	for _, f := range []struct{ field, value string }{{"ClientID", c.ClientID}, {"ClientSecret", c.ClientSecret}} {
		if !headerForm.MatchString(f.value) {
			wrong(f.field, "must be that of the OAuth server-to-server credential: not empty, without blanks")
		}
	}
	for _, scope := range c.Scopes {
		if !headerForm.MatchString(scope) || strings.Contains(scope, ",") {
			wrong("Scopes", "must be names without blanks or commas, such as openid, one an entry")
			break
		}
	}
	for _, f := range []struct {
		field       string
		value, most int64
	}{
		{"ChunkSize", int64(c.ChunkSize), MaxChunkSize},
		{"PageSize", int64(c.PageSize), 1000},
		{"PageBudget", int64(c.PageBudget), 1000},
		{"Timeout in milliseconds", c.Timeout.Milliseconds(), 60_000},
		{"MaxAnswer", c.MaxAnswer, 1 << 30},
	} {
		if f.value < 0 || f.value > f.most {
			wrong(f.field, "must be 1 to %d, or zero for what is usual; it is %d", f.most, f.value)
		}
	}
	return bases, errors.Join(errs...)
}

// A base is where a service answers: scheme, host, and the path before its own
// paths, which most often is "".
type base struct{ scheme, host, prefix string }

func (b base) String() string { return b.scheme + "://" + b.host + b.prefix }

func parseBase(raw string) (base, error) {
	if raw == "" {
		return base{}, errors.New("is required: an address such as https://platform.adobe.io")
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "" || u.Opaque != "":
		return base{}, errors.New("must be an address such as https://platform.adobe.io")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return base{}, errors.New("must be an address without user, query and fragment, such as https://platform.adobe.io")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return base{}, errors.New("must begin with https://, because credentials and customers' data travel there; http:// is for this machine alone, such as http://127.0.0.1:8081")
	case u.Scheme != "https" && u.Scheme != "http":
		return base{}, errors.New("must begin with https://")
	}
	return base{scheme: u.Scheme, host: u.Host, prefix: strings.TrimRight(u.EscapedPath(), "/")}, nil
}

func loopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}
