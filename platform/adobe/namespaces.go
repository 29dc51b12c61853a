package adobe

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

const namespacesPath = "/data/core/idnamespace/identities"

// Namespaces implements [platform.Engine]. Where the credential may not list
// them it returns [platform.ErrUnsupported]: then every well-formed code may be
// one.
//
// Source: Identity Service guide, list namespaces: an array without paging.
func (e *Engine) Namespaces(ctx context.Context) ([]platform.IdentityNamespace, error) {
	const op = "Namespaces"
	a, err := e.send(ctx, call{op: op, service: identityService, method: http.MethodGet, path: namespacesPath})
	e.capabilities.note(canNamespaces, err)
	if forbidden(err) {
		return nil, unsupported(op, err, "the credential may not list identity namespaces; ask for permission to view identity namespaces")
	}
	if err != nil {
		return nil, err
	}
	v, err := xdm.ParseValue([]byte(a.body))
	if err != nil {
		return nil, malformed(op, "the Platform's namespaces are no JSON")
	}
	items, err := objects(op, v)
	if err != nil {
		return nil, err
	}
	all := newNamespaces(items)
	e.known.namespaces(all)
	return all, nil
}

// newNamespaces reads namespaces, by code. Of codes that differ in case alone,
// which are the same to a look-up, the first stays.
func newNamespaces(items []xdm.Object) []platform.IdentityNamespace {
	all := make([]platform.IdentityNamespace, 0, len(items))
	seen := map[platform.Namespace]bool{}
	for _, o := range items {
		code := platform.Namespace(o.Get("code").Text())
		if code == "" || seen[code.Fold()] {
			continue
		}
		seen[code.Fold()] = true
		custom, _, _ := o.Get("custom").Boolean()
		all = append(all, platform.IdentityNamespace{
			Code: code, Name: o.Get("name").Text(), Description: o.Get("description").Text(),
			IDType: strings.ToUpper(o.Get("idType").Text()), Custom: custom,
		})
	}
	slices.SortFunc(all, func(a, b platform.IdentityNamespace) int {
		return strings.Compare(string(a.Code.Fold()), string(b.Code.Fold()))
	})
	return all
}
