package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"

	"activityhub/platform/gateway"
	"activityhub/platform/gateway/conversation"
)

// serveConversation records a conversation or replays one, until ctx ends.
func (c *platformCommand) serveConversation(ctx context.Context, p *program) (err error) {
	listener, err := p.listenPlatform(cmp.Or(p.settings.Settings.PlatformListen, defaultPlatformListen))
	if err != nil {
		return err
	}
	defer closeListener(listener, &err)
	open := c.record
	if c.Replay != "" {
		open = c.replay
	}
	handler, finish, err := open(p, "http://"+listener.Addr().String())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, finish()) }()
	fmt.Fprint(p.stdout, "\nStop it with Ctrl-C.\n\n")
	if err := p.servePlatform(ctx, listener, handler); err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, "Stopped.")
	return nil
}

// record returns what passes requests to address on, and what ends the record.
func (c *platformCommand) record(p *program, address string) (http.Handler, func() error, error) {
	cfg := conversation.Config{}
	for _, from := range []struct {
		flag, text string
		into       **url.URL
	}{
		{"--upstream", c.Upstream, &cfg.Upstream},
		{"--sign-in", cmp.Or(c.SignIn, c.Upstream), &cfg.SignIn},
		{"--identity", cmp.Or(c.Identity, c.Upstream), &cfg.Identity},
	} {
		var err error
		if *from.into, err = origin(from.flag, from.text); err != nil {
			return nil, nil, err
		}
	}
	out, err := os.OpenFile(c.Record, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("the conversation %s cannot be begun: %w; a file that is there is not overwritten", c.Record, reason(err))
	}
	cfg.Out = out
	recorder, err := conversation.NewRecorder(cfg)
	if err != nil {
		return nil, nil, errors.Join(err, out.Close())
	}
	fmt.Fprintf(p.stdout, `
The recorder is listening on %[1]s, passes requests on to %[2]s and keeps the conversation in %[3]s

  Point a hub at it, beside its own settings:

    activityhub serve --engine adobe --config hub.yaml --cache-bytes 0 \
      --adobe-base-url %[1]s --adobe-sign-in-url %[1]s --adobe-identity-url %[1]s
`, address, c.Upstream, c.Record)
	return recorder, func() error {
		if err := errors.Join(recorder.Close(), out.Close()); err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "%s exchanges are in %s; read it before you give it away.\n", count(recorder.Recorded()), c.Record)
		return nil
	}, nil
}

// replay returns what answers requests to address from a record.
func (c *platformCommand) replay(p *program, address string) (http.Handler, func() error, error) {
	file, err := os.Open(c.Replay)
	if err != nil {
		return nil, nil, fmt.Errorf("the conversation %s cannot be read: %w", c.Replay, reason(err))
	}
	defer file.Close()
	replay, err := conversation.Load(file)
	if err != nil {
		return nil, nil, usage("%s: %v", c.Replay, err)
	}
	fmt.Fprintf(p.stdout, `
The conversation in %[2]s, of %[3]s exchanges, is listening on %[1]s

  Ask it through Activity Hub, with any secret, client id and organisation:

    ACTIVITYHUB_ADOBE_CLIENT_SECRET=any activityhub serve --engine adobe --cache-bytes 0 \
      --adobe-base-url %[1]s --adobe-sign-in-url %[1]s \
      --adobe-client-id any --adobe-organization %[4]s

  Identities, merge policies and segments have the names that the file gives them.
`, address, c.Replay, count(replay.Len()), gateway.DefaultOrganization)
	if replay.Torn {
		fmt.Fprintln(p.stderr, "The last line of the file is cut short, and left out.")
	}
	return tellUnknown(replay, p.logger()), func() error { return nil }, nil
}

// tellUnknown logs why a request is not answered from the record, which the
// client that asks does not show.
func tellUnknown(replay http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		replay.ServeHTTP(w, r)
		if hint := w.Header().Get(conversation.HeaderHint); hint != "" {
			log.LogAttrs(r.Context(), slog.LevelWarn, "the record holds no such request", slog.String("method", r.Method), slog.String("hint", hint))
		}
	})
}

// origin reads a flag that says where a service is. Credentials and customers'
// data go there, so other machines are reached over TLS alone.
func origin(flag, text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil || text != u.Scheme+"://"+u.Host:
		return nil, usage("%s is not right; it is a URL such as https://platform.adobe.io, without a path", flag)
	case u.Scheme == "http" && !thisMachine(u.Hostname()):
		return nil, usage("%s begins with https://, because credentials and customers' data travel there; http:// is for this machine alone", flag)
	}
	return u, nil
}

func thisMachine(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && address.IsLoopback()
}
