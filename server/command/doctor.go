package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"activityhub/platform/adobe"
	"activityhub/platform/local"
)

type doctorCommand struct {
	JSON bool `name:"json" help:"Print a JSON list with check, level, found and do of each finding."`
}

// Help is what kong prints below the summary.
func (doctorCommand) Help() string {
	return `Checks the settings and what they lead to, and says what to do about what is wrong. For the embedded Platform: its folder, its definitions and its data. For Adobe: sign-in, credentials, organisation, sandbox, merge policies, namespaces, profile and event look-up, segments, computed attributes and the Schema Registry, by reading from each. It prints no personal value and no secret, and changes nothing; a store that an older version left is brought up to date, as by every command.

Each check is OK; a Warning, of something that the hub can do without; Failed; or Skipped, because of one before it. A Platform that does not answer is given up after 20 seconds or so.

Exit codes: 0 no check failed; 1 one did; 2 wrong usage, or a setting that cannot be read; 130 interrupted.

Examples:

    activityhub doctor
    activityhub doctor --engine adobe --config hub.yaml
    activityhub doctor --engine adobe --config hub.yaml --json`
}

// A finding is the outcome of one check.
type finding struct {
	Check string      `json:"check"`
	Level adobe.Level `json:"level"` // OK, Warning, Failed or Skipped
	Found string      `json:"found"`
	Do    string      `json:"do,omitempty"` // what to do about it
}

// Run checks and prints what was found.
func (c *doctorCommand) Run(ctx context.Context, p *program) error {
	findings := []finding{{Check: "engine", Level: adobe.OK, Found: p.settingsInForce()}}
	if p.settings.Settings.Engine == adobeEngine {
		findings = append(findings, p.inspectAdobe(ctx)...)
	} else {
		findings = append(findings, p.inspectLocal(ctx)...)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := c.print(p.stdout, findings); err != nil {
		return err
	}
	failed := 0
	for _, f := range findings {
		if f.Level == adobe.Failed {
			failed++
		}
	}
	if failed > 0 {
		return negative("%s of %s checks failed", count(failed), count(len(findings)))
	}
	return nil
}

func (p *program) settingsInForce() string {
	set := 0
	for _, e := range p.settings.Entries() {
		if e.Source != "default" {
			set++
		}
	}
	yours := "settings are yours"
	if set == 1 {
		yours = "setting is yours"
	}
	return fmt.Sprintf("%s; %s %s, see activityhub config", p.settings.Settings.Engine, count(set), yours)
}

func (p *program) inspectAdobe(ctx context.Context) []finding {
	engine, err := p.openAdobe(p.silentLogger())
	if err != nil {
		return []finding{{Check: "settings", Level: adobe.Failed, Found: err.Error(), Do: "mend that in the settings; docs/adobe.md says what belongs there"}}
	}
	defer engine.Close()
	var findings []finding
	for _, f := range engine.Inspect(ctx) {
		findings = append(findings, finding(f))
	}
	return findings
}

// inspectLocal opens the embedded Platform and reads its definitions. Where there
// is none yet it reads them beside a store that is thrown away.
func (p *program) inspectLocal(ctx context.Context) []finding {
	dir := p.settings.Settings.Data
	stored := finding{Check: "embedded store", Level: adobe.OK, Found: "opened in folder " + dir}
	if _, err := os.Stat(filepath.Join(dir, local.FileName)); errors.Is(err, fs.ErrNotExist) {
		stored.Found = fmt.Sprintf("there is none yet in folder %s; serve and ingest make it", dir)
		if dir, err = os.MkdirTemp("", "activityhub-doctor-"); err != nil {
			return []finding{{Check: "embedded store", Level: adobe.Failed, Found: err.Error(), Do: "look at the folder for temporary files"}}
		}
		defer os.RemoveAll(dir)
	}
	store, err := p.openLocalIn(ctx, dir, p.quietLogger())
	if err != nil {
		return []finding{{Check: "embedded store", Level: adobe.Failed, Found: err.Error(), Do: "name a folder that can be written to with --data, and sound definitions with --platform"}}
	}
	findings := []finding{stored}
	if _, err := client(ctx, store); err != nil {
		findings = append(findings, finding{Check: "definitions", Level: adobe.Failed, Found: err.Error(), Do: "mend the definitions that --platform names"})
	} else {
		findings = append(findings, finding{Check: "definitions", Level: adobe.OK, Found: fmt.Sprintf("%s data sets are ready for activityhub ingest", count(len(store.DataSets())))})
	}
	if err := store.Close(); err != nil {
		findings = append(findings, finding{Check: "embedded store", Level: adobe.Failed, Found: err.Error(), Do: "look at the disk"})
	}
	return findings
}

func (c *doctorCommand) print(w io.Writer, findings []finding) error {
	if c.JSON {
		out := json.NewEncoder(w)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		return out.Encode(findings)
	}
	var err error
	line := func(format string, args ...any) {
		_, failed := fmt.Fprintf(w, format, args...)
		err = errors.Join(err, failed)
	}
	for _, f := range findings {
		line("%-8s %-20s %s\n", f.Level, f.Check, f.Found)
		if f.Do != "" {
			line("%-8s %-20s → %s\n", "", "", f.Do)
		}
	}
	return err
}
