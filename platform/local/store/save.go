package store

import (
	"cmp"
	"slices"
)

// save writes what changed.
func (w *writer) save() error {
	for _, step := range []func() error{w.saveIdentities, w.saveFragments, w.saveEvents} {
		if err := step(); err != nil {
			return err
		}
	}
	if _, err := w.stmt(writeState).Exec("identity", w.graph.lastID); err != nil {
		return err
	}
	_, err := w.stmt(writeState).Exec("clock", w.clock)
	return err
}

func (w *writer) saveIdentities() error {
	insert, claim := w.stmt(insertIdentity), w.stmt(claimIdentity)
	for _, n := range w.graph.order {
		root := w.graph.roots[n.cluster].find()
		size := 1
		if root.id == n.id {
			size = root.size
		}
		if _, err := insert.Exec(n.id, string(n.Namespace), n.ID, root.id, size, number(n.owner)); err != nil {
			return err
		}
	}
	for _, n := range w.graph.nodes {
		if n.claimed && !n.fresh {
			if _, err := claim.Exec(n.id); err != nil {
				return err
			}
		}
	}
	joined, grown := w.graph.changes()
	for _, c := range joined {
		if _, err := w.stmt(joinCluster).Exec(c.id, c.find().id); err != nil {
			return err
		}
	}
	for _, c := range grown {
		if c.stored {
			if _, err := w.stmt(growCluster).Exec(c.id, c.size); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writer) saveFragments() error {
	insert, update, unlink, link := w.stmt(insertFragment), w.stmt(updateFragment), w.stmt(unlinkFragment), w.stmt(linkFragment)
	for _, f := range w.changed {
		var err error
		if f.fresh {
			_, err = insert.Exec(f.id, f.pid, f.dataSet, f.stamp, f.stored, f.doc)
		} else if _, err = update.Exec(f.id, f.stamp, f.stored, f.doc); err == nil {
			_, err = unlink.Exec(f.id)
		}
		if err != nil {
			return err
		}
		for _, other := range f.others {
			if _, err := link.Exec(other.id, f.id); err != nil {
				return err
			}
		}
	}
	return nil
}

// saveEvents writes events in the order of the tables they go to, so that
// neighbours are written together.
func (w *writer) saveEvents() error {
	slices.SortFunc(w.newEvents, func(a, b newEvent) int {
		return cmp.Or(cmp.Compare(a.primary.id, b.primary.id), cmp.Compare(a.Time, b.Time), cmp.Compare(a.ID, b.ID))
	})
	insert, link, id := w.stmt(insertEvent), w.stmt(linkEvent), w.stmt(insertEventID)
	for _, e := range w.newEvents {
		if _, err := insert.Exec(e.primary.id, e.Time, e.ID, e.Type, e.Channel, e.DataSet, e.stored, e.Doc); err != nil {
			return err
		}
		for _, other := range e.others {
			if _, err := link.Exec(other.id, e.Time, e.ID, e.primary.id); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(w.newEvents, func(a, b newEvent) int { return cmp.Compare(a.ID, b.ID) })
	for _, e := range w.newEvents {
		if _, err := id.Exec(e.ID, e.primary.id, e.Time); err != nil {
			return err
		}
	}
	return nil
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
