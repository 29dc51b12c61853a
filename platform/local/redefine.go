package local

import (
	"context"
	"fmt"

	"activityhub/platform"
	"activityhub/platform/local/definitions"
	"activityhub/platform/local/store"
)

// Redefine changes what the Platform is set up with. change is given the
// definitions in force and returns what is to be written of them or deleted; it
// is called again where another process was first. What comes of it is checked
// like the files of definitions, made durable, and then in force: it survives
// restarts, counts in place of the files, and is seen by other processes when
// they open the Platform next. Calls take their turn; look-ups do not wait, and
// an Ingest under way goes on with the definitions that it began with.
//
// It returns the definitions in force from now on. An error of change is
// returned as it is; no changes change nothing. Other errors are [platform.ErrInvalid] where the definitions
// would be wrong, [platform.ErrConflict] where something depends on what is
// deleted, such as the data of a data set, and those of the store.
func (p *Platform) Redefine(ctx context.Context, change func(*definitions.Definitions) ([]definitions.Change, error)) (*definitions.Definitions, error) {
	p.redefining.Lock()
	defer p.redefining.Unlock()
	for {
		changes, err := change(p.Definitions())
		if err != nil || len(changes) == 0 {
			return p.Definitions(), err
		}
		made, err := p.source.Change(p.Definitions(), p.written, changes)
		if err != nil {
			return nil, err
		}
		asked := store.Redefinition{Revision: p.revision, Written: make([]store.Definition, len(made.Written)), Empty: made.Emptied}
		for i, w := range made.Written {
			asked.Written[i] = store.Definition(w)
		}
		became, err := p.store.Define(ctx, asked)
		if err != nil {
			return nil, err
		}
		switch became {
		case store.Kept:
			p.written, p.revision = made.All, p.revision+1
			p.definitions.Store(made.Definitions)
			p.log.Debug("definitions changed", "revision", p.revision, "written", len(made.Written))
			return made.Definitions, nil
		case store.NotEmpty:
			return nil, &platform.Error{Kind: platform.ErrConflict, Message: "the data set holds records or events: a data set is deleted only while it is empty"}
		case store.Outdated:
			if err := p.reload(ctx); err != nil {
				return nil, err
			}
		}
	}
}

// reload reads what was written, by this process or another, and puts it in
// force.
func (p *Platform) reload(ctx context.Context) error {
	kept, revision, err := p.store.Definitions(ctx)
	if err != nil {
		return fmt.Errorf("local platform: %w", err)
	}
	written := make([]definitions.Written, len(kept))
	for i, one := range kept {
		written[i] = definitions.Written(one)
	}
	defined, err := p.source.Load(written)
	if err != nil {
		return err
	}
	p.written, p.revision = written, revision
	p.definitions.Store(defined)
	return nil
}
