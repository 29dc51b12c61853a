package adobe

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"activityhub/platform"
	"activityhub/platform/adobe/wire"
	"activityhub/platform/xdm"
)

const profilesMethod = "Profiles"

// Profiles implements [platform.Engine]: one look-up for one identity, chunks of
// Config.ChunkSize side by side for several. What is selected and identityMap is
// asked for, and nothing else.
//
// Source: Entities guide.
func (e *Engine) Profiles(ctx context.Context, req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l, err := e.newLookup(ctx, profilesMethod, req)
	if err != nil {
		return nil, err
	}
	l.inquiry = e.people.ask(l.policy, req.Identities)
	defer e.people.end(l.inquiry)
	found, err := newGathering(&e.people, e.cfg.chunkSize(), l.chunk).all(ctx, req.Identities)
	l.inquiry.fail(err)
	return found, err
}

// A lookup is one look-up of records: one merge policy and one projection.
type lookup struct {
	*Engine
	op         string
	policy     platform.MergePolicyID
	projection xdm.Projection
	fields     []string // nil for the whole record
	spelling   spelling
	inquiry    *inquiry // hears whose records the XIDs are
}

func (e *Engine) newLookup(ctx context.Context, op string, req platform.ProfilesRequest) (*lookup, error) {
	l := &lookup{Engine: e, op: op, projection: req.Projection.With("identityMap")}
	l.fields = fieldsOf(l.projection)
	var err error
	if l.policy, err = e.policyID(ctx, req.MergePolicy); err != nil {
		return nil, err
	}
	l.spelling, err = e.spelling(ctx)
	return l, err
}

// chunk asks for ids in one call. Those that failed for a while in an answer in
// part are asked for once more; those that it cannot be told whose the answer is
// are asked for alone.
func (l *lookup) chunk(ctx context.Context, ids []platform.Identity) (map[platform.Identity]*platform.Profile, error) {
	p, err := l.once(ctx, ids)
	if err != nil {
		return nil, err
	}
	var more [][]platform.Identity
	if len(p.again) > 0 {
		more = append(more, slices.Collect(maps.Keys(p.again)))
	}
	for some := range slices.Chunk(slices.Concat(p.unclear, p.alike), 1) {
		more = append(more, some)
	}
	var mu sync.Mutex
	atOnce(len(more), func(i int) {
		q, err := contained(func() (*part, error) { return l.once(ctx, more[i]) })
		mu.Lock()
		defer mu.Unlock()
		p.add(l.op, more[i], q, err)
	})
	if err := ctx.Err(); errors.Is(err, context.Canceled) {
		return nil, err
	}
	return partly(p.found, p.failed)
}

// A part is what one call said.
type part struct {
	found   map[platform.Identity]*platform.Profile
	failed  map[platform.Identity]error
	again   map[platform.Identity]error // to be asked for once more; why
	unclear []platform.Identity         // to be asked for alone, because some failed and it cannot be told who
	alike   []platform.Identity         // to be asked for alone, because their records may be those of others
}

// add adds to p what another call said of some of its identities, for good.
func (p *part) add(op string, ids []platform.Identity, q *part, err error) {
	if err != nil {
		for _, id := range ids {
			if p.failed[id] = cmp.Or(p.again[id], tooManyLinked(err)); slices.Contains(p.unclear, id) {
				p.failed[id] = stillPart(op, err)
			}
		}
		return
	}
	maps.Copy(p.found, q.found)
	maps.Copy(p.failed, q.failed)
	maps.Copy(p.failed, q.again)
	for _, id := range slices.Concat(q.unclear, q.alike) {
		p.failed[id] = failedPart(op, wire.Refusal{})
	}
}

// once makes one call for ids.
func (l *lookup) once(ctx context.Context, ids []platform.Identity) (*part, error) {
	a, err := l.send(ctx, l.call(ids))
	if nothingFound(err) {
		l.inquiry.tellAbsent(ids...)
		return &part{found: map[platform.Identity]*platform.Profile{}, failed: map[platform.Identity]error{}}, nil
	}
	if err != nil {
		return nil, err
	}
	answer := a.value.(wire.Answer)
	xids := l.people.xids(ids)
	m := match(ids, xids, answer.Records)
	p := &part{found: make(map[platform.Identity]*platform.Profile, len(ids))}
	blame := blameFor(l.op, m.unmatched(), xids, m.place, answer.Failures, len(answer.Records))
	p.failed, p.again, p.unclear = blame.failed, blame.again, blame.unclear
	if all := m.alike(); len(all) > 0 && !l.linkedCount(ctx, l.policy) {
		p.alike = all
	}
	for i, at := range m.chosen {
		id := ids[i]
		switch {
		case p.failed[id] != nil || p.again[id] != nil || slices.Contains(p.unclear, id) || slices.Contains(p.alike, id):
			continue
		case at == none:
			l.inquiry.tellAbsent(id)
			continue
		}
		e := &m.records[at]
		l.tell(id, e, m.sure[i])
		if !e.Found() {
			continue
		}
		p.found[id] = l.profile(id, e, a.body)
	}
	return p, nil
}

// tell lets those who wait know whose record an XID is that of, and remembers a
// pair that is beyond doubt.
func (l *lookup) tell(id platform.Identity, e *entry, sure bool) {
	if e.Found() {
		l.inquiry.tell(e.XID, id)
	} else {
		l.inquiry.tellAbsent(id)
	}
	if sure && e.XID != "" {
		l.people.learn(id, e.XID)
	}
}

// profile makes a profile of the record that belongs to an identity. It looks as
// any engine's: identityMap with the codes as they are registered, in order, and
// nothing that was not asked for. It holds on to the whole body only where it is
// most of it.
func (l *lookup) profile(asked platform.Identity, e *entry, body string) *platform.Profile {
	p := &platform.Profile{
		Asked: asked, MergePolicy: l.policy, LastModified: e.LastModified,
		Identities: l.spelling.linked(e.Linked),
	}
	if p.MergePolicy == "" {
		p.MergePolicy = platform.MergePolicyID(strings.Clone(e.MergePolicy))
	}
	p.Attributes = e.Members.Cut(l.projection).With("identityMap", xdm.TrustedValue(wire.IdentityMap(p.Identities)))
	if len(e.Entity.Raw()) < len(body)/2 {
		p.Attributes = p.Attributes.Clone()
	}
	return p
}

// nothingFound reports whether err says that there is nothing, as against that
// there is no such address.
func nothingFound(err error) bool {
	return errors.Is(err, platform.ErrNotFound) && statusOf(err) == http.StatusNotFound
}
