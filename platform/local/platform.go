package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"activityhub/platform"
	"activityhub/platform/local/definitions"
	"activityhub/platform/local/store"
)

// FileName is the name of the store in the folder of the data.
const FileName = store.FileName

// Config says where a local Platform is and what it is set up with. Zero fields
// mean what is said.
type Config struct {
	Dir         string            // folder of the data, made if it is not there; required
	Definitions fs.FS             // folder of definitions; a file it lacks, or all if nil, is the built-in one
	Schemas     map[string][]byte // XDM schemas by name, used where Definitions has none; "profile" and "experienceevent" are needed by the built-in data sets
	Synchronous string            // "FULL" or "NORMAL"; see store.Config; "" means FULL
	Now         func() time.Time  // the clock; nil means time.Now
	Logger      *slog.Logger      // nil means slog.Default
}

// A Platform is a local Platform that is open. It is a [platform.Engine], and
// safe for concurrent use; several processes may have the same folder open.
type Platform struct {
	definitions atomic.Pointer[definitions.Definitions] // in force; a call takes them once
	store       store.Store
	now         func() time.Time
	log         *slog.Logger

	redefining sync.Mutex // held to change what follows, and definitions
	source     *definitions.Source
	written    []definitions.Written // what was written instead of what the files say
	revision   int64                 // of written
}

var _ platform.Engine = (*Platform)(nil)

// Open reads the definitions and opens the data in cfg.Dir, where definitions
// are that were written over REST: they count in place of those in files. A
// mistake in the definitions is told with file and line; data of a newer
// version, of another program or in a folder that cannot be written to are
// refused.
func Open(ctx context.Context, cfg Config) (*Platform, error) {
	p := &Platform{source: definitions.NewSource(cfg.Definitions, Builtin(), cfg.Schemas), now: cfg.Now, log: cfg.Logger}
	if _, err := os.Stat(filepath.Join(cfg.Dir, FileName)); err != nil {
		// There is nothing written, and no store is made for files that are wrong.
		if _, err := p.source.Load(nil); err != nil {
			return nil, err
		}
	}
	if p.now == nil {
		p.now = time.Now
	}
	if p.log == nil {
		p.log = slog.Default()
	}
	kept, err := store.OpenSQLite(ctx, store.Config{Dir: cfg.Dir, Synchronous: cfg.Synchronous, Now: p.now})
	if err != nil {
		return nil, fmt.Errorf("local platform: %w", err)
	}
	p.store = kept
	if err := p.reload(ctx); err != nil {
		return nil, errors.Join(err, kept.Close())
	}
	defined := p.Definitions()
	p.log.Debug("local platform open", "written", len(p.written), "datasets", len(defined.DataSets), "segments", len(defined.Segments), "mergePolicies", len(defined.MergePolicies))
	return p, nil
}

// Close waits for writes under way and closes the data.
func (p *Platform) Close() error { return p.store.Close() }

// Capabilities implements [platform.Engine].
func (p *Platform) Capabilities() platform.Capabilities {
	return platform.Capabilities{
		Engine: "local", Profiles: true, Events: true, EventCounts: true, EventChannels: true,
		Segments: true, MergePolicies: true, Namespaces: true,
		ComputedAttributes: len(p.Definitions().Computed) > 0,
	}
}

// Segments implements [platform.Engine].
func (p *Platform) Segments(ctx context.Context) ([]*platform.Segment, error) {
	return p.Definitions().Segments, ctx.Err()
}

// MergePolicies implements [platform.Engine].
func (p *Platform) MergePolicies(ctx context.Context) ([]*platform.MergePolicy, error) {
	return p.Definitions().MergePolicies, ctx.Err()
}

// Namespaces implements [platform.Engine].
func (p *Platform) Namespaces(ctx context.Context) ([]platform.IdentityNamespace, error) {
	return p.Definitions().Namespaces, ctx.Err()
}

// Definitions returns what the Platform is set up with: the same until it is
// changed with Redefine. It is only to be read.
func (p *Platform) Definitions() *definitions.Definitions { return p.definitions.Load() }

// DataSets returns the names of the data sets, sorted.
func (p *Platform) DataSets() []string { return p.Definitions().DataSetNames() }

// policyOf returns the merge policy of that ID.
func policyOf(defined *definitions.Definitions, id platform.MergePolicyID) (*platform.MergePolicy, error) {
	policy, ok := defined.MergePolicy(id)
	if !ok {
		return nil, platform.Invalidf("there is no such merge policy; see mergePolicies for those there are")
	}
	return policy, nil
}
