package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"activityhub/graph"
	"activityhub/graph/attributes"
	"activityhub/platform"
	"activityhub/platform/curated"
	"activityhub/platform/xdm"
)

// The types that selections on an object may be made on: what the generated
// executor collects fields by.
var (
	onQuery    = []string{"Query"}
	onProfile  = []string{"Profile", "Node"}
	onEvent    = []string{"ExperienceEvent", "Node"}
	onPurchase = []string{"Purchase"}
	onCampaign = []string{"CampaignInteraction"}
)

// planner reads what an operation selects and puts what it needs on a wave. An
// argument that makes no sense is left to its resolver, which says so at the
// right path.
type planner struct {
	*wave
	ctx context.Context
	oc  *graphql.OperationContext
}

// plan fills w with what the operation needs.
func (w *wave) plan(ctx context.Context, oc *graphql.OperationContext) {
	if oc.Operation.Operation != ast.Query {
		return
	}
	p := &planner{wave: w, ctx: ctx, oc: oc}
	for _, f := range p.fields(oc.Operation.SelectionSet, onQuery) {
		args := graph.NewArguments(ctx, f.ArgumentMap(oc.Variables))
		switch f.Name {
		case "profile":
			if in, policy, err := args.Profile(); err == nil {
				p.profileOf(f, policy, []*graph.IdentityInput{&in})
			}
		case "profiles":
			if in, policy, err := args.Profiles(); err == nil && checkBatch("identities", len(in)) == nil {
				p.profileOf(f, policy, in)
			}
		case "node":
			if id, err := args.Node(); err == nil {
				p.node(f, id)
			}
		case "nodes":
			if ids, err := args.Nodes(); err == nil && checkBatch("ids", len(ids)) == nil {
				for _, id := range ids {
					p.node(f, id)
				}
			}
		}
	}
}

func (p *planner) fields(selections ast.SelectionSet, on []string) []graphql.CollectedField {
	return graphql.CollectFields(p.oc, selections, on)
}

func (p *planner) profileOf(f graphql.CollectedField, mergePolicy *string, in []*graph.IdentityInput) {
	policy, err := p.policy(p.ctx, mergePolicy)
	if err != nil {
		return
	}
	ids := make([]platform.Identity, 0, len(in))
	for _, one := range in {
		if id := identityOf(*one); p.client.Check(p.ctx, id) == nil {
			ids = append(ids, id)
		}
	}
	p.profile(f.Selections, people{policy, ids})
}

func (p *planner) node(f graphql.CollectedField, opaque string) {
	id, err := graph.ParseNodeID(opaque)
	if err != nil || p.client.Check(p.ctx, id.Identity) != nil {
		return
	}
	if _, err := p.client.MergePolicy(p.ctx, id.MergePolicy); err != nil {
		return
	}
	whose := people{id.MergePolicy, []platform.Identity{id.Identity}}
	switch id.Kind {
	case graph.ProfileID:
		p.profile(f.Selections, whose)
	case graph.EventID:
		if list, err := eventAt(id.Position); err == nil {
			b := p.eventBatch(whose.policy, list)
			b.add(whose.ids)
			b.rows = true
			p.event(f.Selections, b, whose)
		}
	}
}

// profile plans a selection on the profiles of whose.
func (p *planner) profile(selections ast.SelectionSet, whose people) {
	if len(whose.ids) == 0 {
		return
	}
	b := p.profileBatch(whose.policy)
	b.add(whose.ids)
	for _, f := range p.fields(selections, onProfile) {
		switch f.Name {
		case "attributes":
			b.paths = p.tree(b.paths, f, "")
		case "attribute":
			b.paths = p.attribute(b.paths, f)
		case "segments":
			b.paths = append(b.paths, platform.MembershipPath)
		case "consents":
			b.paths = append(b.paths, curated.ConsentPath)
		case "scores":
			b.paths = append(b.paths, p.rules.ScorePaths()...)
		case "lifetimeValue":
			b.paths = append(b.paths, p.rules.LifetimeValue.Paths()...)
		case "events", "purchases", "campaignInteractions":
			p.eventsOf(f, whose)
		}
	}
}

// eventsOf plans a connection of events of whose.
func (p *planner) eventsOf(f graphql.CollectedField, whose people) {
	args := graph.NewArguments(p.ctx, f.ArgumentMap(p.oc.Variables))
	var list eventList
	var err error
	var filter *graph.ExperienceEventFilter
	order := platform.NewestFirst
	if f.Name == "events" {
		if filter, order, err = args.Events(); err != nil {
			return
		}
	}
	var page pageArgs
	if page.first, page.after, page.last, page.before, err = args.Page(); err != nil {
		return
	}
	switch f.Name {
	case "events":
		list, err = eventsList(filter, order, page)
	case "purchases":
		list, err = p.purchasesList(page)
	default:
		list, err = p.interactionsList(page)
	}
	if err != nil {
		return
	}
	b := p.eventBatch(whose.policy, list)
	b.add(whose.ids)
	p.connection(f, func(selections ast.SelectionSet) {
		switch f.Name {
		case "events":
			p.event(selections, b, whose)
		case "purchases":
			p.curatedEvent(selections, onPurchase, b, whose, p.purchasePath)
		default:
			p.curatedEvent(selections, onCampaign, b, whose, p.interactionPath)
		}
	}, b)
}

// connection finds the nodes that a connection selects.
func (p *planner) connection(f graphql.CollectedField, node func(ast.SelectionSet), b *eventBatch) {
	name := f.Definition.Type.Name()
	for _, f := range p.fields(f.Selections, []string{name}) {
		switch f.Name {
		case "totalCount":
			b.count = true
		case "pageInfo":
			b.rows = true
		case "nodes":
			b.rows = true
			node(f.Selections)
		case "edges":
			b.rows = true
			for _, f := range p.fields(f.Selections, []string{f.Definition.Type.Name()}) {
				if f.Name == "node" {
					node(f.Selections)
				}
			}
		}
	}
}

// event plans a selection on the events of b.
func (p *planner) event(selections ast.SelectionSet, b *eventBatch, whose people) {
	for _, f := range p.fields(selections, onEvent) {
		switch f.Name {
		case "attributes":
			b.paths = p.tree(b.paths, f, "")
		case "attribute":
			b.paths = p.attribute(b.paths, f)
		case "profile":
			p.profile(f.Selections, whose)
		}
	}
}

// curatedEvent plans a selection on what is read from an event by rules. paths
// says what a field reads.
func (p *planner) curatedEvent(selections ast.SelectionSet, on []string, b *eventBatch, whose people, paths func(field string) []xdm.Path) {
	for _, f := range p.fields(selections, on) {
		if f.Name == "event" {
			p.event(f.Selections, b, whose)
			continue
		}
		b.paths = append(b.paths, paths(f.Name)...)
	}
}

func (p *planner) purchasePath(field string) []xdm.Path {
	rule := p.rules.Purchases
	switch field {
	case "orderId":
		return []xdm.Path{rule.OrderID}
	case "total":
		return rule.Total.Paths()
	case "items":
		return []xdm.Path{rule.Items.Path}
	}
	return nil
}

func (p *planner) interactionPath(field string) []xdm.Path {
	rule := p.rules.CampaignInteractions
	switch field {
	case "kind":
		return rule.KindPaths()
	case "campaign":
		return rule.Campaign
	case "message":
		return rule.Message
	}
	return nil
}

// attribute adds the path that an attribute field asks for.
func (p *planner) attribute(paths []xdm.Path, f graphql.CollectedField) []xdm.Path {
	path, err := graph.NewArguments(p.ctx, f.ArgumentMap(p.oc.Variables)).Attribute()
	if err != nil {
		return paths
	}
	return append(paths, path)
}

// tree adds the wire paths of what f, an object of an XDM tree at the path at,
// selects. It stops at leaves, lists and maps: what lies below one of these
// cannot be asked for in parts.
func (p *planner) tree(paths []xdm.Path, f graphql.CollectedField, at xdm.Path) []xdm.Path {
	object := f.Definition.Type.Name()
	for _, f := range p.fields(f.Selections, []string{object}) {
		wire, whole, ok := attributes.Wire(object, f.Name)
		switch {
		case !ok: // __typename
		case whole:
			paths = append(paths, at.Join(wire))
		default:
			paths = p.tree(paths, f, at.Join(wire))
		}
	}
	return paths
}
