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
	engine, err := adobe.New(cfg)
	if err != nil {
		return nil, usage("%v", err)
	}
	return engine, nil
}

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

// warmAdobe reads the definitions in the background, so that the API answers as
// soon as Adobe does: an outage there is not one of this program.
func warmAdobe(ctx context.Context, hub *platform.Client, engine *adobe.Engine, log *slog.Logger) {
	go func() {
		if err := errors.Join(engine.Discover(ctx), hub.Warm(ctx)); err != nil && ctx.Err() == nil {
			log.LogAttrs(ctx, slog.LevelWarn, "Adobe cannot be read yet; activityhub doctor says what to do", slog.String("error", fmt.Sprint(err)))
		}
	}()
}
