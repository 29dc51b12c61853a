package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"activityhub/graph"
	"activityhub/platform"
)

func (r *queryResolver) Profile(ctx context.Context, identity graph.IdentityInput, mergePolicy *string) (*graph.Profile, error) {
	policy, err := r.policy(ctx, mergePolicy)
	if err != nil {
		return nil, err
	}
	id := identityOf(identity)
	if err := r.client.Check(ctx, id); err != nil {
		return nil, err
	}
	return waveFrom(ctx).profile(ctx, id, policy)
}

func (r *queryResolver) Profiles(ctx context.Context, identities []*graph.IdentityInput, mergePolicy *string) ([]*graph.Profile, error) {
	if err := checkBatch("identities", len(identities)); err != nil {
		return nil, err
	}
	policy, err := r.policy(ctx, mergePolicy)
	if err != nil {
		return nil, err
	}
	profiles := make([]*graph.Profile, len(identities))
	for i, identity := range identities {
		id := identityOf(*identity)
		p, err := (*graph.Profile)(nil), r.client.Check(ctx, id)
		if err == nil {
			p, err = waveFrom(ctx).profile(ctx, id, policy)
		}
		if err != nil {
			addErrorAt(ctx, i, err)
		}
		profiles[i] = p
	}
	return profiles, nil
}

func (r *queryResolver) Node(ctx context.Context, id string) (graph.Node, error) {
	node, err := graph.ParseNodeID(id)
	if err != nil {
		return nil, err
	}
	return r.node(ctx, node)
}

func (r *queryResolver) Nodes(ctx context.Context, ids []string) ([]graph.Node, error) {
	if err := checkBatch("ids", len(ids)); err != nil {
		return nil, err
	}
	nodes := make([]graph.Node, len(ids))
	for i, id := range ids {
		node, err := r.Node(ctx, id)
		if err != nil {
			addErrorAt(ctx, i, err)
			continue
		}
		nodes[i] = node
	}
	return nodes, nil
}

// node returns the thing that id names, as an untyped nil if it is not there.
func (r *queryResolver) node(ctx context.Context, id graph.NodeID) (graph.Node, error) {
	switch id.Kind {
	case graph.ProfileID:
		if err := r.client.Check(ctx, id.Identity); err != nil {
			return nil, err
		}
		return orNil(waveFrom(ctx).profile(ctx, id.Identity, id.MergePolicy))
	case graph.EventID:
		if err := r.client.Check(ctx, id.Identity); err != nil {
			return nil, err
		}
		return orNil(r.event(ctx, id))
	case graph.SegmentID:
		return orNil(r.segment(ctx, id.Segment))
	default:
		return r.mergePolicy(ctx, id.MergePolicy)
	}
}

// mergePolicy returns the policy of that id, as an untyped nil if it is not
// there.
func (r *queryResolver) mergePolicy(ctx context.Context, id platform.MergePolicyID) (graph.Node, error) {
	all, err := r.client.MergePolicies(ctx)
	if err != nil {
		return nil, err
	}
	for _, policy := range all {
		if policy.ID == id {
			return &graph.MergePolicy{MergePolicy: policy}, nil
		}
	}
	return nil, nil
}

// orNil keeps a nil pointer from becoming an interface that is not nil.
func orNil[N any, P interface {
	*N
	graph.Node
}](n P, err error) (graph.Node, error) {
	if n == nil || err != nil {
		return nil, err
	}
	return n, nil
}

func (r *queryResolver) MergePolicies(ctx context.Context) ([]*graph.MergePolicy, error) {
	all, err := r.client.MergePolicies(ctx)
	if err != nil {
		return nil, err
	}
	policies := make([]*graph.MergePolicy, len(all))
	for i, p := range all {
		policies[i] = &graph.MergePolicy{MergePolicy: p}
	}
	return policies, nil
}

func (r *queryResolver) Namespaces(ctx context.Context) ([]*graph.Namespace, error) {
	all, err := r.client.Namespaces(ctx)
	if err != nil {
		return nil, err
	}
	namespaces := make([]*graph.Namespace, len(all))
	for i, n := range all {
		namespaces[i] = &graph.Namespace{IdentityNamespace: n}
	}
	return namespaces, nil
}

// policy returns the id of the merge policy that an argument names, by its own
// id or by its node id; the default one without an argument.
func (r *Resolver) policy(ctx context.Context, argument *string) (platform.MergePolicyID, error) {
	var id platform.MergePolicyID
	if argument != nil {
		id = platform.MergePolicyID(*argument)
		if node, err := graph.ParseNodeID(*argument); err == nil && node.Kind == graph.MergePolicyID {
			id = node.MergePolicy
		}
		if id == "" {
			return "", platform.Invalidf("a merge policy has an id that is not empty; leave the argument out to get the default policy")
		}
	}
	policy, err := r.client.MergePolicy(ctx, id)
	if err != nil {
		return "", err
	}
	return policy.ID, nil
}

func identityOf(in graph.IdentityInput) platform.Identity {
	return platform.Identity{Namespace: platform.Namespace(in.Namespace), ID: in.ID}
}

func checkBatch(name string, n int) error {
	if n < 1 || n > platform.MaxProfilesPerCall {
		return platform.Invalidf("%s has 1 to %d elements, not %d", name, platform.MaxProfilesPerCall, n)
	}
	return nil
}

// addErrorAt reports err for element i of the list that ctx resolves.
func addErrorAt(ctx context.Context, i int, err error) {
	graphql.AddError(graphql.WithPathContext(ctx, graphql.NewPathWithIndex(i)), err)
}
