package command

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	unions "activityhub/graph/xdm"
	"activityhub/platform"
	"activityhub/platform/local"
)

// openLocal opens the local Platform that the settings name.
func (p *program) openLocal(ctx context.Context, log *slog.Logger) (*local.Platform, error) {
	return p.openLocalIn(ctx, p.settings.Settings.Data, log)
}

// openLocalIn opens one that keeps its data in folder dir.
func (p *program) openLocalIn(ctx context.Context, dir string, log *slog.Logger) (*local.Platform, error) {
	s := p.settings.Settings
	definitions, err := definitionsFolder(s.Platform)
	if err != nil {
		return nil, err
	}
	return local.Open(ctx, local.Config{
		Dir:         dir,
		Definitions: definitions,
		Schemas:     map[string][]byte{"profile": unions.Profile, "experienceevent": unions.ExperienceEvent},
		Synchronous: strings.ToUpper(s.Synchronous),
		Logger:      log,
	})
}

// definitionsFolder returns the folder with the definitions; nil for those that
// are built in.
func definitionsFolder(dir string) (fs.FS, error) {
	if dir == "" {
		return nil, nil
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("the folder of definitions %s cannot be read: %w", dir, reason(err))
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("the definitions are a folder with schemas, data sets and segments; %s is a file", dir)
	}
	return os.DirFS(dir), nil
}

// client returns a client of engine, its definitions read.
func client(ctx context.Context, engine platform.Engine) (*platform.Client, error) {
	c, err := platform.NewClient(platform.Config{Engine: engine})
	if err != nil {
		return nil, err
	}
	return c, c.Warm(ctx)
}
