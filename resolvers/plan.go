package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"activityhub/graph"
	"activityhub/platform"
	"activityhub/resolvers/memo"
)

// plan fills w with what the operation needs.
func (w *wave) plan(ctx context.Context, oc *graphql.OperationContext) {
	if oc.Operation.Operation != ast.Query {
		return
	}
	for _, root := range w.outline(ctx, oc) {
		if root.segment {
			w.feeds(&w.segments, root.field.Alias, "")
			continue
		}
		args := graph.NewArguments(ctx, root.field.ArgumentMap(oc.Variables))
		switch root.field.Name {
		case "profile":
			if in, policy, err := args.Profile(); err == nil {
				w.planProfiles(ctx, root, policy, []*graph.IdentityInput{&in})
			}
		case "profiles":
			if in, policy, err := args.Profiles(); err == nil && checkBatch("identities", len(in)) == nil {
				w.planProfiles(ctx, root, policy, in)
			}
		case "node":
			if id, err := args.Node(); err == nil {
				w.planNode(ctx, root, id)
			}
		case "nodes":
			if ids, err := args.Nodes(); err == nil && checkBatch("ids", len(ids)) == nil {
				for _, id := range ids {
					w.planNode(ctx, root, id)
				}
			}
		}
	}
}

// outline returns what the operation selects, which is remembered if the
// variables say no more than whom it is about.
func (r *Resolver) outline(ctx context.Context, oc *graphql.OperationContext) []rootOutline {
	roots, ok := r.outlines.Get(oc.Operation)
	if ok {
		return roots
	}
	o := outliner{Resolver: r, ctx: ctx, oc: oc}
	roots = o.roots()
	if !memo.BelowRoot(oc.Doc) {
		r.outlines.Add(oc.Operation, roots, memo.Weight(oc.Operation.Position, o.parts))
	}
	return roots
}

func (w *wave) planProfiles(ctx context.Context, root rootOutline, mergePolicy *string, in []*graph.IdentityInput) {
	policy, err := w.policy(ctx, mergePolicy)
	if err != nil {
		return
	}
	ids := make([]platform.Identity, 0, len(in))
	for _, one := range in {
		if id := identityOf(*one); w.client.Check(ctx, id) == nil {
			ids = append(ids, id)
		}
	}
	w.want(root.profile, people{root.field.Alias, policy, ids})
}

func (w *wave) planNode(ctx context.Context, root rootOutline, opaque string) {
	id, err := graph.ParseNodeID(opaque)
	if err != nil || w.client.Check(ctx, id.Identity) != nil {
		return
	}
	if _, err := w.client.MergePolicy(ctx, id.MergePolicy); err != nil {
		return
	}
	whose := people{root.field.Alias, id.MergePolicy, []platform.Identity{id.Identity}}
	switch id.Kind {
	case graph.ProfileID:
		w.want(root.profile, whose)
	case graph.EventID:
		if list, err := eventAt(id.Position); err == nil {
			w.wantEvents(&listOutline{list: list, events: *root.event, rows: true}, whose)
		}
	}
}

// want puts what out says of whose on the wave.
func (w *wave) want(out *profileOutline, whose people) {
	if len(whose.ids) == 0 {
		return
	}
	b := w.profileBatch(whose.policy)
	b.add(whose.ids)
	b.want(out.projection)
	w.feeds(&b.places, whose.root, "")
	for _, name := range out.segments {
		w.feeds(&w.segments, whose.root, name)
	}
	for _, list := range out.lists {
		w.wantEvents(list, whose)
	}
}

func (w *wave) wantEvents(out *listOutline, whose people) {
	b := w.eventBatch(whose.policy, out.list)
	b.add(whose.ids)
	b.want(out.events.projection)
	w.feeds(&b.places, whose.root, out.name)
	b.rows = b.rows || out.rows
	b.count = b.count || out.count
	for _, profile := range out.events.profiles {
		w.want(profile, whose)
	}
}
