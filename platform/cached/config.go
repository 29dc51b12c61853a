package cached

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"activityhub/platform"
)

// MostStaleIfError is the most that Config.StaleIfError may be. Source: the
// service's resilience specification, section 5.
const MostStaleIfError = 10 * time.Minute

// Config says what is kept and for how long. Zero fields mean what is said;
// negative durations mean not at all.
type Config struct {
	Engine platform.Engine // who answers what is not kept; closed with the cache; required
	Scope  string          // on what else its answers depend: tenant, sandbox and credential, hashed; required
	Store  *Store          // where answers are kept, together with those of other scopes; nil means one of its own

	MaxBytes int64 // of a store of its own; zero means 64 MiB

	ProfileLife       time.Duration // a profile is fresh for so long; zero means 30s
	EventLife         time.Duration // a page of events is fresh for so long; zero means 10s
	NotFoundLife      time.Duration // that nothing is known of an identity is kept for so long; zero means 2s
	ProfileRevalidate time.Duration // and a profile served while it is read again for so long after; zero means as long as it is fresh
	EventRevalidate   time.Duration // likewise a page of events
	StaleIfError      time.Duration // age up to which an answer stands in for a failure, at most MostStaleIfError; zero means that

	Refreshes      int           // calls at once that read again what is stale; zero means 8
	RefreshTimeout time.Duration // of one such call; zero means 10s
	Margin         time.Duration // before a caller's deadline at which it is served what there is; zero means 25ms, later than engines give up, so that they note why

	Now func() time.Time // the clock; nil means time.Now
}

// withDefaults returns c with its zero fields filled in, or says what is wrong.
func (c Config) withDefaults() (Config, error) {
	switch {
	case c.Engine == nil:
		return c, errors.New("cached: an engine is needed behind the cache")
	case c.Scope == "":
		return c, errors.New("cached: a scope is needed, which tells the answers of this tenant, sandbox and credential from others")
	case c.Store != nil && c.MaxBytes != 0:
		return c, errors.New("cached: the bound of a shared store is set where it is made, by NewStore")
	case c.MaxBytes < 0:
		return c, fmt.Errorf("cached: a store of %d bytes cannot be; leave it to be 64 MiB, or name more than zero", c.MaxBytes)
	case c.StaleIfError > MostStaleIfError:
		return c, fmt.Errorf("cached: answers stand in for failures up to an age of %s, not %s", MostStaleIfError, c.StaleIfError)
	}
	for _, d := range []struct {
		value    *time.Duration
		fallback time.Duration
	}{
		{&c.ProfileLife, 30 * time.Second}, {&c.EventLife, 10 * time.Second}, {&c.NotFoundLife, 2 * time.Second},
		{&c.StaleIfError, MostStaleIfError}, {&c.RefreshTimeout, 10 * time.Second}, {&c.Margin, 25 * time.Millisecond},
	} {
		*d.value = max(cmp.Or(*d.value, d.fallback), 0)
	}
	c.ProfileRevalidate = max(cmp.Or(c.ProfileRevalidate, c.ProfileLife), 0)
	c.EventRevalidate = max(cmp.Or(c.EventRevalidate, c.EventLife), 0)
	if c.Refreshes == 0 {
		c.Refreshes = 8
	}
	if c.MaxBytes == 0 {
		c.MaxBytes = 64 << 20
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c, nil
}

// A life says how old an answer may be to be served.
type life struct {
	fresh      time.Duration // below this age it is fresh
	revalidate time.Duration // below this one it is served while it is read again
	onError    time.Duration // up to this one it stands in for a failure
	notFound   time.Duration // below this age it is known that nothing is known
}

// all is how long an answer is kept.
func (l *life) all() time.Duration { return max(l.revalidate, l.onError) }
