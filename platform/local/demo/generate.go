package demo

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Reference is the instant at which the data were taken. Every event, record
// and score lies before it.
var Reference = time.Date(2026, time.June, 1, 0, 0, 0, 0, time.UTC)

// DefaultProfiles is how many customers there are unless told otherwise.
const DefaultProfiles = 1000

// MaxProfiles is how many customers six digits can number.
const MaxProfiles = 999_999

// A Config says what to make.
type Config struct {
	Profiles int                   // customers, 1 to MaxProfiles; 0 means DefaultProfiles
	Progress func(done, total int) // called as customers are finished, of one data set each; may be nil
}

func (c Config) profiles() int { return cmp.Or(c.Profiles, DefaultProfiles) }

func (c Config) check() error {
	if n := c.profiles(); n < 1 || n > MaxProfiles {
		return fmt.Errorf("demonstration data have 1 to %d profiles, not %d", MaxProfiles, n)
	}
	return nil
}

// A dataset makes what one data set knows of a customer: no, one or many
// documents.
type dataset struct {
	name    string
	produce func(c *customer) []doc
}

// datasets are in the order in which to load them: people before what they did.
var datasets = []dataset{
	{"crm", crmRecords},
	{"loyalty", loyaltyRecords},
	{"scores", scoreRecords},
	{"web", webEvents},
	{"commerce", commerceEvents},
	{"email", emailEvents},
	{"support", supportEvents},
}

// Datasets returns the names of the data sets, in the order to load them.
func Datasets() []string {
	names := make([]string, len(datasets))
	for i, d := range datasets {
		names[i] = d.name
	}
	return names
}

// NewReader returns the data set of that name as NDJSON. Customers are made as
// they are read, so memory does not grow with their number.
func NewReader(cfg Config, name string) (io.Reader, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(datasets, func(d dataset) bool { return d.name == name })
	if i < 0 {
		return nil, fmt.Errorf("no data set %q in the demonstration data; there are %s", name, strings.Join(Datasets(), ", "))
	}
	return &reader{dataset: datasets[i], total: cfg.profiles(), progress: cfg.Progress}, nil
}

// Stream writes the data set of that name to w as NDJSON.
func Stream(ctx context.Context, cfg Config, name string, w io.Writer) error {
	r, err := NewReader(cfg, name)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, cancellable{ctx, r})
	return err
}

// reader makes one customer at a time, when what it has is used up.
type reader struct {
	dataset  dataset
	done     int // customers made so far
	total    int
	progress func(done, total int)
	lines    bytes.Buffer
}

func (r *reader) Read(p []byte) (int, error) {
	for r.lines.Len() == 0 {
		if r.done == r.total {
			return 0, io.EOF
		}
		r.done++
		if err := writeLines(&r.lines, r.dataset.produce(newCustomer(r.done))); err != nil {
			return 0, fmt.Errorf("data set %s, customer %d: %w", r.dataset.name, r.done, err)
		}
		if r.progress != nil {
			r.progress(r.done, r.total)
		}
	}
	return r.lines.Read(p)
}

// cancellable stops reading when its context ends.
type cancellable struct {
	ctx context.Context
	io.Reader
}

func (c cancellable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.Reader.Read(p)
}
