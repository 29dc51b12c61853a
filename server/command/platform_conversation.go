package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"

	"activityhub/platform/gateway/conversation"
)

// serveConversation records a conversation or replays one, until ctx ends.
func (c *platformCommand) serveConversation(ctx context.Context, p *program) (err error) {
	listener, err := p.listenPlatform(cmp.Or(p.settings.Settings.PlatformListen, defaultPlatformListen))
	if err != nil {
		return err
	}
	defer closeListener(listener, &err)
	handler, finish, err := c.conversation(p, listener.Addr())
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

// conversation returns what answers, and what ends it.
func (c *platformCommand) conversation(p *program, address net.Addr) (http.Handler, func() error, error) {
	if c.Replay != "" {
		file, err := os.Open(c.Replay)
		if err != nil {
			return nil, nil, fmt.Errorf("the conversation %s cannot be read: %w", c.Replay, reason(err))
		}
		defer file.Close()
		replay, err := conversation.Load(file)
		if err != nil {
			return nil, nil, usage("%s: %v", c.Replay, err)
		}
		fmt.Fprintf(p.stdout, "\nAnswering from %s on http://%s\n", c.Replay, address)
		return replay, func() error { return nil }, nil
	}
	upstream, err := origin("--upstream", c.Upstream)
	if err != nil {
		return nil, nil, err
	}
	signIn, err := origin("--sign-in", cmp.Or(c.SignIn, c.Upstream))
	if err != nil {
		return nil, nil, err
	}
	out, err := os.OpenFile(c.Record, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("the conversation %s cannot be begun: %w; a file that is there is not overwritten", c.Record, reason(err))
	}
	recorder, err := conversation.NewRecorder(conversation.Config{Upstream: upstream, SignIn: signIn, Out: out})
	if err != nil {
		return nil, nil, errors.Join(err, out.Close())
	}
	fmt.Fprintf(p.stdout, "\nRecording what http://%s passes on to %s in %s\n", address, c.Upstream, c.Record)
	return recorder, func() error { return errors.Join(recorder.Close(), out.Close()) }, nil
}

func origin(flag, text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || text != u.Scheme+"://"+u.Host {
		return nil, usage("%s is not right; it is a URL such as https://platform.adobe.io, without a path", flag)
	}
	return u, nil
}
