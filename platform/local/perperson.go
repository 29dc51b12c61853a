package local

import (
	"activityhub/platform"
	"activityhub/platform/local/store"
)

// perPerson returns an answer for each of the identities asked for, made of what
// the store has of the person behind it. Identities of one person share theirs,
// which is made once; one that the store has nothing of is absent. A person with
// too many identities is a *[platform.PartialError] for those identities alone.
func perPerson[K comparable, V any](asked []platform.Identity, kept map[platform.Identity]K, size func(K) int, answer func(K) (V, error)) (map[platform.Identity]V, error) {
	found := make(map[platform.Identity]V, len(asked))
	made := make(map[K]V, len(kept))
	var failed map[platform.Identity]error
	for _, id := range asked {
		person, known := kept[id.Fold()]
		if !known {
			continue
		}
		if err := linkedTooOften(size(person)); err != nil {
			if failed == nil {
				failed = map[platform.Identity]error{}
			}
			failed[id] = err
			continue
		}
		v, ok := made[person]
		if !ok {
			var err error
			if v, err = answer(person); err != nil {
				return nil, err
			}
			made[person] = v
		}
		found[id] = v
	}
	if len(failed) > 0 {
		return found, &platform.PartialError{Failed: failed}
	}
	return found, nil
}

func sizeOfPerson(p *store.Person) int   { return p.Size }
func sizeOfPages(p *store.EventPage) int { return p.Size }
