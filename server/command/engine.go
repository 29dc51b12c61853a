package command

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"activityhub/platform"
	"activityhub/platform/adobe"
	"activityhub/platform/cached"
)

// adobeEngine is the name of the engine over Adobe Experience Platform.
const adobeEngine = "adobe"

// openAdobe returns the engine over Adobe that the settings name. It opens no
// connection.
func (p *program) openAdobe(log *slog.Logger) (*adobe.Engine, error) {
	cfg, err := p.adobeConfig(log)
	if err != nil {
		return nil, err
	}
	return newAdobe(cfg)
}

func newAdobe(cfg adobe.Config) (*adobe.Engine, error) {
	engine, err := adobe.New(cfg)
	if err != nil {
		return nil, usage("%s", settingNames.Replace(err.Error()))
	}
	return engine, nil
}

// settingNames puts the keys of settings in the place of the fields that package
// adobe names in its errors.
var settingNames = strings.NewReplacer(
	"adobe: BaseURL ", "adobe.baseUrl ", "adobe: IdentityURL ", "adobe.identityUrl ", "adobe: SignInURL ", "adobe.signInUrl ",
	"adobe: Organization ", "adobe.organization ", "adobe: Sandbox ", "adobe.sandbox ", "adobe: Scopes ", "adobe.scopes ",
	"adobe: ClientID ", "adobe.clientId ", "adobe: ClientSecret ", "adobe.clientSecret ", "\n", "; ",
)

// adobeConfig returns what the settings say of Adobe, the client secret read
// from its file. All that is missing is told at once.
func (p *program) adobeConfig(log *slog.Logger) (adobe.Config, error) {
	s := p.settings.Settings
	cfg := s.Adobe
	cfg.Logger = log
	if s.ClientSecretIn != "" {
		if cfg.ClientSecret != "" {
			return cfg, usage("the client secret is set twice: leave out adobe.clientSecret or adobe.clientSecretFile")
		}
		secret, err := os.ReadFile(s.ClientSecretIn)
		if err != nil {
			return cfg, usage("adobe.clientSecretFile %s cannot be read: %v", s.ClientSecretIn, reason(err))
		}
		cfg.ClientSecret = strings.TrimSpace(string(secret))
	}
	var missing []string
	for _, needed := range []struct{ key, value string }{
		{"adobe.organization", cfg.Organization}, {"adobe.clientId", cfg.ClientID}, {"adobe.clientSecret", cfg.ClientSecret},
	} {
		if needed.value == "" {
			missing = append(missing, needed.key)
		}
	}
	if len(missing) > 0 {
		return cfg, usage("Adobe is asked on behalf of a credential of yours, and these are not set: %s; docs/adobe.md says where to find them, and secrets come from ACTIVITYHUB_ADOBE_CLIENT_SECRET or adobe.clientSecretFile", strings.Join(missing, ", "))
	}
	return cfg, nil
}

// withCache puts the cache that the settings describe in front of engine, which
// is asked with cfg.
func (p *program) withCache(engine platform.Engine, cfg adobe.Config) (platform.Engine, error) {
	c := p.settings.Settings.Cache
	if c.MaxBytes == 0 {
		return engine, nil
	}
	c.Engine = engine
	c.Scope = scope(cfg)
	for _, life := range []*time.Duration{&c.ProfileLife, &c.EventLife, &c.NotFoundLife, &c.StaleIfError} {
		*life = orNone(*life)
	}
	return cached.New(c)
}

// scope tells apart what is kept for different tenants, sandboxes and
// credentials, without naming them.
func scope(cfg adobe.Config) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{cfg.BaseURL, cfg.Organization, cfg.Sandbox, cfg.ClientID}, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// How long it takes until what could not be read at the start is tried again.
const (
	warmSoon = 5 * time.Second
	warmLate = time.Minute
)

// warmAdobe finds out what Adobe can do and reads the definitions in the
// background, so that the API answers as soon as Adobe does: an outage there is
// not one of this program. It tries until there is an answer.
func warmAdobe(ctx context.Context, hub *platform.Client, engine *adobe.Engine, log *slog.Logger) {
	go func() {
		told := false
		for wait := warmSoon; ; wait = min(2*wait, warmLate) {
			err := errors.Join(engine.Discover(ctx), hub.Warm(ctx))
			switch {
			case ctx.Err() != nil:
				return
			case err == nil && told:
				log.LogAttrs(ctx, slog.LevelInfo, "Adobe can be read now")
				return
			case err == nil:
				return
			case !told:
				log.LogAttrs(ctx, slog.LevelWarn, "Adobe cannot be read yet; activityhub doctor says what to do", slog.String("error", once(err, error.Error)))
				told = true
			}
			if !passing(err) {
				return
			}
			select {
			case <-time.After(wait):
			case <-ctx.Done():
				return
			}
		}
	}()
}

// passing reports whether err is one that ends without anybody's doing.
func passing(err error) bool {
	for _, kind := range []error{platform.ErrUnavailable, platform.ErrTimeout, platform.ErrRateLimited, platform.ErrCircuitOpen, platform.ErrInvalidResponse} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// once says what is wrong in the words of say, each message once: a Platform
// that is out of reach fails every call alike.
func once(err error, say func(error) string) string {
	seen := map[string]bool{}
	var all []string
	var visit func(error)
	visit = func(err error) {
		var failed *platform.Error
		if joined, ok := err.(interface{ Unwrap() []error }); ok && !isError(err) {
			for _, e := range joined.Unwrap() {
				visit(e)
			}
			return
		}
		key := err.Error()
		if errors.As(err, &failed) {
			key = failed.Message
		}
		if !seen[key] {
			seen[key] = true
			all = append(all, say(err))
		}
	}
	visit(err)
	return strings.Join(all, "; ")
}

func isError(err error) bool {
	_, ok := err.(*platform.Error)
	return ok
}

// troubled says of an error of Adobe's what is wrong, and where to learn what to
// do about it.
func troubled(err error) error {
	var failed *platform.Error
	if err == nil || !errors.As(err, &failed) {
		return err
	}
	return fmt.Errorf("%s; activityhub doctor with the same settings says what to do", once(err, func(err error) string {
		var failed *platform.Error
		switch {
		case !errors.As(err, &failed) || failed.Message == "":
			return err.Error()
		case failed.RequestID != "":
			return fmt.Sprintf("%s (request %s)", failed.Message, failed.RequestID)
		}
		return failed.Message
	}))
}
