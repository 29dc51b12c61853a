// Package browsertest drives pages of the hub in a real browser.
//
// A [Page] is a tab of a fresh Chromium. It keeps what the page asked for and
// what went wrong in it: requests to other hosts, errors on the console, and
// violations of the content security policy, its workers' included. A test ends
// by asking that there were none:
//
//	page := browsertest.Open(t, server.URL)
//	page.Click(`//button[text()="Run"]`)
//	page.RequireClean()
//
// Where no Chromium is installed the test is skipped, and says so; with
// TEST_NOSKIP=1 in the environment it fails instead. A folder named by
// TEST_SCREENSHOTS receives a picture of each step that asks for one.
package browsertest
