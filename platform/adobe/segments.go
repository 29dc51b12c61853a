package adobe

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

const (
	segmentsMethod  = "Segments"
	audiencesPath   = "/data/core/ups/audiences"
	definitionsPath = "/data/core/ups/segment/definitions"
)

// Segments implements [platform.Engine]. It reads audiences, which know imported
// ones and life cycles, and segment definitions, which every organisation has,
// side by side, and joins them. One of the two may be closed to the credential,
// or not be there: what the other says is the answer then. It returns
// [platform.ErrUnsupported] if both are.
//
// Source: Audiences guide; Segment definitions guide.
func (e *Engine) Segments(ctx context.Context) ([]*platform.Segment, error) {
	var audiences, definitions []xdm.Object
	var audiencesErr, definitionsErr error
	var both sync.WaitGroup
	both.Go(func() { audiences, audiencesErr = e.audiences(ctx) })
	definitions, definitionsErr = e.definitions(ctx)
	both.Wait()
	for _, err := range []error{audiencesErr, definitionsErr} {
		if err != nil && !forbidden(err) {
			return nil, err // a list that is cut short is no list
		}
	}
	err := errors.Join(audiencesErr, definitionsErr)
	if audiencesErr == nil || definitionsErr == nil {
		err = nil
	}
	e.capabilities.note(canSegments, err)
	if err != nil {
		return nil, unsupported(segmentsMethod, definitionsErr, "the credential may list neither audiences nor segment definitions; ask for permission to view segments")
	}
	return joinSegments(audiences, definitions), nil
}

func (e *Engine) audiences(ctx context.Context) ([]xdm.Object, error) {
	return e.readList(ctx, call{op: segmentsMethod, method: http.MethodGet, path: audiencesPath, query: url.Values{"limit": {listPage}}})
}

// definitions reads the segment definitions: their first page, then, as that
// says how many there are, the others side by side.
func (e *Engine) definitions(ctx context.Context) ([]xdm.Object, error) {
	first := call{op: segmentsMethod, method: http.MethodGet, path: definitionsPath, query: url.Values{"limit": {listPage}}}
	a, err := e.send(ctx, first)
	if err != nil {
		return nil, err
	}
	p, err := readPage(segmentsMethod, a.body)
	if err != nil {
		return nil, err
	}
	if p.link != "" {
		return e.readList(ctx, first)
	}
	if p.totalPages > maxPages {
		return nil, malformed(segmentsMethod, "the list goes on for more than 1,000 pages")
	}
	rest := make([][]xdm.Object, max(p.totalPages-1, 0))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(4)
	for i := range rest {
		group.Go(func() error {
			next := first
			next.link = withParameter(first.query, "page", strconv.Itoa(i+1))
			a, err := e.send(ctx, next)
			if err != nil {
				return err
			}
			p, err := readPage(segmentsMethod, a.body)
			rest[i] = p.items
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if repeated(p.items, rest) {
		return nil, malformed(segmentsMethod, "a page of the list repeats another one")
	}
	return append(p.items, slices.Concat(rest...)...), nil
}

// repeated reports whether a page has nothing that the pages before it do not
// have: then page numbers are passed over, and the list is not whole. Single
// definitions may come twice, where one was made meanwhile.
func repeated(first []xdm.Object, rest [][]xdm.Object) bool {
	seen := make(map[string]bool, len(first))
	for i, page := range slices.Concat([][]xdm.Object{first}, rest) {
		before := len(seen)
		for _, o := range page {
			id, _, _ := o.Get("id").Str()
			seen[id] = true
		}
		if i > 0 && len(page) > 0 && len(seen) == before {
			return true
		}
	}
	return false
}

// joinSegments returns the segments of both lists, by key. What an audience does
// not say, its definition may.
func joinSegments(audiences, definitions []xdm.Object) []*platform.Segment {
	byKey := map[platform.SegmentKey]*platform.Segment{}
	for _, o := range slices.Concat(audiences, definitions) {
		s, ok := newSegment(o)
		if !ok {
			continue
		}
		if known := byKey[s.SegmentKey]; known != nil {
			complete(known, s)
		} else {
			byKey[s.SegmentKey] = s
		}
	}
	all := make([]*platform.Segment, 0, len(byKey))
	for _, s := range byKey {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *platform.Segment) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// complete fills in what s lacks and more has.
func complete(s, more *platform.Segment) {
	if s.Expression.Value == "" {
		s.Expression = more.Expression
	}
	if s.Evaluation == "" {
		s.Evaluation = more.Evaluation
	}
	if s.Name == "" {
		s.Name = more.Name
	}
	if s.Description == "" {
		s.Description = more.Description
	}
	if s.MergePolicy == "" {
		s.MergePolicy = more.MergePolicy
	}
	if s.Created.IsZero() {
		s.Created = more.Created
	}
	if s.Updated.IsZero() {
		s.Updated = more.Updated
	}
}
