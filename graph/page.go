package graph

// A Page is one page of a list: what every connection of the schema is made of.
type Page[N any] struct {
	Nodes       []N
	HasNext     bool
	HasPrevious bool
	Total       func() (*int32, error) // asked only where totalCount is selected
	Cursor      func(N) string         // asked only where cursors are selected
}

// An Edge is one element of a page and its place in the list.
type Edge[N any] struct {
	Node N
	page *Page[N]
}

// Edges returns the elements with their places.
func (p *Page[N]) Edges() []*Edge[N] {
	edges := make([]Edge[N], len(p.Nodes))
	pointers := make([]*Edge[N], len(p.Nodes))
	for i, n := range p.Nodes {
		edges[i] = Edge[N]{Node: n, page: p}
		pointers[i] = &edges[i]
	}
	return pointers
}

// Cursor returns the place of e in its list.
func (e *Edge[N]) Cursor() string { return e.page.Cursor(e.Node) }

// TotalCount returns how many elements the whole list has.
func (p *Page[N]) TotalCount() (*int32, error) { return p.Total() }

// PageInfo says where the page is.
func (p *Page[N]) PageInfo() *PageInfo {
	info := &PageInfo{HasNextPage: p.HasNext, HasPreviousPage: p.HasPrevious}
	if len(p.Nodes) > 0 {
		start, end := p.Cursor(p.Nodes[0]), p.Cursor(p.Nodes[len(p.Nodes)-1])
		info.StartCursor, info.EndCursor = &start, &end
	}
	return info
}

// The connections of the schema.
type (
	SegmentConnection             = Page[*Segment]
	SegmentEdge                   = Edge[*Segment]
	SegmentMembershipConnection   = Page[*SegmentMembership]
	SegmentMembershipEdge         = Edge[*SegmentMembership]
	ExperienceEventConnection     = Page[*ExperienceEvent]
	ExperienceEventEdge           = Edge[*ExperienceEvent]
	PurchaseConnection            = Page[*Purchase]
	PurchaseEdge                  = Edge[*Purchase]
	CampaignInteractionConnection = Page[*CampaignInteraction]
	CampaignInteractionEdge       = Edge[*CampaignInteraction]
)
