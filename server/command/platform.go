package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"

	"activityhub/platform/gateway"
	"activityhub/platform/gateway/faults"
	"activityhub/platform/local"
	"activityhub/platform/local/demo"
	"activityhub/server"
	"activityhub/server/memory"
)

// defaultPlatformListen is where the platform command serves unless told
// otherwise.
const defaultPlatformListen = "127.0.0.1:8081"

type platformCommand struct {
	Demo         bool   `help:"Make and load demonstration data on the first run."`
	DemoProfiles int    `default:"1000" placeholder:"N" help:"How many demonstration customers, 1000 by default."`
	Record       string `placeholder:"FILE" help:"Pass every request on to --upstream, and keep the conversation in FILE with personal values replaced."`
	Upstream     string `placeholder:"URL" help:"Platform to record, such as https://platform.adobe.io."`
	SignIn       string `placeholder:"URL" help:"Where the tokens of the Platform to record come from; --upstream unless named."`
	Identity     string `placeholder:"URL" help:"Regional gateway of its Identity Service, such as https://platform-va7.adobe.io; --upstream unless named."`
	Replay       string `placeholder:"FILE" help:"Answer from a recorded conversation."`
}

// Help is what kong prints below the summary.
func (platformCommand) Help() string {
	var scenarios []string
	for _, s := range faults.Builtin() {
		scenarios = append(scenarios, fmt.Sprintf("    %-16s%s", s.Name, s.Description))
	}
	return `Serves the local Platform over the REST paths of Adobe Experience Platform, so that clients of it can be tried without an account: sign-in, profile and event look-up, merge policies, identities, segments and audiences, the Schema Registry, data sets, and ingestion. It listens on ` + defaultPlatformListen + ` unless told otherwise, and prints the credentials to sign in with and the command that connects a hub to it. A client secret of your own comes from $ACTIVITYHUB_GATEWAY_CLIENT_SECRET or the settings file.

A request asks for a fault with the header X-Activityhub-Fault, such as "latency; fixed=2s" or "throttled; form=gateway". --gateway-faults sets some for all, from a YAML file or one of these:

` + strings.Join(scenarios, "\n") + `

With --record it passes requests on to a real Platform and keeps the conversation in a file, which must not be there yet. Personal values, organisations and credentials are replaced before they are written, the same value by the same one, so that the file can be given away; names of fields stay. With --replay it answers from such a file, whatever the credentials.

Exit codes: 0 stopped by a signal; 2 wrong usage or settings, or a file that is no conversation; 3 it could not serve or record, for example because the port is taken; 130 interrupted while loading demonstration data.

Examples:

    activityhub platform --demo
    activityhub platform --data /var/lib/activityhub --gateway-faults slow
    activityhub platform --record case.ndjson --upstream https://platform.adobe.io --sign-in https://ims-na1.adobelogin.com
    activityhub platform --replay case.ndjson`
}

// Run serves until ctx ends.
func (c *platformCommand) Run(ctx context.Context, p *program) (err error) {
	if err := c.check(); err != nil {
		return err
	}
	if c.Record != "" || c.Replay != "" {
		return c.serveConversation(ctx, p)
	}
	s := p.settings.Settings
	if c.Demo && s.Platform != "" {
		return usage("--demo needs the definitions that are built in; leave out one of --demo and --platform")
	}
	defer memory.Tune(p.env)()
	listener, err := p.listenPlatform(cmp.Or(s.PlatformListen, defaultPlatformListen))
	if err != nil {
		return err
	}
	defer closeListener(listener, &err)
	store, err := p.openLocal(ctx, p.logger())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if c.Demo {
		if err := p.loadDemo(ctx, store, demo.Config{Profiles: c.DemoProfiles}); err != nil {
			return err
		}
	}
	handler, finish, err := p.gateway(store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, finish()) }()
	p.platformBanner(listener.Addr())
	fmt.Fprint(p.stdout, "\nStop it with Ctrl-C.\n\n")
	if err := p.servePlatform(ctx, listener, handler); err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, "Stopped.")
	return nil
}

func (c *platformCommand) check() error {
	switch {
	case c.Record != "" && c.Replay != "":
		return usage("a conversation is either recorded or replayed: leave out one of --record and --replay")
	case c.Record != "" && c.Upstream == "":
		return usage("--record needs the Platform to record: name it with --upstream, such as https://platform.adobe.io")
	case c.Record == "" && (c.Upstream != "" || c.SignIn != "" || c.Identity != ""):
		return usage("--upstream, --sign-in and --identity say what to record: name the file with --record")
	case c.Demo && (c.Record != "" || c.Replay != ""):
		return usage("a conversation has its own data: leave out --demo")
	}
	return checkProfiles("--demo-profiles", c.DemoProfiles)
}

// gateway returns the REST paths of store, with the faults that the settings
// name, and what ends them, before store is closed.
func (p *program) gateway(store *local.Platform) (http.Handler, func() error, error) {
	s := p.settings.Settings
	cfg := s.Gateway
	cfg.Platform = store
	cfg.Logger = p.logger()
	served, err := gateway.New(cfg)
	if err != nil {
		return nil, nil, usage("%v", err)
	}
	scenario, err := scenario(s.Faults)
	if err != nil {
		return nil, nil, errors.Join(usage("gateway.faults: %v", err), served.Close())
	}
	return faults.New(served, scenario), served.Close, nil
}

// scenario returns the faults of that name: of a scenario that is built in, or
// of a file; "" is none.
func scenario(name string) (faults.Scenario, error) {
	if name == "" {
		return faults.Scenario{}, nil
	}
	if !strings.ContainsAny(name, "./") {
		return faults.Named(name)
	}
	file, err := os.Open(name)
	if err != nil {
		return faults.Scenario{}, fmt.Errorf("%s cannot be read: %w", name, reason(err))
	}
	defer file.Close()
	return faults.Read(name, file)
}

// listenPlatform takes the address of the REST paths. Other machines may reach
// it if the credentials are not those that everybody knows, and nothing is
// ingested without them.
func (p *program) listenPlatform(address string) (net.Listener, error) {
	g := p.settings.Settings.Gateway
	listener, err := server.Listen(address, g.ClientSecret != gateway.DefaultClientSecret && g.InletsSignedIn)
	if errors.Is(err, server.ErrRemote) {
		return nil, fmt.Errorf("listen address %q can be reached from other machines, and a local Platform lets everybody in unless it is told otherwise: use a loopback address, such as %s, or set gateway.clientSecret to a secret of yours and gateway.inletsSignedIn to true", address, defaultPlatformListen)
	}
	return listener, err
}

// platformBanner says where the REST paths are and how to get in.
func (p *program) platformBanner(address net.Addr) {
	g := p.settings.Settings.Gateway
	secret, word := g.ClientSecret, g.ClientSecret
	if secret != gateway.DefaultClientSecret {
		secret, word = "(as it was set)", "YOUR-SECRET"
	}
	url := "http://" + address.String()
	fmt.Fprintf(p.stdout, `
The local Platform is listening on %[1]s

  Base URL, sign-in URL   %[1]s
  Client id, API key      %[2]s
  Client secret           %[3]s
  Organisation            %[4]s
  Sandbox                 %[5]s

  Ask it through Activity Hub:

    ACTIVITYHUB_ADOBE_CLIENT_SECRET=%[6]s activityhub serve --engine adobe \
      --adobe-base-url %[1]s --adobe-sign-in-url %[1]s \
      --adobe-client-id %[2]s --adobe-organization %[4]s --adobe-sandbox %[5]s
`, url, g.ClientID, secret, g.Organization, g.Sandboxes[0], word)
}
