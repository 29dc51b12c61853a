package cached

import (
	"strings"

	"activityhub/platform/xdm"
)

// A shape is how much of an answer is wanted, or there.
type shape struct {
	projection xdm.Projection
	limit      int  // events; 0 for a profile
	count      bool // whether events are counted
}

// covers says whether an answer of shape s can be cut to t.
func (s *shape) covers(t shape) bool {
	return s.limit >= t.limit && (s.count || !t.count) && s.projection.Covers(t.projection)
}

// projections are those of what is kept, in memory of their own: what a caller
// asks for may be part of the text of its request. They are shared, as a program
// asks the same few questions again and again.
type projections map[string]xdm.Projection

const (
	mostProjections = 1024 // before the table begins anew
	shapeOverhead   = 64   // about what a shape takes beside its projection, in bytes
	pathOverhead    = 160  // about what a path of one takes beside its text, in bytes
)

// own returns s in memory of its own for the answers to so many identities, and
// how many bytes each of them is to be charged with: who asks first pays for a
// projection. The lock is held.
func (e *Engine) own(s shape, ids int) (own *shape, share int) {
	text := s.projection.String()
	projection, known := e.owned[text]
	if !known {
		paths := s.projection.Paths()
		share = len(text)
		for i, p := range paths {
			paths[i] = xdm.Path(strings.Clone(string(p)))
			share += len(p) + pathOverhead
		}
		projection = xdm.Project(paths...)
		if e.owned == nil || len(e.owned) >= mostProjections {
			e.owned = projections{}
		}
		e.owned[text] = projection
	}
	s.projection = projection
	return &s, shapeOverhead + share/ids
}
