package demo

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
)

// WriteDir writes every data set to dir, as DATASET.ndjson each, and makes dir
// if it is missing. A file takes its name only when it is complete, so one that
// is there is whole. Progress counts customers over all data sets.
func WriteDir(ctx context.Context, cfg Config, dir string) error {
	if err := cfg.check(); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for i, d := range datasets {
		part := cfg
		if cfg.Progress != nil {
			part.Progress = func(done, total int) { cfg.Progress(i*total+done, len(datasets)*total) }
		}
		if err := writeFile(ctx, part, d.name, filepath.Join(dir, d.name+".ndjson")); err != nil {
			return err
		}
	}
	return nil
}

func writeFile(ctx context.Context, cfg Config, name, path string) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), name+".*.partial")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	w := bufio.NewWriterSize(f, 1<<20)
	if err := Stream(ctx, cfg, name, w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
