package adobe

import (
	"slices"

	"activityhub/platform"
	"activityhub/platform/adobe/wire"
)

// A matching says which entry of an answer is that of which identity asked for.
// Answers are keyed by XIDs, in no order; they may hold entries twice, or of
// people whom nobody asked for, and they may leave people out.
//
// In this order: the identity that an entry says it was asked for, the XID where
// it is known, the identities that the record holds; and one entry that names
// nobody belongs to the one identity that is left over. A record that names
// people, but not the one asked for, is nobody's.
type matching struct {
	ids     []platform.Identity
	place   map[platform.Identity]int // :: key of an identity → its place in ids
	records []entry
	byXID   map[string]int // :: XID → place in records
	chosen  []int          // of each of ids: the place of its record, or none
	sure    []bool         // of each of ids: whether its record is that of no other identity
}

// An entry is a record with what it has to do with the identities asked for.
type entry struct {
	wire.Record
	asked []int // places of those that it holds
	taken bool
}

const none = -1

// match matches the records of an answer to ids, whose XIDs are xids as far as
// they are known.
func match(ids []platform.Identity, xids []string, records []wire.Record) *matching {
	m := &matching{
		ids: ids, place: make(map[platform.Identity]int, len(ids)), records: make([]entry, 0, len(records)),
		byXID: make(map[string]int, len(records)), chosen: make([]int, len(ids)), sure: make([]bool, len(ids)),
	}
	for i, id := range ids {
		m.place[keyOf(id)] = i
		m.chosen[i] = none
	}
	m.read(records)
	m.bySaying()
	m.byXIDs(xids)
	m.byHolding()
	m.byElimination()
	return m
}

// read notes the records and whom they name. Of two with one XID the last
// counts, as of two members of an object.
func (m *matching) read(records []wire.Record) {
	for _, record := range records {
		e := entry{Record: record}
		for _, identity := range e.Linked {
			if i, ok := m.place[keyOf(identity.Identity)]; ok && !slices.Contains(e.asked, i) {
				e.asked = append(e.asked, i)
			}
		}
		if at, again := m.byXID[record.XID]; again {
			m.records[at] = e
			continue
		}
		m.byXID[record.XID] = len(m.records)
		m.records = append(m.records, e)
	}
}

func (m *matching) choose(i, at int) {
	m.chosen[i] = at
	m.records[at].taken = true
}

// bySaying matches entries that say what they were asked for, as those of
// business accounts do.
func (m *matching) bySaying() {
	for at := range m.records {
		if asked := m.records[at].Asked; asked != (platform.Identity{}) {
			if i, ok := m.place[keyOf(asked)]; ok && m.chosen[i] == none {
				m.choose(i, at)
				m.sure[i] = true
			} else if ok {
				m.sure[i] = false // two entries say the same
			}
		}
	}
}

// byXIDs matches entries whose XID is known to be that of an identity. One that
// names others alone contradicts what was known.
func (m *matching) byXIDs(xids []string) {
	for i, xid := range xids {
		at, ok := m.byXID[xid]
		if !ok || xid == "" || m.chosen[i] != none {
			continue
		}
		if e := &m.records[at]; len(e.Linked) == 0 || slices.Contains(e.asked, i) {
			m.choose(i, at)
			m.sure[i] = true
		}
	}
}

// byHolding matches records that hold an identity asked for. Where several do,
// they are equal as far as linked identities count at all: see alike.
func (m *matching) byHolding() {
	holders := make([][]int, len(m.ids))
	for at := range m.records {
		for _, i := range m.records[at].asked {
			holders[i] = append(holders[i], at)
		}
	}
	for i, all := range holders {
		if m.chosen[i] != none || len(all) == 0 {
			continue
		}
		at := all[0]
		if n := slices.IndexFunc(all, func(at int) bool { return !m.records[at].taken }); n >= 0 {
			at = all[n]
		}
		m.choose(i, at)
		m.sure[i] = len(all) == 1 && len(m.records[at].asked) == 1
	}
}

// byElimination matches the one entry that is left, if it names nobody, to the
// one identity that is left.
func (m *matching) byElimination() {
	i, at := none, none
	for n, chosen := range m.chosen {
		if chosen == none {
			if i != none {
				return
			}
			i = n
		}
	}
	for n := range m.records {
		if !m.records[n].taken {
			if at != none {
				return
			}
			at = n
		}
	}
	if i != none && at != none && len(m.records[at].Linked) == 0 {
		m.choose(i, at)
		m.sure[i] = len(m.ids) == 1 && len(m.records) == 1
	}
}

// alike returns the identities whose record is that of another identity asked
// for as well: equal under a merge policy that counts linked identities, and
// anyone's under one that does not.
func (m *matching) alike() []platform.Identity {
	var all []platform.Identity
	for i, at := range m.chosen {
		if at != none && !m.sure[i] && len(m.records[at].asked) > 1 {
			all = append(all, m.ids[i])
		}
	}
	return all
}

// unmatched returns the identities that no entry is that of.
func (m *matching) unmatched() []platform.Identity {
	var all []platform.Identity
	for i, at := range m.chosen {
		if at == none {
			all = append(all, m.ids[i])
		}
	}
	return all
}
