package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"activityhub/platform/local/demo"
	"activityhub/server"
	"activityhub/server/graphiql"
	"activityhub/server/memory"
	"activityhub/server/settings"

	"golang.org/x/sync/errgroup"
)

type serveCommand struct {
	Demo         bool `help:"Make and load demonstration data on the first run, and offer example queries in GraphiQL."`
	DemoProfiles int  `default:"1000" placeholder:"N" help:"How many demonstration customers, 1000 by default."`
}

// Help is what kong prints below the summary.
func (serveCommand) Help() string {
	return `Serves the API at /graphql, GraphiQL at /, and health at /livez and /readyz, from the embedded Platform in the data folder or, with --engine adobe, from Adobe Experience Platform, until a signal asks it to stop: requests in flight are then finished. It listens on loopback unless told otherwise.

GOGC and GOMEMLIMIT are respected; unless they are set, the heap may grow to 128 MiB before it is collected, and to three and a half times what is kept beyond that, with a soft limit of three quarters of the memory.

Exit codes: 0 stopped by a signal; 2 wrong usage or settings; 3 it could not serve, for example because the port is taken; 130 interrupted while loading demonstration data.

Examples:

    activityhub serve --demo
    activityhub serve --listen 127.0.0.1:9090 --data /var/lib/activityhub
    activityhub serve --demo --platform-listen 127.0.0.1:8081
    activityhub serve --engine adobe --config hub.yaml
    ACTIVITYHUB_LOG_FORMAT=json activityhub serve --config hub.yaml`
}

// Run serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context, p *program) (err error) {
	s := p.settings.Settings
	if err := c.check(s); err != nil {
		return err
	}
	defer memory.Tune(p.env)()
	// The ports are taken before anything that lasts, so that a second start
	// fails at once.
	listener, err := server.Listen(s.Listen, s.AllowRemote)
	if err != nil {
		return err
	}
	defer closeListener(listener, &err)
	var platformListener net.Listener
	if s.PlatformListen != "" {
		if platformListener, err = p.listenPlatform(s.PlatformListen); err != nil {
			return err
		}
		defer closeListener(platformListener, &err)
	}
	sources, err := p.openSources(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sources.Close()) }()
	var examples []graphiql.Example
	if c.Demo {
		if err := p.loadDemo(ctx, sources.local, demo.Config{Profiles: c.DemoProfiles}); err != nil {
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
	hub, err := p.assemble(ctx, sources, examples, drain)
	if err != nil {
		return err
	}
	p.banner(listener.Addr(), c.Demo)
	serving, ctx := errgroup.WithContext(ctx)
	if platformListener != nil {
		var handler http.Handler
		var finish func() error
		if handler, finish, err = p.gateway(sources.local); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, finish()) }()
		p.platformBanner(platformListener.Addr())
		serving.Go(func() error { return p.servePlatform(ctx, platformListener, handler) })
	}
	fmt.Fprint(p.stdout, "\nStop it with Ctrl-C.\n\n")
	defer context.AfterFunc(ctx, func() { p.tellStopping(drain) })()
	serving.Go(func() error { return hub.Serve(ctx, listener) })
	if err := serving.Wait(); err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, "Stopped.")
	return nil
}

func (c *serveCommand) check(s settings.Settings) error {
	if err := checkProfiles("--demo-profiles", c.DemoProfiles); err != nil {
		return err
	}
	switch {
	case c.Demo && s.Platform != "":
		return usage("--demo needs the definitions that are built in; leave out one of --demo and --platform")
	case c.Demo && s.Engine == adobeEngine:
		return usage("--demo loads the embedded Platform, and --engine adobe answers from another; to try that one without an account, start activityhub platform --demo beside it")
	}
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
