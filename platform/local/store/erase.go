package store

import (
	"database/sql"
	"errors"

	"activityhub/platform"
)

// erasure is a person to be deleted, by one of the identities.
type erasure struct {
	id    platform.Identity // folded
	alone bool              // others may link to what is kept under it, see Entry.Alone
}

// The statements that delete the person whose cluster is $1, in order. Links
// from the person's identities to what others keep go by pid. What is kept under
// the person is linked to by identities of the same cluster, and so goes with
// them, unless it is kept under an identity that stands alone.
const (
	eraseClusterOf     = `select cluster from identities where ns = $1 and value = $2`
	members            = `(select id from identities where cluster = $1)`
	eraseEventIDs      = `delete from event_ids where id in (select id from events where pid in ` + members + `)`
	eraseEvents        = `delete from events where pid in ` + members
	eraseEventLinks    = `delete from event_links where pid in ` + members
	eraseOwnerLinks    = `delete from event_links where owner in ` + members
	eraseFragmentLinks = `delete from fragment_links where pid in ` + members + ` or fragment in (select id from fragments where pid in ` + members + `)`
	eraseFragments     = `delete from fragments where pid in ` + members
	eraseIdentities    = `delete from identities where cluster = $1`
)

// erase deletes a person in one transaction, and reports whether there was one.
func (d *database) erase(e erasure) (found bool, err error) {
	err = d.change(func(tx *sql.Tx) error {
		var cluster int64
		err := tx.QueryRow(eraseClusterOf, string(e.id.Namespace), e.id.ID).Scan(&cluster)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		found = true
		statements := []string{eraseEventIDs, eraseEvents, eraseEventLinks, eraseFragmentLinks, eraseFragments, eraseIdentities}
		if e.alone {
			statements = append([]string{eraseOwnerLinks}, statements...) // reads every link: there is no index for it
		}
		for _, text := range statements {
			if _, err := tx.Exec(text, cluster); err != nil {
				return err
			}
		}
		return nil
	})
	return found && err == nil, err
}
