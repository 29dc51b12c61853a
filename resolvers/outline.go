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

// A rootOutline says what is asked of the people that a root field is about.
type rootOutline struct {
	field   graphql.CollectedField
	profile *profileOutline
	event   *eventOutline // for fields that may find an event
	segment bool          // it shows segment definitions
}

// A profileOutline says what a selection on profiles needs.
type profileOutline struct {
	projection xdm.Projection
	lists      []*listOutline
	segments   []string // names in the answer of fields that show segment definitions
}

// A listOutline says what a connection of events needs.
type listOutline struct {
	name   string // of the field in the answer
	list   eventList
	events eventOutline
	rows   bool // whether events are wanted, and not only their number
	count  bool
}

// An eventOutline says what a selection on events needs: of the events, and of
// the profiles that they are of.
type eventOutline struct {
	projection xdm.Projection
	profiles   []*profileOutline
}

// An outliner reads what an operation selects. An argument that makes no sense
// is left to its resolver, which says so at the right path.
type outliner struct {
	*Resolver
	ctx   context.Context
	oc    *graphql.OperationContext
	parts int // fields read
}

// roots returns the outline of each root field that is about people.
func (o *outliner) roots() []rootOutline {
	var roots []rootOutline
	for _, f := range o.fields(o.oc.Operation.SelectionSet, onQuery) {
		switch f.Name {
		case "profile", "profiles":
			roots = append(roots, rootOutline{field: f, profile: o.profile(f.Selections)})
		case "node", "nodes":
			event := &eventOutline{}
			paths := o.event(nil, f.Selections, event)
			event.projection = eventProjection(paths)
			roots = append(roots, rootOutline{field: f, profile: o.profile(f.Selections), event: event})
		case "segment", "segments":
			roots = append(roots, rootOutline{field: f, segment: true})
		}
	}
	return roots
}

func (o *outliner) fields(selections ast.SelectionSet, on []string) []graphql.CollectedField {
	fields := graphql.CollectFields(o.oc, selections, on)
	o.parts += len(fields)
	return fields
}

func (o *outliner) arguments(f graphql.CollectedField) graph.Arguments {
	return graph.NewArguments(o.ctx, f.ArgumentMap(o.oc.Variables))
}

// profile outlines a selection on profiles.
func (o *outliner) profile(selections ast.SelectionSet) *profileOutline {
	out := &profileOutline{}
	paths := []xdm.Path{"identityMap"}
	for _, f := range o.fields(selections, onProfile) {
		switch f.Name {
		case "attributes":
			paths = o.tree(paths, f, "")
		case "attribute":
			paths = o.attribute(paths, f)
		case "segments":
			paths = append(paths, platform.MembershipPath)
			out.segments = append(out.segments, f.Alias)
		case "consents":
			paths = append(paths, curated.ConsentPath)
		case "scores":
			paths = append(paths, o.rules.ScorePaths()...)
		case "lifetimeValue":
			paths = append(paths, o.rules.LifetimeValue.Paths()...)
		case "events", "purchases", "campaignInteractions":
			if list := o.list(f); list != nil {
				out.lists = append(out.lists, list)
			}
		}
	}
	out.projection = xdm.Project(paths...)
	return out
}

// list outlines a connection of events; nil if its arguments make no sense.
func (o *outliner) list(f graphql.CollectedField) *listOutline {
	args := o.arguments(f)
	var page pageArgs
	var err error
	if page.first, page.after, page.last, page.before, err = args.Page(); err != nil {
		return nil
	}
	out := &listOutline{name: f.Alias}
	var node func([]xdm.Path, ast.SelectionSet) []xdm.Path
	switch f.Name {
	case "events":
		var filter *graph.ExperienceEventFilter
		var order platform.EventOrder
		if filter, order, err = args.Events(); err != nil {
			return nil
		}
		out.list, err = eventsList(filter, order, page)
		node = func(paths []xdm.Path, s ast.SelectionSet) []xdm.Path { return o.event(paths, s, &out.events) }
	case "purchases":
		out.list, err = o.purchasesList(page)
		node = func(paths []xdm.Path, s ast.SelectionSet) []xdm.Path {
			return o.curatedEvent(paths, s, onPurchase, &out.events, o.purchasePath)
		}
	default:
		out.list, err = o.interactionsList(page)
		node = func(paths []xdm.Path, s ast.SelectionSet) []xdm.Path {
			return o.curatedEvent(paths, s, onCampaign, &out.events, o.interactionPath)
		}
	}
	if err != nil {
		return nil
	}
	out.events.projection = eventProjection(o.connection(f, out, node))
	return out
}

// eventProjection is the projection of paths in events, which are told apart by
// their id.
func eventProjection(paths []xdm.Path) xdm.Projection { return xdm.Project(append(paths, "_id")...) }

// connection finds the nodes that a connection selects, and returns their paths.
func (o *outliner) connection(f graphql.CollectedField, out *listOutline, node func([]xdm.Path, ast.SelectionSet) []xdm.Path) (paths []xdm.Path) {
	for _, f := range o.fields(f.Selections, []string{f.Definition.Type.Name()}) {
		switch f.Name {
		case "totalCount":
			out.count = true
		case "pageInfo":
			out.rows = true
		case "nodes":
			out.rows = true
			paths = node(paths, f.Selections)
		case "edges":
			out.rows = true
			for _, f := range o.fields(f.Selections, []string{f.Definition.Type.Name()}) {
				if f.Name == "node" {
					paths = node(paths, f.Selections)
				}
			}
		}
	}
	return paths
}

// event outlines a selection on events in out, and adds its paths.
func (o *outliner) event(paths []xdm.Path, selections ast.SelectionSet, out *eventOutline) []xdm.Path {
	for _, f := range o.fields(selections, onEvent) {
		switch f.Name {
		case "id":
			paths = append(paths, "identityMap") // the identity that it was recorded under is part of it
		case "type":
			paths = append(paths, platform.TypePath)
		case "channel":
			paths = append(paths, platform.ChannelPaths...)
		case "attributes":
			paths = o.tree(paths, f, "")
		case "attribute":
			paths = o.attribute(paths, f)
		case "profile":
			out.profiles = append(out.profiles, o.profile(f.Selections))
		}
	}
	return paths
}

// curatedEvent outlines a selection on what is read from an event by rules. read
// says which paths a field reads.
func (o *outliner) curatedEvent(paths []xdm.Path, selections ast.SelectionSet, on []string, out *eventOutline, read func(field string) []xdm.Path) []xdm.Path {
	for _, f := range o.fields(selections, on) {
		if f.Name == "event" {
			paths = o.event(paths, f.Selections, out)
			continue
		}
		for _, path := range read(f.Name) {
			if path != "" { // a rule that reads nothing
				paths = append(paths, path)
			}
		}
	}
	return paths
}

func (r *Resolver) purchasePath(field string) []xdm.Path {
	rule := r.rules.Purchases
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

func (r *Resolver) interactionPath(field string) []xdm.Path {
	rule := r.rules.CampaignInteractions
	switch field {
	case "kind":
		return append(rule.KindPaths(), platform.TypePath)
	case "channel":
		return platform.ChannelPaths
	case "campaign":
		return rule.Campaign
	case "message":
		return rule.Message
	}
	return nil
}

// attribute adds the path that an attribute field asks for.
func (o *outliner) attribute(paths []xdm.Path, f graphql.CollectedField) []xdm.Path {
	path, err := o.arguments(f).Attribute()
	if err != nil {
		return paths
	}
	return append(paths, path)
}

// tree adds the wire paths of what f, an object of an XDM tree at the path at,
// selects. It stops at leaves, lists and maps: what lies below one of these
// cannot be asked for in parts. Of an object of which no field is selected,
// whether it is there is wanted.
func (o *outliner) tree(paths []xdm.Path, f graphql.CollectedField, at xdm.Path) []xdm.Path {
	object := f.Definition.Type.Name()
	before := len(paths)
	for _, f := range o.fields(f.Selections, []string{object}) {
		wire, whole, ok := attributes.Wire(object, f.Name)
		switch {
		case !ok: // __typename
		case whole:
			paths = append(paths, at.Join(wire))
		default:
			paths = o.tree(paths, f, at.Join(wire))
		}
	}
	if len(paths) == before && at != "" {
		paths = append(paths, at)
	}
	return paths
}
