package local_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/local"
	"activityhub/platform/platformtest"
)

// childDir names the folder for the child process of TestKill. The test binary
// becomes that child when it is set. With childDefines it writes definitions,
// and ingests otherwise.
const (
	childDir     = "ACTIVITYHUB_TEST_CHILD_DIR"
	childDefines = "ACTIVITYHUB_TEST_CHILD_DEFINES"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		forever := ingestForever
		if os.Getenv(childDefines) != "" {
			forever = defineForever
		}
		if err := forever(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// ingestForever ingests numbered events and says after each group how many are
// acknowledged.
func ingestForever(dir string) error {
	p, err := local.Open(context.Background(), local.Config{Dir: dir, Definitions: platformtest.Definitions(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	reader, writer := io.Pipe()
	go func() {
		for n := 0; ; n++ {
			if _, err := io.WriteString(writer, numbered(n)); err != nil {
				return
			}
		}
	}()
	_, err = p.Ingest(context.Background(), "web", reader, local.IngestOptions{Progress: func(c local.IngestCounts) { fmt.Println(c.Stored + c.Duplicates) }})
	return err
}

// numbered is the n-th event, of the n-th person.
func numbered(n int) string {
	return fmt.Sprintf(`{"_id":"e%07d","timestamp":%q,"identityMap":{"CRMID":[{"id":"C%d","primary":true}],"Email":[{"id":"%d@example.com"}]}}`+"\n",
		n, time.UnixMilli(1700000000000+int64(n)).UTC().Format(time.RFC3339Nano), n, n)
}

// TestKill kills a process that is ingesting, several times over the same data,
// and finds everything that was acknowledged, once.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("it kills processes for some seconds")
	}
	dir := t.TempDir()
	for round, wait := range []time.Duration{0, 150 * time.Millisecond, 400 * time.Millisecond} {
		acknowledged := killed(t, dir, wait)
		p := open(t, in(dir))
		for _, n := range []int{0, acknowledged / 2, acknowledged - 1} {
			id := platform.Identity{Namespace: "Email", ID: fmt.Sprintf("%d@example.com", n)}
			pages, err := p.Events(t.Context(), platform.EventsRequest{Identities: []platform.Identity{id}, Order: platform.NewestFirst, Limit: 10, Count: true})
			if err != nil || pages[id] == nil || pages[id].Total != 1 {
				t.Fatalf("round %d: acknowledged event %d of %d: %v, %v; want it once", round, n, acknowledged, pages[id], err)
			}
		}
		var again strings.Builder
		for n := range acknowledged {
			again.WriteString(numbered(n))
		}
		if counts := ingest(t, p, "web", again.String()); counts.Duplicates != acknowledged {
			t.Errorf("round %d: ingesting the %d acknowledged events again: %+v; want duplicates alone", round, acknowledged, counts)
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// killed starts the child, kills it some time after its first acknowledgement,
// and returns the last number that it acknowledged.
func killed(t *testing.T, dir string, wait time.Duration, settings ...string) (acknowledged int) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(append(os.Environ(), childDir+"="+dir), settings...)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			break // the last line may be torn
		}
		if acknowledged == 0 {
			time.AfterFunc(wait, func() { _ = child.Process.Kill() })
		}
		acknowledged = n
	}
	_ = child.Wait() // it was killed
	if acknowledged == 0 {
		t.Fatal("the child acknowledged nothing")
	}
	return acknowledged
}

// TestTwoProcesses lets a child ingest while this process looks up and writes.
func TestTwoProcesses(t *testing.T) {
	dir := t.TempDir()
	p := open(t, in(dir))
	stop := make(chan int, 1)
	go func() { stop <- killed(t, dir, 500*time.Millisecond) }()
	for n := 0; ; n++ {
		select {
		case acknowledged := <-stop:
			id := platform.Identity{Namespace: "CRMID", ID: fmt.Sprintf("C%d", acknowledged-1)}
			found, err := p.Profiles(t.Context(), platform.ProfilesRequest{Identities: []platform.Identity{id}})
			if err != nil || len(found) != 1 {
				t.Errorf("what the other process stored last: %d profiles, %v", len(found), err)
			}
			if n == 0 {
				t.Error("this process wrote nothing meanwhile")
			}
			return
		default:
			ingest(t, p, "loyalty", fmt.Sprintf(`{"identityMap":{"LoyaltyID":[{"id":"L%d","primary":true}]},"loyalty":{"tier":"Gold"}}`, n))
		}
	}
}

// TestCancel stops an ingest in the middle and goes on from there.
func TestCancel(t *testing.T) {
	p := open(t, synchronous("NORMAL"))
	var all strings.Builder
	for n := range 20000 {
		all.WriteString(numbered(n))
	}
	ctx, cancel := context.WithCancel(t.Context())
	var seen local.IngestCounts
	counts, err := p.Ingest(ctx, "web", strings.NewReader(all.String()), local.IngestOptions{Progress: func(c local.IngestCounts) {
		seen = c
		cancel()
	}})
	if err != context.Canceled || counts != seen || counts.Stored == 0 || counts.Stored >= 20000 {
		t.Fatalf("a cancelled ingest: %+v, %v; want some stored, as last reported (%+v), and context.Canceled", counts, err, seen)
	}
	again := ingest(t, p, "web", all.String())
	if again.Duplicates != counts.Stored || again.Stored != 20000-counts.Stored {
		t.Errorf("the same again after %+v: %+v; want no loss and no doubles", counts, again)
	}
}
