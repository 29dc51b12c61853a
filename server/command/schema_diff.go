package command

import (
	"fmt"

	"activityhub/platform/xdm"
)

type schemaDiffCommand struct {
	Old string `arg:"" help:"Union schema that callers know, JSON as the Schema Registry returns it."`
	New string `arg:"" help:"Union schema that is to come, of the same class."`
}

// Help is what kong prints below the summary.
func (schemaDiffCommand) Help() string {
	return `Prints what changes for callers of GraphQL, one change a line, breaking ones first: fields that are removed, moved, of another type or name. Names are given as "schema generate" would, so that those of the old schema stay.

Exit codes: 0 nothing breaks; 1 something breaks; 2 wrong usage; 3 the schemas could not be compared.

Examples:

    activityhub schema diff profile.json profile-new.json
    activityhub schema diff live.json next.json || echo "tell the front ends first"`
}

// Run compares the schemas.
func (c *schemaDiffCommand) Run(p *program) error {
	before, err := xdm.ReadSchema(c.Old)
	if err != nil {
		return err
	}
	after, err := xdm.ReadSchema(c.New)
	if err != nil {
		return err
	}
	changes, err := xdm.Diff(before, after)
	if err != nil {
		return err
	}
	breaking := 0
	for _, change := range changes {
		if change.Breaking {
			breaking++
		}
		if _, err := fmt.Fprintln(p.stdout, change); err != nil {
			return err
		}
	}
	if breaking > 0 {
		return negative("%s of %s changes break callers; keep those fields and deprecate them instead", count(breaking), count(len(changes)))
	}
	if len(changes) == 0 {
		fmt.Fprintln(p.stdout, "no changes")
	}
	return nil
}
