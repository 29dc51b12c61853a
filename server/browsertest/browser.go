package browsertest

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// names under which distributions install the browser, in order of preference.
var names = []string{"chromium", "chromium-browser", "google-chrome"}

// stepTimeout bounds one step: long enough for a busy machine to load the page.
const stepTimeout = 30 * time.Second

// find returns the path of an installed browser. Without one it skips the test,
// or fails it where skipping is not allowed.
func find(t testing.TB) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("TEST_NOSKIP") == "1" {
		t.Fatalf("no browser: none of %v is in PATH; install Debian's chromium", names)
	}
	t.Skipf("no browser: none of %v is in PATH; install Debian's chromium to run this test", names)
	return ""
}

// start runs a browser with a profile of its own until the test ends, and
// returns the context of its first tab.
func start(t testing.TB) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(find(t)),
		chromedp.Flag("headless", "new"),
		chromedp.NoSandbox, // containers run tests as root
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
		chromedp.WindowSize(1440, 1600),
	)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel) // waits for the process, and removes its profile
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithErrorf(t.Logf))
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("the browser does not start: %v", err)
	}
	return ctx
}

// deadline bounds a step by the test's own deadline too, so that a page that
// hangs fails with its problems and not with the stacks of all goroutines.
func deadline(t testing.TB, ctx context.Context) (context.Context, context.CancelFunc) {
	until := time.Now().Add(stepTimeout)
	if test, ok := t.(interface{ Deadline() (time.Time, bool) }); ok {
		if end, ok := test.Deadline(); ok && end.Add(-time.Second).Before(until) {
			until = end.Add(-time.Second)
		}
	}
	return context.WithDeadline(ctx, until)
}

// screenshots returns the folder for pictures; empty if none are wanted.
func screenshots() string { return os.Getenv("TEST_SCREENSHOTS") }
