package main

import (
	"bufio"
	"regexp"
	"syscall"
	"testing"

	"activityhub/server/browsertest"
)

// TestGraphiQL opens the page of the real program in a real browser, runs an
// example query and reads the answer.
func TestGraphiQL(t *testing.T) {
	url := serveDemo(t)
	browsertest.RunGraphiQL(t, url, "Call screen", "Johanna")
}

// listening matches the line that says where a server listens.
var listening = regexp.MustCompile(`listening on (http://\S+)`)

// serveDemo starts the program with a few demonstration customers and returns
// its address.
func serveDemo(t *testing.T) string {
	t.Helper()
	cmd := program(t, []string{"ACTIVITYHUB_LISTEN=127.0.0.1:0", "ACTIVITYHUB_DRAIN_DELAY=0s"}, "serve", "--demo", "--demo-profiles", "5")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // the test's context ends before its clean-up
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if code := exit(t, cmd); code != 0 {
			t.Errorf("the program ended with exit code %d", code)
		}
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			return found[1]
		}
	}
	t.Fatal("the program never said where it listens")
	return ""
}
