package store

import (
	"database/sql"
	"slices"

	"activityhub/platform"
)

// batchReader reads what a write has to know of the store, whatever the number
// of things asked for, in one statement each. Databases differ in how.
type batchReader interface {
	identities(tx *sql.Tx, asked []platform.Identity, each func(identity platform.Identity, id, cluster int64, size int, owner bool)) error
	eventIDs(tx *sql.Tx, ids []string, each func(id string, pid, ts int64)) error
	fragments(tx *sql.Tx, pids []int64, each func(*keptFragment)) error
}

// writer applies entries within one transaction. Nothing it does is seen before
// the transaction is committed.
type writer struct {
	tx       *sql.Tx
	stmt     func(text string) *sql.Stmt
	reader   batchReader
	now      int64 // µs
	clock    int64 // last time given
	graph    *graph
	outcomes []Outcome

	events    map[string]*keptEvent
	newEvents []newEvent
	fragments map[fragmentKey]*keptFragment
	changed   []*keptFragment
}

type keptEvent struct {
	pid, ts int64
	doc     string // "" until it is read
}

type newEvent struct {
	*Entry
	primary *node
	stored  int64
	others  []*node
}

type fragmentKey struct {
	pid     int64
	dataSet string
}

// keptFragment is a fragment as it will be after the write.
type keptFragment struct {
	fragmentKey
	id, stamp, stored int64
	doc               string
	others            []*node
	fresh, dirty      bool
}

// apply decides what becomes of each entry, then writes what changed.
func (w *writer) apply(entries []Entry) ([]Outcome, error) {
	if err := w.load(entries); err != nil {
		return nil, err
	}
	w.outcomes = make([]Outcome, len(entries))
	for i := range entries {
		e := &entries[i]
		var err error
		if e.Event {
			w.outcomes[i], err = w.event(e)
		} else {
			w.outcomes[i] = w.record(e)
		}
		if err != nil {
			return nil, err
		}
	}
	return w.outcomes, w.save()
}

// load reads everything that entries may meet.
func (w *writer) load(entries []Entry) error {
	var lastID int64
	if err := w.stmt(readState).QueryRow("identity").Scan(&lastID); err != nil {
		return err
	}
	if err := w.stmt(readState).QueryRow("clock").Scan(&w.clock); err != nil {
		return err
	}
	w.graph = newGraph(lastID)
	asked := make(map[platform.Identity]struct{}, 2*len(entries))
	var ids []string
	for i := range entries {
		e := &entries[i]
		asked[e.Primary] = struct{}{}
		for _, other := range e.Others {
			asked[other] = struct{}{}
		}
		if e.Event {
			ids = append(ids, e.ID)
		}
	}
	identities := make([]platform.Identity, 0, len(asked))
	for identity := range asked {
		identities = append(identities, identity)
	}
	slices.SortFunc(identities, platform.Identity.Compare)
	if err := w.reader.identities(w.tx, identities, w.graph.known); err != nil {
		return err
	}
	w.events = make(map[string]*keptEvent, len(ids))
	if len(ids) > 0 {
		if err := w.reader.eventIDs(w.tx, ids, func(id string, pid, ts int64) { w.events[id] = &keptEvent{pid: pid, ts: ts} }); err != nil {
			return err
		}
	}
	return w.loadFragments(entries)
}

func (w *writer) loadFragments(entries []Entry) error {
	w.fragments = map[fragmentKey]*keptFragment{}
	var pids []int64
	for i := range entries {
		if n, ok := w.graph.nodes[entries[i].Primary]; ok && !entries[i].Event && n.owner {
			pids = append(pids, n.id)
		}
	}
	if len(pids) == 0 {
		return nil
	}
	slices.Sort(pids)
	return w.reader.fragments(w.tx, slices.Compact(pids), func(f *keptFragment) { w.fragments[f.fragmentKey] = f })
}

// tick returns the time of the next thing stored: now, or just after the last.
func (w *writer) tick() int64 {
	w.clock = max(w.clock+1, w.now)
	return w.clock
}

// link returns the nodes of e and makes them one person, unless e says that
// they are none.
func (w *writer) link(e *Entry) (primary *node, others []*node) {
	primary = w.graph.node(e.Primary)
	others = make([]*node, len(e.Others))
	for i, identity := range e.Others {
		others[i] = w.graph.node(identity)
	}
	if e.Alone {
		if len(others) > 1 {
			for _, other := range others[1:] {
				w.graph.link(others[0], other)
			}
		}
		return primary, others
	}
	for _, other := range others {
		w.graph.link(primary, other)
	}
	return primary, others
}

func (w *writer) event(e *Entry) (Outcome, error) {
	if kept, ok := w.events[e.ID]; ok {
		if kept.doc == "" {
			if err := w.stmt(readEvent).QueryRow(kept.pid, kept.ts, e.ID).Scan(&kept.doc); err != nil {
				return 0, err
			}
		}
		if same(kept.doc, e.Doc) {
			return Duplicate, nil
		}
		return Conflict, nil
	}
	primary, others := w.link(e)
	primary.claim()
	w.events[e.ID] = &keptEvent{pid: primary.id, ts: e.Time, doc: e.Doc}
	w.newEvents = append(w.newEvents, newEvent{Entry: e, primary: primary, stored: w.tick(), others: others})
	return Stored, nil
}

// record keeps e instead of the fragment that is there: a record replaces the
// one before it whole. If both say when their source changed them, the older
// one gives way, whatever the order they came in.
func (w *writer) record(e *Entry) Outcome {
	primary, others := w.link(e)
	primary.claim()
	key := fragmentKey{primary.id, e.DataSet}
	f, ok := w.fragments[key]
	switch {
	case ok && e.Stamp != 0 && e.Stamp < f.stamp:
		return Stale
	case ok && same(f.doc, e.Doc):
		return Duplicate
	}
	now := w.tick()
	if !ok {
		f = &keptFragment{fragmentKey: key, id: now, fresh: true}
		w.fragments[key] = f
	}
	f.stamp, f.stored, f.doc, f.others = e.Stamp, now, e.Doc, others
	if !f.dirty {
		f.dirty = true
		w.changed = append(w.changed, f)
	}
	return Stored
}
