package adobe

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"activityhub/platform"
)

const (
	xidsKept      = 32_768          // identities in each of the two halves of a directory
	crowdedLife   = 5 * time.Minute // how long a person stays asked for alone after a look-up found too many identities
	crowdedKept   = 1024
	b2bNamespaces = "b2b_" // how the codes of namespaces begin whose values come back in lower case
)

// A directory is what an engine remembers of identities: the XID of each, which
// never changes, whose look-up failed for too many identities, and which
// look-ups of records are under way. It is bounded: the identities that were
// seen least recently go first. The zero value is ready to use.
//
// Source: Identity Service guide: one identity has one XID.
type directory struct {
	mu          sync.Mutex
	young, aged map[platform.Identity]string // :: key of an identity → XID
	crowded     map[platform.Identity]time.Time
	asking      map[*inquiry]struct{}
}

// keyOf returns what identities are the same by: codes without case, values with
// it, but for the values of business accounts and opportunities.
func keyOf(id platform.Identity) platform.Identity {
	id = id.Fold()
	if strings.HasPrefix(string(id.Namespace), b2bNamespaces) {
		id.ID = strings.ToLower(id.ID)
	}
	return id
}

// xids returns the XID of each of ids, by its place; "" where it is not known.
func (d *directory) xids(ids []platform.Identity) []string {
	all := make([]string, len(ids))
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, id := range ids {
		key := keyOf(id)
		xid, ok := d.young[key]
		if !ok {
			if xid, ok = d.aged[key]; ok {
				d.keep(key, xid)
			}
		}
		all[i] = xid
	}
	return all
}

// learn remembers the XID of an identity.
func (d *directory) learn(id platform.Identity, xid string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	key := keyOf(id)
	if d.young[key] == xid {
		return
	}
	d.keep(platform.Identity{Namespace: platform.Namespace(strings.Clone(string(key.Namespace))), ID: strings.Clone(key.ID)}, strings.Clone(xid))
}

// keep puts a pair into the young half. When that is full it becomes the aged
// one, and what was aged goes.
func (d *directory) keep(key platform.Identity, xid string) {
	if len(d.young) >= xidsKept {
		d.aged, d.young = d.young, nil
	}
	if d.young == nil {
		d.young = make(map[platform.Identity]string)
	}
	d.young[key] = xid
}

// tooMany remembers at now that id has too many identities to be looked up.
func (d *directory) tooMany(id platform.Identity, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.crowded == nil || len(d.crowded) >= crowdedKept {
		d.crowded = map[platform.Identity]time.Time{}
	}
	d.crowded[keyOf(id)] = now
}

// apart divides ids into those that look-ups can ask for together and those that
// would fail the others, as far as is known at now.
func (d *directory) apart(ids []platform.Identity, now time.Time) (together, alone []platform.Identity) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.crowded) == 0 {
		return ids, nil
	}
	for _, id := range ids {
		if since, ok := d.crowded[keyOf(id)]; ok && now.Sub(since) < crowdedLife {
			alone = append(alone, id)
		} else {
			together = append(together, id)
		}
	}
	return together, alone
}

// An inquiry is a look-up of records under way. Answers about events are keyed
// by XIDs alone, so who does not know one waits for it.
type inquiry struct {
	policy platform.MergePolicyID // whose records are found depends on it
	ids    map[platform.Identity]struct{}
	done   chan struct{}

	mu     sync.Mutex
	stands []standing          // whose records the XIDs are
	absent []platform.Identity // keys of those that nothing is known of
	failed error               // how the look-up failed; nil if it did not
}

// A standing says that the record of an XID is that of an identity.
type standing struct {
	xid string
	key platform.Identity
}

// ask notes that a look-up of ids under a merge policy begins. It ends with end.
func (d *directory) ask(policy platform.MergePolicyID, ids []platform.Identity) *inquiry {
	q := &inquiry{policy: policy, ids: make(map[platform.Identity]struct{}, len(ids)), done: make(chan struct{})}
	for _, id := range ids {
		q.ids[keyOf(id)] = struct{}{}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.asking == nil {
		d.asking = map[*inquiry]struct{}{}
	}
	d.asking[q] = struct{}{}
	return q
}

// end notes that the look-up is over, however it went.
func (d *directory) end(q *inquiry) {
	d.mu.Lock()
	delete(d.asking, q)
	d.mu.Unlock()
	close(q.done)
}

// underWay returns the look-ups under way that ask for any of ids under a merge
// policy.
func (d *directory) underWay(policy platform.MergePolicyID, ids []platform.Identity) []*inquiry {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []*inquiry
	for q := range d.asking {
		if q.policy != policy {
			continue
		}
		for _, id := range ids {
			if _, ok := q.ids[keyOf(id)]; ok {
				all = append(all, q)
				break
			}
		}
	}
	return all
}

// fail says how the look-up failed; nil if it did not.
func (q *inquiry) fail(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.failed = err
}

// why returns how the look-up of id failed, nil if it did not or another may go
// better: what an error says of a caller and its time is nothing to others.
func (q *inquiry) why(id platform.Identity) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, asked := q.ids[keyOf(id)]; !asked {
		return nil
	}
	err := platform.ErrorFor(q.failed, id)
	for _, passing := range []error{platform.ErrTimeout, platform.ErrRateLimited, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, passing) {
			return nil
		}
	}
	return err
}

// tell says whose record that of an XID is.
func (q *inquiry) tell(xid string, id platform.Identity) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.stands = append(q.stands, standing{xid, keyOf(id)})
}

// tellAbsent says that nothing is known of ids.
func (q *inquiry) tellAbsent(ids ...platform.Identity) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, id := range ids {
		q.absent = append(q.absent, keyOf(id))
	}
}
