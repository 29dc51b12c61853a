package benchmark_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"activityhub/platform"
	"activityhub/platform/gateway"
	"activityhub/platform/xdm"
)

// The answers of Adobe's profile service, as far as the floor reads them: keyed
// by an opaque id of the identity that was asked for.
type (
	wireProfiles map[string]struct {
		Entity *floorProfile `json:"entity"`
	}
	wirePage struct {
		Children []floorEvent `json:"children"`
	}
	wireIdentity struct {
		EntityID  string    `json:"entityId,omitempty"`
		EntityNS  *wireCode `json:"entityIdNS,omitempty"`
		RelatedID string    `json:"relatedEntityId,omitempty"`
		RelatedNS *wireCode `json:"relatedEntityIdNS,omitempty"`
	}
	wireCode struct {
		Code string `json:"code"`
	}
	wireName struct {
		Name string `json:"name"`
	}
	wireBody struct {
		Schema      wireName       `json:"schema"`
		Related     *wireName      `json:"relatedSchema,omitempty"`
		Identities  []wireIdentity `json:"identities"`
		Fields      []xdm.Path     `json:"fields"`
		MergePolicy string         `json:"mergePolicyId"`
		OrderBy     string         `json:"orderby,omitempty"`
		Limit       int            `json:"limit,omitempty"`
	}
)

const (
	entities     = "/data/core/ups/access/entities"
	profileClass = "_xdm.context.profile"
	eventClass   = "_xdm.context.experienceevent"
	mergePolicy  = "default-timestamp"
)

// answer makes the calls of one query side by side: a GET for one person, a POST
// for several.
func (f *floor) answer(ctx context.Context, ids []platform.Identity) ([]any, error) {
	profiles := make([]*floorProfile, len(ids))
	events := make([][]floorEvent, len(ids))
	var found wireProfiles
	var pages map[string]wirePage
	group, calling := errgroup.WithContext(ctx)
	group.Go(func() error {
		if len(ids) == 1 {
			return f.get(calling, url.Values{"schema.name": {profileClass}, "entityId": {ids[0].ID}, "entityIdNS": {string(ids[0].Namespace)}}, f.profileFields, &found)
		}
		return f.post(calling, wireBody{Schema: wireName{profileClass}, Fields: f.profileFields}, ids, &found)
	})
	if f.eventFields != nil {
		group.Go(func() error {
			if len(ids) == 1 {
				var page wirePage
				err := f.get(calling, url.Values{
					"schema.name": {eventClass}, "relatedSchema.name": {profileClass}, "relatedEntityId": {ids[0].ID}, "relatedEntityIdNS": {string(ids[0].Namespace)},
					"orderby": {"-timestamp"}, "limit": {strconv.Itoa(f.events + 1)},
				}, f.eventFields, &page)
				events[0] = page.Children
				return err
			}
			return f.post(calling, wireBody{Schema: wireName{eventClass}, Related: &wireName{profileClass}, Fields: f.eventFields, OrderBy: "-timestamp", Limit: f.events + 1}, ids, &pages)
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	keys := map[string]string{} // identity → key of its answer
	for key, answer := range found {
		for code, linked := range answer.Entity.IdentityMap {
			for _, identity := range linked {
				keys[code+":"+identity.ID] = key
			}
		}
	}
	for i, id := range ids {
		key := keys[strings.ToLower(string(id.Namespace))+":"+id.ID]
		profiles[i] = found[key].Entity
		if pages != nil {
			events[i] = pages[key].Children
		}
	}
	answers := make([]any, len(ids))
	for i := range ids {
		answers[i] = f.shape(profiles[i], events[i][:min(len(events[i]), f.events)], f.segments)
	}
	return answers, nil
}

func (f *floor) get(ctx context.Context, query url.Values, fields []xdm.Path, into any) error {
	query.Set("fields", joined(fields))
	query.Set("mergePolicyId", mergePolicy)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url+entities+"?"+query.Encode(), nil)
	if err != nil {
		return err
	}
	return f.send(r, into)
}

func (f *floor) post(ctx context.Context, body wireBody, ids []platform.Identity, into any) error {
	body.MergePolicy = mergePolicy
	for _, id := range ids {
		one := wireIdentity{EntityID: id.ID, EntityNS: &wireCode{string(id.Namespace)}}
		if body.Related != nil {
			one = wireIdentity{RelatedID: id.ID, RelatedNS: &wireCode{string(id.Namespace)}}
		}
		body.Identities = append(body.Identities, one)
	}
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, f.url+entities, bytes.NewReader(text))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	return f.send(r, into)
}

func (f *floor) send(r *http.Request, into any) error {
	token, err := f.token()
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("x-api-key", gateway.DefaultClientID)
	r.Header.Set("x-gw-ims-org-id", gateway.DefaultOrganization)
	r.Header.Set("x-sandbox-name", "prod")
	res, err := (&http.Client{Transport: f.upstream}).Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("gateway: status %d", res.StatusCode)
	}
	if err := json.NewDecoder(res.Body).Decode(into); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, res.Body) // to its end, so that the connection is used again
	return err
}

func joined(fields []xdm.Path) string {
	names := make([]string, len(fields))
	for i, field := range fields {
		names[i] = string(field)
	}
	return strings.Join(names, ",")
}

// signIn returns what gets a token from the gateway at address, once.
func signIn(address string) func() (string, error) {
	return sync.OnceValues(func() (string, error) {
		res, err := http.PostForm(address+"/ims/token/v3", url.Values{
			"grant_type": {"client_credentials"}, "client_id": {gateway.DefaultClientID}, "client_secret": {gateway.DefaultClientSecret}, "scope": {"openid"},
		})
		if err != nil {
			return "", err
		}
		defer res.Body.Close()
		var token struct {
			AccessToken string `json:"access_token"`
		}
		return token.AccessToken, json.NewDecoder(res.Body).Decode(&token)
	})
}
