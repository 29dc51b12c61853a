package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"activityhub/platform/xdm"
)

type schemaFetchCommand struct {
	Out string `required:"" placeholder:"DIR" help:"Folder to write profile.json and experienceevent.json to, made if it is missing."`
}

// Help is what kong prints below the summary.
func (schemaFetchCommand) Help() string {
	return `Reads the union schemas of profiles and of experience events from the Schema Registry of the Platform that the adobe settings name, and writes them as profile.json and experienceevent.json. Files that are there are replaced only when both could be read.

Exit codes: 0 both were written; 2 wrong usage or settings; 3 one could not be read or written.

Examples:

    activityhub schema fetch --out xdm --config hub.yaml
    activityhub schema generate --profile xdm/profile.json --event xdm/experienceevent.json --out graph/attributes`
}

// Run fetches and writes both unions.
func (c *schemaFetchCommand) Run(ctx context.Context, p *program) error {
	engine, err := p.openAdobe(p.silentLogger())
	if err != nil {
		return err
	}
	defer engine.Close()
	unions := []struct {
		class, file string
		text        []byte
	}{{class: "profile", file: "profile.json"}, {class: "experienceevent", file: "experienceevent.json"}}
	for i := range unions {
		if unions[i].text, err = engine.Union(ctx, unions[i].class); err != nil {
			return fmt.Errorf("the union of class %s: %w", unions[i].class, troubled(err))
		}
	}
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return fmt.Errorf("folder %s: %w", c.Out, reason(err))
	}
	for _, union := range unions {
		path := filepath.Join(c.Out, union.file)
		if err := replaceFile(path, union.text); err != nil {
			return fmt.Errorf("%s: %w", path, reason(err))
		}
		schema, err := xdm.ParseSchema(union.text)
		if err != nil {
			return fmt.Errorf("%s: %w", union.file, err)
		}
		fmt.Fprintf(p.stdout, "wrote %s: %q\n", path, schema.Title)
	}
	return nil
}

// replaceFile writes a file whole or not at all.
func replaceFile(path string, text []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".fetched-*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	if _, err := temporary.Write(text); err != nil {
		temporary.Close()
		return err
	}
	if err := temporary.Chmod(0o644); err != nil {
		temporary.Close()
		return err
	}
	if err := temporary.Close(); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}
