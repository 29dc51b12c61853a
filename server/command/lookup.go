package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"activityhub/platform"
	"activityhub/platform/curated"
	"activityhub/platform/local"
)

type lookupCommand struct {
	JSON        bool   `name:"json" help:"Print one JSON object, with everything that is known of the person."`
	MergePolicy string `placeholder:"ID" help:"Merge policy to look under; the default one of the Platform unless named."`
	Events      int    `default:"10" placeholder:"N" help:"How many of the latest events to show, 0 to 100; 10 by default."`
	Identity    string `arg:"" help:"Any identity of the person, written NAMESPACE:ID."`
}

// Help is what kong prints below the summary.
func (lookupCommand) Help() string {
	return `Shows one profile: identities, key attributes, scores, segments and latest events, from the embedded Platform in the data folder or, with --engine adobe, from Adobe Experience Platform. "serve" may run at the same time. Where Adobe has no event look-up, the rest is shown.

Exit codes: 0 found; 1 nothing is known of the identity; 2 wrong usage, such as an unknown namespace; 3 it could not be looked up.

Examples:

    activityhub lookup CRMID:C000001
    activityhub lookup Email:ada@example.com --events 50
    activityhub lookup CRMID:C000001 --merge-policy no-stitch --json
    activityhub lookup Email:ada@example.com --engine adobe --config hub.yaml`
}

// found is what a look-up shows.
type found struct {
	profile  *platform.Profile
	standing []platform.SegmentMembership
	segments map[platform.SegmentKey]*platform.Segment
	events   []*platform.Event
	noEvents bool // the engine cannot look events up
	rules    *curated.Rules
}

// Run looks the profile up and prints it.
func (c *lookupCommand) Run(ctx context.Context, p *program) error {
	identity, err := platform.ParseIdentity(c.Identity)
	if err != nil {
		return misasked(err)
	}
	if c.Events < 0 || c.Events > platform.MaxEventsPerProfile {
		return usage("--events is not right; it is a whole number from 0 to %d", platform.MaxEventsPerProfile)
	}
	engine, err := p.openLookup(ctx)
	if err != nil {
		return err
	}
	defer engine.Close()
	f, err := c.find(ctx, engine, identity)
	if err = misasked(err); err != nil && p.settings.Settings.Engine == adobeEngine {
		err = troubled(err)
	}
	if err != nil {
		return err
	}
	f.rules = &p.settings.Settings.Curated
	if c.JSON {
		return f.printJSON(p.stdout)
	}
	return f.print(p.stdout)
}

// openLookup returns the engine to look in: an embedded Platform only if there
// is one.
func (p *program) openLookup(ctx context.Context) (platform.Engine, error) {
	s := p.settings.Settings
	if s.Engine == adobeEngine {
		return p.openAdobe(p.silentLogger())
	}
	if _, err := os.Stat(filepath.Join(s.Data, local.FileName)); err != nil {
		return nil, fmt.Errorf("there is nothing to look in: %s in folder %s: %w; name the data folder with --data", local.FileName, s.Data, reason(err))
	}
	return p.openLocal(ctx, p.quietLogger())
}

func (c *lookupCommand) find(ctx context.Context, engine platform.Engine, identity platform.Identity) (*found, error) {
	hub, err := platform.NewClient(platform.Config{Engine: engine})
	if err != nil {
		return nil, err
	}
	policy := platform.MergePolicyID(c.MergePolicy)
	ids := []platform.Identity{identity}
	profiles, err := hub.Profiles(ctx, platform.ProfilesRequest{Identities: ids, MergePolicy: policy})
	if err != nil {
		return nil, platform.ErrorFor(err, identity)
	}
	f := &found{profile: profiles[identity]}
	if f.profile == nil {
		return nil, negative("nothing is known of this %s identity; values are compared exactly, case included", identity.Namespace)
	}
	if f.standing, err = platform.Memberships(f.profile.Attributes, time.Now()); err != nil {
		return nil, fmt.Errorf("the segment memberships cannot be read: %w", err)
	}
	if f.segments, err = hub.SegmentsByKey(ctx); err != nil && !errors.Is(err, platform.ErrUnsupported) {
		return nil, err
	}
	pages, err := hub.Events(ctx, platform.EventsRequest{Identities: ids, MergePolicy: policy, Order: platform.NewestFirst, Limit: c.Events})
	if errors.Is(err, platform.ErrUnsupported) {
		f.noEvents = true
		return f, nil
	}
	if err != nil {
		return nil, platform.ErrorFor(err, identity)
	}
	if page := pages[identity]; page != nil {
		f.events = page.Events
	}
	return f, nil
}

// misasked makes a fault of the caller one of usage, and leaves the rest.
func misasked(err error) error {
	var failed *platform.Error
	if errors.Is(err, platform.ErrInvalid) && errors.As(err, &failed) {
		return usage("%s", failed.Message)
	}
	return err
}
