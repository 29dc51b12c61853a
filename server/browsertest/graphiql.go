package browsertest

import (
	"fmt"
	"strings"
	"testing"
)

// What GraphiQL's page is made of.
const (
	execute    = `button.graphiql-execute-button`
	response   = `.result-window`
	queryPane  = `.graphiql-query-editor .view-lines`
	examples   = `.activityhub-examples`
	tabs       = `.graphiql-tab`
	activeTab  = `.graphiql-tab-active`
	headerPane = `.graphiql-editor-tool .graphiql-editor:not(.hidden) .monaco-editor`
)

// secret is what the test types as a header, and must not find in storage.
const secret = "token-that-nobody-stores"

// RunGraphiQL opens the GraphiQL of the server at baseURL and uses it as a
// developer would. The example called exampleTitle, run with its button, must
// answer with wantInAnswer (white space aside) in the first lines of the
// response. Examples, explorer, documentation, history and themes must work; a
// second visit must find the user's own tabs; a header must not be stored; and
// the page must ask no other host for anything, nor report an error.
func RunGraphiQL(t *testing.T, baseURL, exampleTitle, wantInAnswer string) {
	t.Helper()
	page := Open(t, strings.TrimSuffix(baseURL, "/")+"/")
	var title string
	page.Evaluate("document.title", &title)
	if title != "Activity Hub" {
		t.Errorf("the page is titled %q, want Activity Hub", title)
	}
	runExample(page, exampleTitle, wantInAnswer)
	usePanes(page)
	switchThemes(page)
	comeBack(page)
	page.RequireClean()
}

func runExample(page *Page, title, want string) {
	page.t.Helper()
	page.See(examples) // open on the first visit
	page.Click(button(title))
	page.SeeText(queryPane, "# "+title)
	page.Screenshot("example")
	page.Click(execute)
	page.SeeText(response, want)
	page.Screenshot("answer")
}

// usePanes opens each pane of the side bar, and looks for what it must show: the
// explorer the fields of Query, the history the operation that was just run.
func usePanes(page *Page) {
	page.t.Helper()
	for _, pane := range []struct{ name, shows string }{
		{"GraphiQL Explorer", `.docExplorerWrap .graphiql-explorer-node`},
		{"Documentation Explorer", `.graphiql-doc-explorer-root-type`},
		{"History", `.graphiql-history-item`},
		{"Examples", examples},
	} {
		page.Click(fmt.Sprintf(`button[aria-label="Show %s"]`, pane.name))
		page.See(pane.shows)
		page.Screenshot("pane-" + strings.ReplaceAll(strings.ToLower(pane.name), " ", "-"))
	}
}

// switchThemes follows the system's theme, then overrides it in the settings.
func switchThemes(page *Page) {
	page.t.Helper()
	background := func() (color string) {
		page.t.Helper()
		page.Evaluate(`getComputedStyle(document.querySelector(".graphiql-container")).backgroundColor`, &color)
		return color
	}
	page.PreferColorScheme("light")
	light := background()
	page.PreferColorScheme("dark")
	dark := background()
	if light == dark {
		page.t.Errorf("the background is %s whichever theme the system prefers", light)
	}
	page.Screenshot("theme-system-dark")
	for _, theme := range []struct{ name, background string }{{"Light", light}, {"Dark", dark}, {"System", dark}} {
		page.Click(`button[data-value="settings"]`)
		page.Click(fmt.Sprintf(`//div[contains(@class,"graphiql-dialog")]//button[text()=%q]`, theme.name))
		page.Screenshot("theme-" + strings.ToLower(theme.name))
		if got := background(); got != theme.background {
			page.t.Errorf("with the theme %s the background is %s, want %s", theme.name, got, theme.background)
		}
		page.Click(`.graphiql-dialog-close`)
		page.Gone(`.graphiql-dialog`) // it gives the focus back when it goes
	}
	page.PreferColorScheme("light")
}

// comeBack runs a query of its own, with a header, in a tab of its own, and then
// visits the page again: the tab must be there, the header must not.
func comeBack(page *Page) {
	page.t.Helper()
	page.Click(`.graphiql-tab-add`)
	page.Click(`button[data-name="headers"]`)
	page.Type(headerPane, fmt.Sprintf(`{"X-Secret": %q}`, secret))
	page.SeeText(headerPane, secret)
	page.Type(`.graphiql-query-editor .monaco-editor`, "query MyOwn { __typename }")
	page.SeeText(activeTab, "MyOwn") // the tab knows the query by now, and so the header
	page.Click(execute)
	page.SeeText(response, `"__typename"`)
	for _, key := range []string{"tabState", "query", "queries"} { // stored half a second after a change
		page.Await(fmt.Sprintf(`localStorage.getItem("activityhub:graphiql:%s")?.includes("MyOwn")`, key))
	}
	var stored string
	page.Evaluate("JSON.stringify(localStorage)", &stored)
	if strings.Contains(stored, secret) {
		page.t.Errorf("local storage holds the header: %s", stored)
	}

	before := count(page, tabs)
	page.Reload()
	page.SeeText(activeTab, "MyOwn")
	page.SeeText(queryPane, "query MyOwn { __typename }")
	if after := count(page, tabs); after != before {
		page.t.Errorf("a later visit finds %d tabs, want the %d of before", after, before)
	}
	page.Click(execute)
	page.SeeText(response, `"__typename"`)
	page.Screenshot("later-visit")
}

func count(page *Page, selector string) (n int) {
	page.t.Helper()
	page.Evaluate(fmt.Sprintf("document.querySelectorAll(%q).length", selector), &n)
	return n
}

// button finds a button of the examples' pane by its text.
func button(text string) string {
	return fmt.Sprintf(`//section[@aria-label="Examples"]//button[normalize-space()=%s]`, literal(text))
}

// literal quotes text for XPath, which knows no escapes.
func literal(text string) string {
	if !strings.Contains(text, `"`) {
		return `"` + text + `"`
	}
	return `concat("` + strings.ReplaceAll(text, `"`, `", '"', "`) + `")`
}
