package command

import (
	"context"
	"errors"

	"activityhub/platform"
	"activityhub/platform/adobe"
	"activityhub/platform/local"
)

// sources are what the API and the REST paths beside it answer from.
type sources struct {
	engine platform.Engine // of the API, with its cache
	local  *local.Platform // nil unless something answers from it
	adobe  *adobe.Engine   // nil unless the API answers from it
}

// openSources opens what the settings name.
func (p *program) openSources(ctx context.Context) (*sources, error) {
	s := p.settings.Settings
	open := &sources{}
	var err error
	if s.Engine != adobeEngine || s.PlatformListen != "" {
		if open.local, err = p.openLocal(ctx, p.logger()); err != nil {
			return nil, err
		}
		open.engine = open.local
	}
	if s.Engine == adobeEngine {
		if err := open.openAdobe(p); err != nil {
			return nil, errors.Join(err, open.Close())
		}
	}
	return open, nil
}

func (o *sources) openAdobe(p *program) (err error) {
	cfg, err := p.adobeConfig(p.logger())
	if err != nil {
		return err
	}
	if o.adobe, err = newAdobe(cfg); err != nil {
		return err
	}
	o.engine = o.adobe // for Close, should there be no cache
	kept, err := p.withCache(o.adobe, cfg)
	if err == nil {
		o.engine = kept
	}
	return err
}

// Close closes what is open.
func (o *sources) Close() error {
	var errs []error
	if o.adobe != nil {
		errs = append(errs, o.engine.Close())
	}
	if o.local != nil {
		errs = append(errs, o.local.Close())
	}
	return errors.Join(errs...)
}
