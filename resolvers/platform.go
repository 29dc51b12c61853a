package resolvers

import (
	"context"

	"activityhub/graph"
	"activityhub/platform"
)

func (r *queryResolver) Platform(context.Context) (*graph.Platform, error) {
	c := r.client.Capabilities()
	p := &graph.Platform{Engine: c.Engine, Capabilities: []graph.Capability{}}
	for _, can := range []struct {
		it         bool
		capability graph.Capability
	}{
		{c.Profiles, graph.CapabilityProfiles},
		{c.Events, graph.CapabilityEvents},
		{c.EventCounts, graph.CapabilityEventCounts},
		{c.Segments, graph.CapabilitySegments},
		{c.MergePolicies, graph.CapabilityMergePolicies},
		{c.Namespaces, graph.CapabilityNamespaces},
		{c.ComputedAttributes, graph.CapabilityComputedAttributes},
	} {
		if can.it {
			p.Capabilities = append(p.Capabilities, can.capability)
		}
	}
	p.Limits = append([]*graph.PlatformLimit{
		{Name: "profilesPerQuery", Value: platform.MaxProfilesPerCall},
		{Name: "pageSize", Value: maxPage},
		{Name: "identitiesPerProfile", Value: platform.MaxIdentitiesPerCluster},
		{Name: "identityLength", Value: platform.MaxIdentityLength},
	}, r.limits...)
	return p, nil
}
