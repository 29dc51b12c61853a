package command

import (
	"context"
	"fmt"
	"time"

	"activityhub/platform/local/demo"
)

type demoGenerateCommand struct {
	Profiles int    `default:"1000" placeholder:"N" help:"How many customers, 1000 by default."`
	Out      string `required:"" placeholder:"DIR" help:"Folder to write to, made if it is missing."`
}

// Help is what kong prints below the summary.
func (demoGenerateCommand) Help() string {
	return `Writes one DATASET.ndjson for each data set. The customers are CRMID:C000001, CRMID:C000002 and so on; the same number of them gives the same bytes. A file that is there is complete.

Examples:

    activityhub demo generate --out demo
    activityhub demo generate --profiles 200000 --out demo
    activityhub ingest --dataset crm demo/crm.ndjson`
}

// Run writes the data sets.
func (c *demoGenerateCommand) Run(ctx context.Context, p *program) error {
	if err := checkProfiles("--profiles", c.Profiles); err != nil {
		return err
	}
	g := p.progress("writing demonstration data")
	defer g.clear()
	err := demo.WriteDir(ctx, demo.Config{
		Profiles: c.Profiles,
		Progress: func(done, total int) { g.update(int64(done), int64(total), "") },
	}, c.Out)
	if err != nil {
		return fmt.Errorf("the demonstration data could not be written: %w", err)
	}
	g.end(fmt.Sprintf("%s customers in %s data sets, in folder %s, %s", count(c.Profiles), count(len(demo.Datasets())), c.Out, g.elapsed().Round(time.Millisecond)))
	return nil
}

// checkProfiles refuses a number of demonstration customers that cannot be.
func checkProfiles(flag string, n int) error {
	if n < 1 || n > demo.MaxProfiles {
		return usage("%s is not right; it is a whole number from 1 to %d", flag, demo.MaxProfiles)
	}
	return nil
}
