// Package cached keeps what another engine answered, for as long as it may be
// served again.
//
//	engine, err := cached.New(cached.Config{Engine: slow, Scope: tenantSandboxAndCredential})
//	client, err := platform.NewClient(platform.Config{Engine: engine})
//
// Profiles and pages of events are kept; definitions pass through, since
// [platform.Client] keeps those. An answer is fresh for a while, then stale: a
// stale one is served while it is read again, and in place of a failure. How old
// an answer is stands on its [platform.Freshness], and [platform.WithMaxAge] says
// how old it may be.
//
// A record is what is kept under one key: variants of one answer, each of
// another shape, which is the projection and, for events, how many. A call is
// one call of the engine behind, under way, for several identities; whoever asks
// for one of them meanwhile waits for it. A visit is one caller's way through the
// calls it waits for.
//
// Calls belong to nobody: a caller that goes away, runs out of time or began
// first takes nobody with it, and a call ends early when nobody is left. Whether
// a caller may see an answer is for those above to decide, for each caller anew.
package cached
