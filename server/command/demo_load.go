package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"activityhub/platform"
	"activityhub/platform/local"
	"activityhub/platform/local/demo"
)

// demoMark is the file in the data folder that says how many demonstration
// customers are loaded. It is written last: without it the load starts again,
// and what is stored already is recognised.
const demoMark = "demo.json"

type demoState struct {
	Profiles int `json:"profiles"`
}

// loadDemo loads the demonstration data, unless as many are there.
func (p *program) loadDemo(ctx context.Context, store *local.Platform, cfg demo.Config) error {
	mark := filepath.Join(p.settings.Settings.Data, demoMark)
	loaded, err := demoLoaded(ctx, store, mark)
	if err != nil || loaded >= cfg.Profiles {
		return err
	}
	g := p.progress("loading demonstration data")
	defer g.clear()
	datasets := demo.Datasets()
	var total local.IngestCounts
	for i, name := range datasets {
		part := cfg
		part.Progress = func(done, of int) {
			g.update(int64(i*of+done), int64(len(datasets)*of), name)
		}
		counts, err := loadDataset(ctx, store, part, name)
		if ctx.Err() != nil {
			return &exitError{Interrupted, "interrupted while loading demonstration data; start it again to go on, what is stored is recognised"}
		}
		if err != nil {
			return fmt.Errorf("the demonstration data could not be loaded into %s: %w", name, err)
		}
		total = add(total, counts)
	}
	if err := writeMark(mark, demoState{cfg.Profiles}); err != nil {
		return fmt.Errorf("the demonstration data are loaded, but that could not be noted: %w", err)
	}
	g.end(fmt.Sprintf("%s customers, %s records and events, in %s", count(cfg.Profiles), count(total.Read), g.elapsed().Round(time.Millisecond)))
	return nil
}

func loadDataset(ctx context.Context, store *local.Platform, cfg demo.Config, name string) (local.IngestCounts, error) {
	reader, err := demo.NewReader(cfg, name)
	if err != nil {
		return local.IngestCounts{}, err
	}
	var first firstReject
	counts, err := store.Ingest(ctx, name, reader, local.IngestOptions{Source: "demonstration data", Rejects: &first, TakenAt: demo.Reference})
	if err == nil && counts.Rejected > 0 {
		err = fmt.Errorf("%s rejected, the first with %s", of(counts.Rejected, counts.Read), first.told())
	}
	return counts, err
}

// demoLoaded returns how many demonstration customers are in the store. The
// mark alone does not say: somebody may have taken the store away beside it.
func demoLoaded(ctx context.Context, store *local.Platform, mark string) (int, error) {
	text, err := os.ReadFile(mark)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	var state demoState
	if err := json.Unmarshal(text, &state); err != nil || state.Profiles < 1 {
		return 0, nil
	}
	hub, err := client(ctx, store)
	if err != nil {
		return 0, err
	}
	last := platform.Identity{Namespace: "CRMID", ID: fmt.Sprintf("C%06d", state.Profiles)}
	profiles, err := hub.Profiles(ctx, platform.ProfilesRequest{Identities: []platform.Identity{last}})
	if err != nil || profiles[last] == nil {
		return 0, err
	}
	return state.Profiles, nil
}

// writeMark writes the mark whole or not at all.
func writeMark(path string, state demoState) error {
	text, err := json.Marshal(state)
	if err != nil {
		return err
	}
	partial, err := os.CreateTemp(filepath.Dir(path), demoMark+".*.partial")
	if err != nil {
		return err
	}
	_, err = partial.Write(append(text, '\n'))
	err = errors.Join(err, partial.Sync(), partial.Close())
	if err == nil {
		err = os.Rename(partial.Name(), path)
	}
	if err != nil {
		os.Remove(partial.Name())
	}
	return err
}
