package local

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"
	"unicode/utf8"

	"activityhub/platform"
	"activityhub/platform/local/nearest"
	"activityhub/platform/local/schema"
	"activityhub/platform/local/store"
)

// IngestOptions says how to read a stream of records. Zero fields mean what is
// said.
type IngestOptions struct {
	Source   string             // name of the stream in rejects, such as the file; "" if it has none
	Rejects  io.Writer          // gets a [Reject] as one line of JSON for each record refused; nil keeps none
	Progress func(IngestCounts) // called each time that a group of records became durable; nil for nobody
	TakenAt  time.Time          // when the stream was written, if that is known: counts as now where the clock is behind it
}

// IngestCounts says what became of the records read so far. All that it counts
// is durable.
type IngestCounts struct {
	Read       int   // all below
	Stored     int   // kept, as new or in place of what was there
	Duplicates int   // the same was kept already: a success that changed nothing
	Stale      int   // changed in its source before what is kept: a success whose identities alone counted
	Rejected   int   // refused, see IngestOptions.Rejects
	Bytes      int64 // of the stream
}

// A Reject is a record that was refused, as one line of IngestOptions.Rejects.
type Reject struct {
	Source  string          `json:"source,omitempty"`
	Line    int             `json:"line"` // where the record begins, from 1
	DataSet string          `json:"dataset"`
	Code    string          `json:"code"`
	Path    string          `json:"path,omitempty"` // XDM path; "" if it is about the whole record
	Reason  string          `json:"reason"`
	Record  json.RawMessage `json:"record,omitempty"` // as it came, if it is valid JSON in UTF-8 and not too large
}

// Ingest reads records or events of a data set: JSON objects one a line
// (NDJSON), one after the other, or in an array. Each is checked, its identities
// are linked, and it is stored; a record replaces the one that the data set has
// under the same primary identity. A record that cannot be stored is written to
// the rejects and stops nothing.
//
// What the counts say is durable, also if Ingest returns an error. When ctx
// ends it finishes the group under way and returns the error of ctx; reading
// the same stream again then finds duplicates, loses nothing and doubles
// nothing. A read of r that blocks is not interrupted, it is left behind.
func (p *Platform) Ingest(ctx context.Context, dataset string, r io.Reader, options IngestOptions) (IngestCounts, error) {
	defined := p.Definitions()
	set, ok := defined.DataSets[dataset]
	if !ok {
		names := defined.DataSetNames()
		return IngestCounts{}, platform.Invalidf("there is no data set %q; the data sets are %s%s", dataset, strings.Join(names, ", "), nearest.Hint(dataset, names))
	}
	now := p.now()
	if options.TakenAt.After(now) {
		now = options.TakenAt
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	in := &intake{
		store: p.store, dataset: dataset, options: options,
		reader: &reader{set: set, definitions: defined, now: now},
	}
	err := in.run(ctx, r)
	p.log.Debug("ingested", "dataset", dataset, "read", in.counts.Read, "stored", in.counts.Stored, "rejected", in.counts.Rejected, "failed", err != nil)
	return in.counts, err
}

// groupSize is how many records become durable together.
const groupSize = 2000

// intake is one call of Ingest. Records are cut into chunks, checked by as many
// goroutines as there are processors, and stored in the order they came.
type intake struct {
	store   store.Store
	dataset string
	options IngestOptions
	reader  *reader
	counts  IngestCounts
	group   []checked // ready to be stored
	bytes   int64     // read up to the end of group
}

func (in *intake) run(ctx context.Context, r io.Reader) error {
	chunks := cut(ctx, r, in.reader, runtime.GOMAXPROCS(0))
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case pending, ok := <-chunks:
			if !ok {
				return in.flush(ctx)
			}
			var c chunk
			select {
			case <-ctx.Done():
				return ctx.Err()
			case c = <-pending:
			}
			in.group = append(in.group, c.records...)
			in.bytes = c.read
			if c.err != nil {
				if err := in.flush(ctx); err != nil {
					return err
				}
				return fmt.Errorf("reading the records: %w", c.err)
			}
			if len(in.group) >= groupSize {
				if err := in.flush(ctx); err != nil {
					return err
				}
			}
		}
	}
}

// flush makes the group durable, then counts it and writes its rejects.
func (in *intake) flush(ctx context.Context) error {
	entries := make([]store.Entry, 0, len(in.group))
	for i := range in.group {
		if in.group[i].problem == nil {
			entries = append(entries, in.group[i].entry)
		}
	}
	outcomes, err := in.store.Write(ctx, entries)
	if err != nil {
		return err
	}
	for i := range in.group {
		record := &in.group[i]
		if record.problem == nil {
			var outcome store.Outcome
			outcome, outcomes = outcomes[0], outcomes[1:]
			in.count(record, outcome)
		}
		if record.problem != nil {
			in.counts.Rejected++
		}
		in.counts.Read++
	}
	in.counts.Bytes = in.bytes
	for i := range in.group {
		if in.group[i].problem != nil {
			if err := in.reject(&in.group[i]); err != nil {
				return err
			}
		}
	}
	if in.options.Progress != nil && len(in.group) > 0 {
		in.options.Progress(in.counts)
	}
	in.group = in.group[:0]
	return nil
}

func (in *intake) count(record *checked, outcome store.Outcome) {
	switch outcome {
	case store.Stored:
		in.counts.Stored++
	case store.Duplicate:
		in.counts.Duplicates++
	case store.Stale:
		in.counts.Stale++
	case store.Conflict:
		record.problem = &schema.Problem{Code: CodeEventIDConflict, Path: "_id", Reason: "another event is stored under this _id: an event never changes, so a different one needs an _id of its own"}
	}
}

func (in *intake) reject(record *checked) error {
	if in.options.Rejects == nil {
		return nil
	}
	line := Reject{
		Source: in.options.Source, Line: record.item.Line, DataSet: in.dataset,
		Code: record.problem.Code, Path: record.problem.Path, Reason: record.problem.Reason,
	}
	if raw := record.item.Raw; raw != "" && len(raw) <= MaxRecordSize && utf8.ValidString(raw) {
		line.Record = json.RawMessage(raw)
	}
	text, err := json.Marshal(line)
	if err == nil {
		_, err = in.options.Rejects.Write(append(text, '\n'))
	}
	if err != nil {
		return fmt.Errorf("the rejects cannot be written: %w", err)
	}
	return nil
}
