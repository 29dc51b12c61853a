package adobe

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"activityhub/platform"
)

// known is what an engine keeps of the definitions that look-ups need: as they
// were listed last, by whomever. The zero value knows nothing.
type known struct {
	codes    atomic.Pointer[map[platform.Namespace]platform.Namespace] // :: folded code → code as it is registered
	policies atomic.Pointer[listedPolicies]
}

type listedPolicies struct {
	all []*platform.MergePolicy
	at  time.Time
}

// policiesLife is how old the merge policies may get before a look-up that
// needs them lists them again.
const policiesLife = 5 * time.Minute

func (k *known) namespaces(all []platform.IdentityNamespace) {
	codes := make(map[platform.Namespace]platform.Namespace, len(all))
	for _, n := range all {
		codes[n.Code.Fold()] = n.Code
	}
	k.codes.Store(&codes)
}

func (k *known) mergePolicies(all []*platform.MergePolicy) {
	k.policies.Store(&listedPolicies{all: all, at: time.Now()})
}

// A spelling writes codes of namespaces as they are registered. Of a Platform
// that does not list them it leaves them as they come.
type spelling map[platform.Namespace]platform.Namespace

func (s spelling) of(code platform.Namespace) platform.Namespace {
	if registered, ok := s[code.Fold()]; ok {
		return registered
	}
	return platform.Namespace(strings.Clone(string(code)))
}

// linked returns identities as a profile gives them: registered codes, in order,
// without repeats, with texts of their own.
func (s spelling) linked(wire []platform.LinkedIdentity) []platform.LinkedIdentity {
	all := make([]platform.LinkedIdentity, len(wire))
	for i, identity := range wire {
		identity.Namespace = s.of(identity.Namespace)
		identity.ID = strings.Clone(identity.ID)
		all[i] = identity
	}
	slices.SortStableFunc(all, func(a, b platform.LinkedIdentity) int { return a.Compare(b.Identity) })
	distinct := all[:0]
	for _, identity := range all {
		if last := len(distinct) - 1; last >= 0 && distinct[last].Compare(identity.Identity) == 0 {
			distinct[last].Primary = distinct[last].Primary || identity.Primary
			continue
		}
		distinct = append(distinct, identity)
	}
	return distinct
}

// spelling returns that of this Platform. The namespaces are listed if nobody
// did yet.
func (e *Engine) spelling(ctx context.Context) (spelling, error) {
	if codes := e.known.codes.Load(); codes != nil {
		return *codes, nil
	}
	_, err := e.Namespaces(ctx) // which keeps them
	if errors.Is(err, platform.ErrUnsupported) {
		e.known.namespaces(nil)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return *e.known.codes.Load(), nil
}

// policyID returns the merge policy to name in a look-up: the one asked for, or
// else the default one. It is "" where the Platform lists none, or none as the
// default: then the Platform decides, or refuses.
//
// Source: Entities guide: without a policy, the default one of the class rules.
func (e *Engine) policyID(ctx context.Context, asked platform.MergePolicyID) (platform.MergePolicyID, error) {
	if asked != "" {
		return asked, nil
	}
	if e.cfg.MergePolicy != "" {
		return e.cfg.MergePolicy, nil
	}
	all, err := e.listed(ctx)
	if err != nil && !errors.Is(err, platform.ErrUnsupported) {
		return "", err
	}
	for _, p := range all {
		if p.Default {
			return p.ID, nil
		}
	}
	return "", nil
}

// linkedCount reports whether records of linked identities count under a merge
// policy, so that two identities of one person have equal answers. Of a policy
// that nothing is known of they may not.
func (e *Engine) linkedCount(ctx context.Context, id platform.MergePolicyID) bool {
	all, err := e.listed(ctx)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(all, func(p *platform.MergePolicy) bool { return p.ID == id && p.IdentityGraph == "pdg" })
}

// listed returns the merge policies. They are listed if nobody did for a while;
// where that fails the old ones stay.
func (e *Engine) listed(ctx context.Context) ([]*platform.MergePolicy, error) {
	last := e.known.policies.Load()
	if last != nil && time.Since(last.at) < policiesLife {
		return last.all, nil
	}
	all, err := e.MergePolicies(ctx) // which keeps them
	if err != nil && last != nil {
		e.known.mergePolicies(last.all)
		return last.all, nil
	}
	return all, err
}
