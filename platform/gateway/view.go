package gateway

import (
	"sync"

	"activityhub/platform/gateway/registry"
	"activityhub/platform/local/definitions"
)

// A view is the definitions of the Platform as its services know them. It is
// only read once it was made, and another is made when the definitions change.
type view struct {
	*definitions.Definitions
	namespaces namespaces
	dataSetIDs map[string]string // name → id on the wire
	registry   *registry.Registry

	// What lists answer with, by sandbox, made when it is first asked for.
	segments, audiences, dataSets, computed func() map[string]documents
}

func (g *Gateway) newView(defined *definitions.Definitions) (*view, error) {
	v := &view{Definitions: defined, namespaces: numberNamespaces(defined), dataSetIDs: numberDataSets(defined.DataSetNames())}
	var err error
	if v.registry, err = registry.New(defined, g.opened); err != nil {
		return nil, err
	}
	v.segments = sync.OnceValue(func() map[string]documents { return g.writtenSegments(v) })
	v.audiences = sync.OnceValue(func() map[string]documents { return g.writtenAudiences(v) })
	v.dataSets = sync.OnceValue(func() map[string]documents { return g.writtenDataSets(v) })
	v.computed = sync.OnceValue(func() map[string]documents { return g.writtenComputed(v) })
	return v, nil
}

// view returns the view of the definitions in force. A handler that looks at it
// twice takes it once, so that both looks see the same.
func (g *Gateway) view() *view {
	defined := g.platform.Definitions()
	if v := g.seen.Load(); v.Definitions == defined {
		return v
	}
	g.seeing.Lock()
	defer g.seeing.Unlock()
	seen := g.seen.Load()
	if seen.Definitions == defined {
		return seen
	}
	v, err := g.newView(defined)
	if err != nil {
		panic(err) // the schemas are those of the view before
	}
	g.seen.Store(v)
	return v
}

// dated returns what is known of a definition besides what it says. What is in a
// file has no date, and gets that of the gateway.
func (g *Gateway) dated(v *view, r definitions.Ref) definitions.About {
	about := v.About(r)
	if about.Updated.IsZero() {
		about.Updated = g.opened
	}
	if about.Created.IsZero() {
		about.Created = about.Updated
	}
	return about
}
