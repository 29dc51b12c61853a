package adobe

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"activityhub/platform/xdm"
)

// A Level says how a check of [Engine.Inspect] went.
type Level string

// The levels.
const (
	OK      Level = "OK"
	Warning Level = "Warning" // something is missing that the hub can do without
	Failed  Level = "Failed"
	Skipped Level = "Skipped" // an earlier failure leaves nothing to check
)

// A Finding is the outcome of one check. It holds no secret, no personal value
// and no text of Adobe's.
type Finding struct {
	Check string // what was looked at, such as "merge policies"
	Level Level
	Found string // in plain words
	Do    string // what to do about it; "" if nothing
}

// Inspect checks, step by step, whether the engine can work: settings, sign-in,
// gateway, sandbox, and every capability. It asks the Platform afresh, whatever
// calls have shown before, and looks nobody up: the one identity that it names
// belongs to no one.
func (e *Engine) Inspect(ctx context.Context) []Finding {
	beside, done := e.aside(30 * time.Second)
	defer done()
	i := inspection{Engine: beside}
	for _, step := range []struct {
		checks []string
		run    func(context.Context) (goOn bool)
	}{
		{[]string{"settings"}, i.settings},
		{[]string{"sign-in"}, i.signIn},
		{[]string{"gateway", "sandbox"}, i.gateway},
		{[]string{"profile look-up"}, i.profiles},
		{[]string{"merge policies"}, i.policies},
		{[]string{"namespaces"}, i.namespaces},
		{[]string{"event look-up"}, i.events},
		{[]string{"segments"}, i.segments},
		{[]string{"computed attributes"}, i.computed},
		{[]string{"union of profiles"}, i.union("profile")},
		{[]string{"union of events"}, i.union("experienceevent")},
	} {
		if i.blocked == "" {
			if !step.run(ctx) {
				i.blocked = i.findings[len(i.findings)-1].Check
			}
		}
		for _, check := range step.checks {
			if !slices.ContainsFunc(i.findings, func(f Finding) bool { return f.Check == check }) {
				i.add(check, Skipped, advice{found: "not checked, because of " + i.blocked})
			}
		}
	}
	return i.findings
}

// An inspection is one run of Inspect. Its steps return false if nothing after
// them makes sense.
type inspection struct {
	*Engine
	findings []Finding
	blocked  string // check that failed so that nothing after it makes sense; "" if none did
}

func (i *inspection) add(check string, level Level, a advice) {
	i.findings = append(i.findings, Finding{Check: check, Level: level, Found: a.found, Do: a.do})
}

// settings looks at what New accepts and may be wrong all the same.
func (i *inspection) settings(context.Context) bool {
	platform := i.bases[platformService]
	found := fmt.Sprintf("%s, sandbox %s", platform.host, i.cfg.sandbox())
	switch {
	case len(i.cfg.Scopes) == 0:
		i.add("settings", Warning, advice{found + "; no scopes are set", "set the scopes that the credential's page in the Developer Console lists"})
	case platform.host == "platform.adobe.io" && i.cfg.IdentityURL == "":
		i.add("settings", Warning, advice{found + "; the Identity Service of a region is not set", "set the identity URL of the organisation's region, such as https://platform-va7.adobe.io: without a region, calls to that service may fail"})
	default:
		i.add("settings", OK, advice{found: found})
	}
	return true
}

func (i *inspection) signIn(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if _, err := i.tokens.Token(ctx); err != nil {
		i.add("sign-in", Failed, explain(err, "the sign-in URL"))
		return false
	}
	i.add("sign-in", OK, advice{found: "the client id and secret are accepted"})
	return true
}

// gateway asks for the sandboxes that the credential may use, which shows
// whether the gateway lets it in at all.
//
// Source: Sandbox API guide, list available sandboxes.
func (i *inspection) gateway(ctx context.Context) bool {
	a, err := i.send(ctx, call{op: "Inspect", method: http.MethodGet, path: "/data/foundation/sandbox-management/", abroad: true})
	switch {
	case err != nil && !forbidden(err):
		i.add("gateway", Failed, explain(err, "the base URL"))
		return false
	case statusOf(err) == http.StatusNotFound:
		i.add("gateway", Warning, advice{"what answers lists no sandboxes, which the Platform's gateway does", "look at the base URL, if what follows fails"})
		i.add("sandbox", Skipped, advice{found: "not checked, because of gateway"})
		return true
	case err != nil:
		i.add("gateway", OK, advice{found: "the token, the API key and the organisation are accepted"})
		i.add("sandbox", Warning, advice{"the credential may not list sandboxes, so that of the settings was not checked", "look at the sandbox in the settings if what follows fails"})
		return true
	}
	i.add("gateway", OK, advice{found: "the token, the API key and the organisation are accepted"})
	return i.sandbox(a.body)
}

// sandbox looks for the sandbox of the settings in the list of those that the
// credential may use.
func (i *inspection) sandbox(body string) bool {
	var names []string
	root, err := xdm.TrustedObject(body)
	list, _ := root.Get("sandboxes").Array()
	for _, v := range list {
		o, err := v.Object()
		name := o.Get("name").Text()
		if err != nil || !sandboxForm.MatchString(name) {
			continue
		}
		if name != i.cfg.sandbox() {
			names = append(names, name)
			continue
		}
		if state := o.Get("state").Text(); state != "" && state != "active" {
			i.add("sandbox", Failed, advice{"the sandbox is not active", "wait until it is made, or name another one in the settings"})
			return false
		}
		i.add("sandbox", OK, advice{found: "the credential may use " + name})
		return true
	}
	if more := !root.At("_links.next").Absent(); err != nil || len(names) == 0 || more {
		i.add("sandbox", Warning, advice{"the list of sandboxes says nothing of that of the settings", "look at the sandbox in the settings if what follows fails"})
		return true
	}
	i.add("sandbox", Failed, advice{
		fmt.Sprintf("the credential may not use sandbox %s, or there is none", i.cfg.sandbox()),
		"name one of those it may use in the settings, " + strings.Join(names, ", ") + ", or ask the administrator for a role in this one",
	})
	return false
}
