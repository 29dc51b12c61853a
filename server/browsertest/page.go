package browsertest

import (
	"context"
	_ "embed"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// A Page is a tab of a browser. Its methods fail the test when the page does not
// do what they ask within 30 seconds. Where they take a selector it is CSS, or
// XPath if it begins with a slash.
type Page struct {
	t      testing.TB
	ctx    context.Context
	record *record
}

// Open starts a browser, opens address in it, and waits until it is loaded. The
// browser ends with the test.
func Open(t testing.TB, address string) *Page {
	t.Helper()
	origin, err := url.Parse(address)
	if err != nil {
		t.Fatalf("the address of the page: %v", err)
	}
	page := &Page{t: t, ctx: start(t), record: newRecord(origin.Host)}
	page.record.listen(page.ctx)
	page.run("open "+address, chromedp.Navigate(address))
	return page
}

func (p *Page) run(what string, actions ...chromedp.Action) {
	p.t.Helper()
	ctx, cancel := deadline(p.t, p.ctx)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		p.Screenshot("failure")
		p.t.Fatalf("%s: %v\nproblems of the page so far: %q", what, err, p.Problems())
	}
}

// Reload loads the page again, as on a later visit.
func (p *Page) Reload() {
	p.t.Helper()
	p.run("reload", chromedp.Reload())
}

// still is the JavaScript function of a selector that says whether a click on
// its element would hit it now.
//
//go:embed still.js
var still string

// Click clicks with the mouse on the first element that the selector finds, once
// it is visible, keeps still, and has nothing in front of it.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.run("click on "+selector,
		chromedp.PollFunction(still, nil, chromedp.WithPollingArgs(selector), chromedp.WithPollingTimeout(stepTimeout)),
		chromedp.Click(selector, by(selector), chromedp.NodeVisible))
}

// See waits until an element that the selector finds is visible.
func (p *Page) See(selector string) {
	p.t.Helper()
	p.run("see "+selector, chromedp.WaitVisible(selector, by(selector)))
}

// SeeText waits until the element that the CSS selector finds shows text. White
// space is not compared, for editors render it in ways of their own.
func (p *Page) SeeText(selector, text string) {
	p.t.Helper()
	script := fmt.Sprintf(`(document.querySelector(%q)?.innerText ?? "").replace(/\s+/g, "").includes(%q.replace(/\s+/g, ""))`, selector, text)
	p.Await(script)
}

// Gone waits until no element is there that the selector finds.
func (p *Page) Gone(selector string) {
	p.t.Helper()
	p.run("see no "+selector, chromedp.WaitNotPresent(selector, by(selector)))
}

// Type clicks on the first element that the CSS selector finds, once it is wide
// enough to hold text, and enters text there, as if it were pasted.
func (p *Page) Type(selector, text string) {
	p.t.Helper()
	p.Await(fmt.Sprintf("document.querySelector(%q)?.clientWidth > 100", selector))
	p.Click(selector)
	p.Await(fmt.Sprintf("document.querySelector(%q).contains(document.activeElement) && document.activeElement.matches('input, textarea')", selector))
	p.run("type into "+selector, input.InsertText(text))
}

// Await waits until a JavaScript expression is true in the page.
func (p *Page) Await(condition string) {
	p.t.Helper()
	p.run("await "+condition, chromedp.Poll(condition, nil, chromedp.WithPollingTimeout(stepTimeout)))
}

// Evaluate runs JavaScript in the page and puts its value into result.
func (p *Page) Evaluate(script string, result any) {
	p.t.Helper()
	p.run("evaluate "+script, chromedp.Evaluate(script, result))
}

// PreferColorScheme makes the system's theme "light" or "dark".
func (p *Page) PreferColorScheme(scheme string) {
	p.t.Helper()
	p.run("prefer "+scheme, emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme},
	}))
}

// Screenshot saves a picture of the page as name.png, if pictures are wanted.
func (p *Page) Screenshot(name string) {
	p.t.Helper()
	if screenshots() == "" {
		return
	}
	ctx, cancel := deadline(p.t, p.ctx)
	defer cancel()
	var picture []byte
	err := chromedp.Run(ctx, chromedp.CaptureScreenshot(&picture))
	if err == nil {
		err = os.WriteFile(filepath.Join(screenshots(), name+".png"), picture, 0o644)
	}
	if err != nil {
		p.t.Logf("no picture %s: %v", name, err)
	}
}

// Requests returns the addresses that the page and its workers asked for, in
// order, without data: and blob:, which go nowhere.
func (p *Page) Requests() []string { return p.record.all() }

// Problems returns what is wrong with the page so far: what it or its workers
// asked of another host, errors on the console, answers with an error status,
// and violations of the content security policy.
func (p *Page) Problems() []string { return p.record.wrong() }

// RequireClean fails the test if the page has problems.
func (p *Page) RequireClean() {
	p.t.Helper()
	if problems := p.Problems(); len(problems) > 0 {
		p.t.Errorf("the page is not clean:\n%s", strings.Join(problems, "\n"))
	}
}

// by picks the kind of query that a selector is written for.
func by(selector string) chromedp.QueryOption {
	if strings.HasPrefix(selector, "/") {
		return chromedp.BySearch
	}
	return chromedp.ByQuery
}
