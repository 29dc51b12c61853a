package adobe

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

const (
	profileSchema  = "_xdm.context.profile"
	policiesPath   = "/data/core/ups/config/mergePolicies"
	policiesMethod = "MergePolicies"
)

// MergePolicies implements [platform.Engine]. The default one is
// Config.MergePolicy where that is set. Where the credential may not list
// policies it returns [platform.ErrUnsupported] if Config.MergePolicy is set:
// then that one serves whoever names none.
//
// Source: Merge policies guide.
func (e *Engine) MergePolicies(ctx context.Context) ([]*platform.MergePolicy, error) {
	items, err := e.readList(ctx, call{
		op: policiesMethod, method: http.MethodGet, path: policiesPath,
		query: url.Values{"schema.name": {profileSchema}, "limit": {listPage}},
	})
	e.capabilities.note(canPolicies, err)
	if forbidden(err) && e.cfg.MergePolicy != "" {
		return nil, unsupported(policiesMethod, err, "the credential may not list merge policies, so the one in the settings is used; ask for permission to view merge policies to name others")
	}
	if forbidden(err) {
		return nil, restated(platform.ErrRejected, policiesMethod, err, "the credential may not list merge policies, and the settings name none; set the merge policy, or ask for permission to view merge policies")
	}
	if err != nil {
		return nil, err
	}
	var policies []*platform.MergePolicy
	for _, o := range items {
		if p := newMergePolicy(o); p != nil {
			policies = append(policies, p)
		}
	}
	slices.SortFunc(policies, func(a, b *platform.MergePolicy) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	if policies, err = e.withDefault(policies); err != nil {
		return nil, err
	}
	e.known.mergePolicies(policies)
	return policies, nil
}

// newMergePolicy reads a policy; nil if it is one of another class than the
// profile's.
func newMergePolicy(o xdm.Object) *platform.MergePolicy {
	if class := o.At("schema.name").Text(); class != "" && class != profileSchema {
		return nil
	}
	id, _, _ := o.Get("id").Str()
	if id == "" {
		return nil
	}
	isDefault, _, _ := o.Get("default").Boolean()
	p := &platform.MergePolicy{
		ID: platform.MergePolicyID(id), Name: o.Get("name").Text(), Default: isDefault,
		IdentityGraph: o.At("identityGraph.type").Text(), AttributeMerge: o.At("attributeMerge.type").Text(),
	}
	order, _ := o.At("attributeMerge.order").Array()
	for _, dataSet := range order {
		if id := dataSet.Text(); id != "" {
			p.DataSetOrder = append(p.DataSetOrder, id)
		}
	}
	return p
}

// withDefault makes Config.MergePolicy the default one of policies.
func (e *Engine) withDefault(policies []*platform.MergePolicy) ([]*platform.MergePolicy, error) {
	if e.cfg.MergePolicy == "" {
		return policies, nil
	}
	known := false
	for _, p := range policies {
		p.Default = p.ID == e.cfg.MergePolicy
		known = known || p.Default
	}
	if !known {
		return nil, &platform.Error{Op: policiesMethod, Kind: platform.ErrRejected, Message: "the merge policy in the settings is none of this sandbox; look at the merge policy and the sandbox"}
	}
	return policies, nil
}
