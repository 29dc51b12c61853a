package benchmark_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// upstream is the client that both sides use, with a count of calls.
type upstream struct {
	url   string
	http  *http.Client
	delay time.Duration // added to every call
	calls atomic.Int64
}

func newUpstream(url string) *upstream {
	return &upstream{url: url, http: &http.Client{Transport: &http.Transport{MaxIdleConns: 2048, MaxIdleConnsPerHost: 2048}}}
}

// post asks the gateway and hands its answer to read.
func (u *upstream) post(ctx context.Context, req wireRequest, read func(io.Reader) error) error {
	u.calls.Add(1)
	if u.delay > 0 {
		time.Sleep(u.delay)
	}
	body, err := json.Marshal(req)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, u.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := u.http.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("gateway: status %d", res.StatusCode)
	}
	return read(res.Body)
}

// remote is an engine over the gateway.
type remote struct {
	*upstream
	definitions platform.Engine // segments and so on, which the hub keeps
}

func (e *remote) Profiles(ctx context.Context, req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	found := make(map[platform.Identity]*platform.Profile, len(req.Identities))
	wire := wireRequest{Identities: req.Identities, Fields: req.Projection.Paths()}
	err := e.post(ctx, wire, func(r io.Reader) error {
		answers, err := document(r)
		if err != nil {
			return err
		}
		for _, id := range req.Identities {
			answer, err := answers.Get(id.String()).Object()
			if err != nil || answer.Len() == 0 {
				continue
			}
			entity, err := answer.Get("entity").Object()
			if err != nil {
				return err
			}
			found[id] = &platform.Profile{
				Asked: id, MergePolicy: req.MergePolicy, Attributes: entity,
				Identities: linked(entity), LastModified: answer.Get("lastModifiedAt").Time(),
			}
		}
		return nil
	})
	return found, err
}

func linked(entity xdm.Object) []platform.LinkedIdentity {
	var ids []platform.LinkedIdentity
	namespaces, _ := entity.Get("identityMap").Object()
	for namespace, v := range namespaces.All() {
		values, _ := v.Array()
		for _, value := range values {
			o, _ := value.Object()
			ids = append(ids, platform.LinkedIdentity{Identity: platform.Identity{Namespace: platform.Namespace(namespace), ID: o.Get("id").Text()}})
		}
	}
	return ids
}

func (e *remote) Events(ctx context.Context, req platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error) {
	found := make(map[platform.Identity]*platform.EventPage, len(req.Identities))
	wire := wireRequest{Identities: req.Identities, Fields: req.Projection.Paths(), Events: true, Limit: req.Limit}
	err := e.post(ctx, wire, func(r io.Reader) error {
		answers, err := document(r)
		if err != nil {
			return err
		}
		for _, id := range req.Identities {
			page, err := eventPage(answers.Get(id.String()))
			if err != nil {
				return err
			}
			found[id] = page
		}
		return nil
	})
	return found, err
}

func eventPage(v xdm.Value) (*platform.EventPage, error) {
	answer, err := v.Object()
	if err != nil {
		return nil, err
	}
	children, err := answer.Get("children").Array()
	if err != nil {
		return nil, err
	}
	more, _, err := answer.Get("more").Boolean()
	events := make([]platform.Event, len(children))
	page := &platform.EventPage{Events: make([]*platform.Event, len(children)), More: more, Total: -1}
	for i, child := range children {
		o, err := child.Object()
		if err != nil {
			return nil, err
		}
		entity, err := o.Get("entity").Object()
		if err != nil {
			return nil, err
		}
		millis, _, err := o.Get("timestamp").Long()
		if err != nil {
			return nil, err
		}
		events[i] = platform.Event{ID: o.Get("entityId").Text(), Timestamp: time.UnixMilli(millis), Type: o.Get("type").Text(), Attributes: entity}
		page.Events[i] = &events[i]
	}
	return page, err
}

func document(r io.Reader) (xdm.Object, error) {
	var text strings.Builder
	text.Grow(16 << 10)
	if _, err := io.Copy(&text, r); err != nil {
		return xdm.Object{}, err
	}
	if !gjson.Valid(text.String()) {
		return xdm.Object{}, fmt.Errorf("gateway: not JSON")
	}
	return xdm.TrustedObject(text.String())
}

func (e *remote) Segments(ctx context.Context) ([]*platform.Segment, error) {
	return e.definitions.Segments(ctx)
}

func (e *remote) MergePolicies(ctx context.Context) ([]*platform.MergePolicy, error) {
	return e.definitions.MergePolicies(ctx)
}

func (e *remote) Namespaces(ctx context.Context) ([]platform.IdentityNamespace, error) {
	return e.definitions.Namespaces(ctx)
}

func (e *remote) Capabilities() platform.Capabilities {
	return platform.Capabilities{Engine: "remote", Profiles: true, Events: true, Segments: true, MergePolicies: true, Namespaces: true}
}

func (e *remote) Close() error { return nil }
