package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"activityhub/platform"
	"activityhub/platform/local"
)

type ingestCommand struct {
	Dataset string   `required:"" placeholder:"NAME" help:"Data set to store into, such as crm or web."`
	Rejects string   `placeholder:"FILE" help:"Where to write what cannot be stored, with the reasons; FILE.rejects.ndjson beside each file by default. One of an earlier run is replaced."`
	Files   []string `arg:"" name:"file" help:"Files with records or events: JSON, or NDJSON with one on each line. - is standard input."`
}

// Help is what kong prints below the summary.
func (ingestCommand) Help() string {
	return `Stores records or events in the embedded Platform; "serve" may run at the same time. What is stored already is recognised, so a file can be given again: after an interruption, or once its rejects were mended.

A record that cannot be stored never stops the others. It goes to the reject file, one JSON object a line: source, line, code, path, reason and the record.

Exit codes: 0 everything is stored; 1 something was rejected; 2 wrong usage; 3 it could not be done; 130 interrupted, with what was reported stored.

Examples:

    activityhub ingest --dataset crm customers.ndjson
    activityhub ingest --dataset web monday.ndjson tuesday.ndjson
    zcat events.ndjson.gz | activityhub ingest --dataset web --rejects bad.ndjson -`
}

// Run stores the files, one after the other.
func (c *ingestCommand) Run(ctx context.Context, p *program) error {
	if err := c.checkFiles(); err != nil {
		return err
	}
	store, err := p.openLocal(ctx, p.quietLogger())
	if err != nil {
		return err
	}
	defer store.Close()
	var shared *rejects
	if c.Rejects != "" {
		shared = &rejects{path: c.Rejects}
		if err := shared.try(); err != nil {
			return fmt.Errorf("%w; nothing was stored", err)
		}
	}
	var total local.IngestCounts
	var first firstReject
	for _, name := range c.Files {
		bad := shared
		if bad == nil {
			bad = &rejects{path: rejectsFor(name)}
		}
		counts, err := p.ingestFile(ctx, store, c.Dataset, name, bad, &first)
		total = add(total, counts)
		if ctx.Err() != nil {
			return &exitError{Interrupted, fmt.Sprintf("interrupted; %s; run the same command again to go on, what is stored is recognised", told(total))}
		}
		if errors.Is(err, platform.ErrInvalid) {
			return misasked(err)
		}
		if err != nil {
			return fmt.Errorf("%w; %s so far; run the same command again to go on, what is stored is recognised", err, told(total))
		}
	}
	if total.Rejected > 0 {
		return negative("%s rejected, the first in %s, line %d: %s; the reasons are in %s", of(total.Rejected, total.Read), first.Source, first.Line, first.told(), c.rejectsNamed())
	}
	return nil
}

func (c *ingestCommand) rejectsNamed() string {
	switch {
	case c.Rejects != "":
		return c.Rejects
	case len(c.Files) == 1:
		return rejectsFor(c.Files[0])
	}
	return "the .rejects.ndjson file beside each"
}

// ingestFile stores one file and tells how it goes.
func (p *program) ingestFile(ctx context.Context, store *local.Platform, dataset, name string, bad *rejects, first *firstReject) (counts local.IngestCounts, err error) {
	source, size, input, err := p.open(name)
	if err != nil {
		return counts, err
	}
	defer input.Close()
	defer func() { err = errors.Join(err, bad.Close()) }()

	g := p.progress(source)
	defer g.clear()
	counts, err = store.Ingest(ctx, dataset, input, local.IngestOptions{
		Source:  source,
		Rejects: io.MultiWriter(bad, first),
		Progress: func(n local.IngestCounts) {
			g.update(n.Bytes, size, told(n)+", "+perSecond(n.Read, g.elapsed()))
		},
	})
	if err == nil {
		err = bad.begin()
	}
	if err == nil {
		g.end(fmt.Sprintf("%s, in %s, %s", told(counts), g.elapsed().Round(time.Millisecond), perSecond(counts.Read, g.elapsed())))
	}
	return counts, err
}

// open opens an input and says what to call it and how long it is; 0 is
// unknown.
func (p *program) open(name string) (source string, size int64, input io.ReadCloser, err error) {
	if name == "-" {
		return "standard input", 0, io.NopCloser(p.stdin), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return "", 0, nil, err
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		size = info.Size()
	}
	return name, size, f, nil
}
