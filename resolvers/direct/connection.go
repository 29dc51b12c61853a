package direct

import (
	"activityhub/graph"
)

// connection compiles a field that is a connection of N. lists reads the
// arguments and returns what finds the page of a profile.
func connection[N any](c *compiler, f *field, lists func(graph.Arguments) (List[N], error), node func(*field) *object[N]) writer[*graph.Profile] {
	find := arguments(c, f, lists)
	o := connectionObject(c, f, node)
	return func(r *run, f *field, p *graph.Profile) bool {
		list, ok := find(r, f)
		if !ok {
			return false
		}
		page, err := list(r.ctx, p)
		if err != nil {
			r.fail(f, err)
		}
		if page == nil || err != nil {
			return false
		}
		r.push(f)
		ok = o.write(r, page)
		r.pop()
		return ok
	}
}

func connectionObject[N any](c *compiler, f *field, node func(*field) *object[N]) *object[*graph.Page[N]] {
	return compileObject(c, f.Definition.Type.Name(), f.Selections, func(f *field) writer[*graph.Page[N]] {
		switch f.Name {
		case "edges":
			return list(edge(c, f, node), func(_ *run, p *graph.Page[N]) ([]*graph.Edge[N], error) { return p.Edges(), nil })
		case "nodes":
			o := node(f)
			return func(r *run, f *field, p *graph.Page[N]) bool { return elements(r, f, o, p.Nodes) }
		case "pageInfo":
			return child(c.pageInfo(f), func(_ *run, p *graph.Page[N]) (*graph.PageInfo, error) { return p.PageInfo(), nil })
		case "totalCount":
			return optionalOrError((*graph.Page[N]).TotalCount, appendInt)
		}
		return nil
	})
}

func edge[N any](c *compiler, f *field, node func(*field) *object[N]) *object[*graph.Edge[N]] {
	return compileObject(c, f.Definition.Type.Name(), f.Selections, func(f *field) writer[*graph.Edge[N]] {
		switch f.Name {
		case "cursor":
			return text((*graph.Edge[N]).Cursor)
		case "node":
			o := node(f)
			return func(r *run, f *field, e *graph.Edge[N]) bool {
				r.push(f)
				ok := o.write(r, e.Node)
				r.pop()
				return ok
			}
		}
		return nil
	})
}

func (c *compiler) pageInfo(f *field) *object[*graph.PageInfo] {
	return compileObject(c, "PageInfo", f.Selections, func(f *field) writer[*graph.PageInfo] {
		switch f.Name {
		case "hasNextPage":
			return boolean(func(p *graph.PageInfo) bool { return p.HasNextPage })
		case "hasPreviousPage":
			return boolean(func(p *graph.PageInfo) bool { return p.HasPreviousPage })
		case "startCursor":
			return optionalText(func(p *graph.PageInfo) *string { return p.StartCursor })
		case "endCursor":
			return optionalText(func(p *graph.PageInfo) *string { return p.EndCursor })
		}
		return nil
	})
}
