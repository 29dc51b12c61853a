package command

import (
	"encoding/json"
	"fmt"
)

type configCommand struct {
	JSON bool `name:"json" help:"Print a JSON list with key, value, source, variable and flag of each setting."`
}

// Help is what kong prints below the summary.
func (configCommand) Help() string {
	return `Prints every setting in force and, behind it, who set it: the default, a line of the settings file, a variable or a flag. Secrets are hidden. The output is itself a settings file.

Examples:

    activityhub config
    activityhub config --config hub.yaml --listen 127.0.0.1:9090
    activityhub config > hub.yaml
    activityhub config --json`
}

// Run prints the settings.
func (c *configCommand) Run(p *program) error {
	entries := p.settings.Entries()
	if c.JSON {
		out := json.NewEncoder(p.stdout)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		return out.Encode(entries)
	}
	for _, e := range entries {
		text, err := e.YAML()
		if err != nil {
			return err
		}
		if _, err := fmt.Fprint(p.stdout, text); err != nil {
			return err
		}
	}
	return nil
}
