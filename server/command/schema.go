package command

import (
	"fmt"
	"strings"

	"activityhub/platform/xdm"
)

type schemaGenerateCommand struct {
	Profile string   `required:"" placeholder:"FILE" help:"Union schema of profiles, JSON as the Schema Registry returns it."`
	Event   string   `required:"" placeholder:"FILE" help:"Union schema of experience events."`
	Out     string   `required:"" placeholder:"DIR" help:"Folder to write to, made if it is missing. Its name is that of the Go package."`
	Include []string `placeholder:"GLOB,…" help:"Wire paths to take, * for any one name and ** for any number; all unless named."`
	Exclude []string `placeholder:"GLOB,…" help:"Wire paths to leave out; ${exclude} unless named."`
}

// Help is what kong prints below the summary.
func (schemaGenerateCommand) Help() string {
	return `Writes into the folder the GraphQL types (attributes.graphqls), the Go types that read the data (attributes.generated.go) and the names given (names.json). The same schemas give the same bytes. A name that names.json holds never changes, so keep that file: fields that come later are named around it.

Examples:

    activityhub schema generate --profile profile.json --event experienceevent.json --out graph/attributes
    activityhub schema generate --profile p.json --event e.json --out attributes --include 'person.**,personalEmail.**,_acme.**'`
}

// Run writes the files and says what changed.
func (c *schemaGenerateCommand) Run(p *program) error {
	report, err := xdm.Generate(xdm.GenerateOptions{
		Profile:         c.Profile,
		ExperienceEvent: c.Event,
		Dir:             c.Out,
		Include:         c.Include,
		Exclude:         c.Exclude,
	})
	if err != nil {
		return err
	}
	for _, left := range report.Left {
		fmt.Fprintf(p.stderr, "left out: %s\n", left)
	}
	changed := "nothing changed"
	if len(report.Changed) > 0 {
		changed = "wrote " + strings.Join(report.Changed, ", ")
	}
	_, err = fmt.Fprintf(p.stdout, "%s: %s types with %s fields; %s\n", c.Out, count(report.Types), count(report.Fields), changed)
	return err
}
