package local

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
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
	definitions *definitions.Definitions
	store       store.Store
	now         func() time.Time
	log         *slog.Logger
}

var _ platform.Engine = (*Platform)(nil)

// Open reads the definitions and opens the data in cfg.Dir. A mistake in the
// definitions is told with file and line; data of a newer version, of another
// program or in a folder that cannot be written to are refused.
func Open(ctx context.Context, cfg Config) (*Platform, error) {
	defined, err := definitions.Load(cfg.Definitions, Builtin(), cfg.Schemas)
	if err != nil {
		return nil, err
	}
	p := &Platform{definitions: defined, now: cfg.Now, log: cfg.Logger}
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
	p.log.Debug("local platform open", "datasets", len(defined.DataSets), "segments", len(defined.Segments), "mergePolicies", len(defined.MergePolicies))
	return p, nil
}

// Close waits for writes under way and closes the data.
func (p *Platform) Close() error { return p.store.Close() }

// Capabilities implements [platform.Engine].
func (p *Platform) Capabilities() platform.Capabilities {
	return platform.Capabilities{
		Engine: "local", Profiles: true, Events: true, EventCounts: true, EventChannels: true,
		Segments: true, MergePolicies: true, Namespaces: true,
		ComputedAttributes: len(p.definitions.Computed) > 0,
	}
}

// Segments implements [platform.Engine].
func (p *Platform) Segments(ctx context.Context) ([]*platform.Segment, error) {
	return p.definitions.Segments, ctx.Err()
}

// MergePolicies implements [platform.Engine].
func (p *Platform) MergePolicies(ctx context.Context) ([]*platform.MergePolicy, error) {
	return p.definitions.MergePolicies, ctx.Err()
}

// Namespaces implements [platform.Engine].
func (p *Platform) Namespaces(ctx context.Context) ([]platform.IdentityNamespace, error) {
	return p.definitions.Namespaces, ctx.Err()
}

// Definitions returns what the Platform is set up with. It is only to be read.
func (p *Platform) Definitions() *definitions.Definitions { return p.definitions }

// DataSets returns the names of the data sets, sorted.
func (p *Platform) DataSets() []string { return p.definitions.DataSetNames() }

// policy returns the merge policy of that ID.
func (p *Platform) policy(id platform.MergePolicyID) (*platform.MergePolicy, error) {
	policy, ok := p.definitions.MergePolicy(id)
	if !ok {
		return nil, platform.Invalidf("there is no such merge policy; see mergePolicies for those there are")
	}
	return policy, nil
}
