package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"activityhub/platform/local/demo"
	"activityhub/server"
	"activityhub/server/graphiql"
	"activityhub/server/memory"
)

type serveCommand struct {
	Demo         bool `help:"Make and load demonstration data on the first run, and offer example queries in GraphiQL."`
	DemoProfiles int  `default:"1000" placeholder:"N" help:"How many demonstration customers, 1000 by default."`
}

// Help is what kong prints below the summary.
func (serveCommand) Help() string {
	return `Serves the API at /graphql, GraphiQL at /, and health at /livez and /readyz, from the embedded Platform in the data folder, until a signal asks it to stop: requests in flight are then finished. It listens on loopback unless told otherwise.

GOGC and GOMEMLIMIT are respected; unless they are set, the heap may grow to 128 MiB before it is collected, and to three and a half times what is kept beyond that, with a soft limit of three quarters of the memory.

Exit codes: 0 stopped by a signal; 2 wrong usage or settings; 3 it could not serve, for example because the port is taken; 130 interrupted while loading demonstration data.

Examples:

    activityhub serve --demo
    activityhub serve --listen 127.0.0.1:9090 --data /var/lib/activityhub
    ACTIVITYHUB_LOG_FORMAT=json activityhub serve --config hub.yaml`
}

// Run serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context, p *program) (err error) {
	s := p.settings.Settings
	if err := checkProfiles("--demo-profiles", c.DemoProfiles); err != nil {
		return err
	}
	if c.Demo && s.Platform != "" {
		return usage("--demo needs the definitions that are built in; leave out one of --demo and --platform")
	}
	defer memory.Tune(p.env)()
	// The port is taken before anything that lasts, so that a second start
	// fails at once.
	listener, err := server.Listen(s.Listen, s.AllowRemote)
	if err != nil {
		return err
	}
	defer func() {
		if closed := listener.Close(); !errors.Is(closed, net.ErrClosed) {
			err = errors.Join(err, closed)
		}
	}()
	store, err := p.openLocal(ctx, p.logger())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	var examples []graphiql.Example
	if c.Demo {
		if err := p.loadDemo(ctx, store, demo.Config{Profiles: c.DemoProfiles}); err != nil {
			return err
		}
		if examples, err = exampleQueries(); err != nil {
			return err
		}
	}
	drain := s.DrainDelay
	if c.Demo && p.settings.IsDefault("drain.delay") {
		drain = 0 // nothing balances load over a demonstration
	}
	hub, err := p.assemble(ctx, store, examples, drain)
	if err != nil {
		return err
	}
	p.banner(listener.Addr(), c.Demo)
	defer context.AfterFunc(ctx, func() { p.tellStopping(drain) })()
	if err := hub.Serve(ctx, listener); err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, "Stopped.")
	return nil
}

// tellStopping says what the end waits for.
func (p *program) tellStopping(drain time.Duration) {
	taken := ""
	if drain > 0 {
		taken = fmt.Sprintf("requests are taken for %s more, ", drain)
	}
	fmt.Fprintf(p.stderr, "Stopping: %sthose in flight get up to %s. Ctrl-C ends it at once.\n", taken, p.settings.Settings.DrainTimeout)
}
