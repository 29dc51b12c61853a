package platform_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
)

// A slow engine takes a second to read its merge policies: read is given the
// number of the read, from 1.
type slow struct {
	scripted
	reads atomic.Int32
	read  func(ctx context.Context, n int32) ([]*platform.MergePolicy, error)
}

func (s *slow) MergePolicies(ctx context.Context) ([]*platform.MergePolicy, error) {
	n := s.reads.Add(1)
	time.Sleep(time.Second)
	return s.read(ctx, n)
}

// numbered answers with a policy named after the read.
func numbered(_ context.Context, n int32) ([]*platform.MergePolicy, error) {
	return []*platform.MergePolicy{{ID: platform.MergePolicyID('0' + n)}}, nil
}

// ids returns the policies that client has, as one text.
func ids(t *testing.T, client *platform.Client) string {
	t.Helper()
	all, err := client.MergePolicies(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, p := range all {
		b.WriteString(string(p.ID))
	}
	return b.String()
}

func TestFirstReadIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &slow{read: numbered}
		client := newClient(t, engine)
		var wait sync.WaitGroup
		for range 20 {
			wait.Go(func() {
				if got := ids(t, client); got != "1" {
					t.Errorf("policies %s, want 1", got)
				}
			})
		}
		began := time.Now()
		wait.Wait()
		if took := time.Since(began); took != time.Second || engine.reads.Load() != 1 {
			t.Errorf("%d reads in %s, want one in a second", engine.reads.Load(), took)
		}
	})
}

func TestStaleIsServedWhileOneReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &slow{read: numbered}
		client := newClient(t, engine)
		ids(t, client)
		time.Sleep(time.Minute - time.Nanosecond)
		if got := ids(t, client); got != "1" || engine.reads.Load() != 1 {
			t.Errorf("policies %s after %d reads, want 1 after 1: it is not old yet", got, engine.reads.Load())
		}
		time.Sleep(time.Nanosecond)
		began := time.Now()
		for range 5 {
			if got := ids(t, client); got != "1" {
				t.Errorf("policies %s, want what is there", got)
			}
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("callers waited %s for what was there", took)
		}
		time.Sleep(2 * time.Second)
		if got := ids(t, client); got != "2" || engine.reads.Load() != 2 {
			t.Errorf("policies %s after %d reads, want 2 after 2", got, engine.reads.Load())
		}
	})
}

func TestFailureKeepsTheLastGood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := errors.New("down")
		engine := &slow{read: func(ctx context.Context, n int32) ([]*platform.MergePolicy, error) {
			switch n {
			case 1, 3, 4:
				return nil, down
			}
			return numbered(ctx, n)
		}}
		client := newClient(t, engine)
		if _, err := client.MergePolicies(t.Context()); !errors.Is(err, down) {
			t.Errorf("the first read gave %v, want its failure", err)
		}
		if got := ids(t, client); got != "2" {
			t.Errorf("policies %s, want 2: a first failure is not kept", got)
		}
		for _, reads := range []int32{3, 4} { // both fail
			time.Sleep(time.Minute + time.Second)
			for range 3 { // one begins to read, the next comes after it failed
				if got := ids(t, client); got != "2" {
					t.Errorf("policies %s, want the last that could be read", got)
				}
				time.Sleep(2 * time.Second)
			}
			if got := engine.reads.Load(); got != reads {
				t.Errorf("%d reads, want %d: a failure is not tried again at every call", got, reads)
			}
		}
		time.Sleep(time.Minute)
		ids(t, client)
		time.Sleep(2 * time.Second)
		if got := ids(t, client); got != "5" {
			t.Errorf("policies %s, want 5", got)
		}
	})
}

// TestCallerLeaves has the time of the caller who began the read run out: they
// stop waiting in time to say so, and the read goes on for the others.
func TestCallerLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &slow{read: func(ctx context.Context, n int32) ([]*platform.MergePolicy, error) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			return numbered(ctx, n)
		}}
		client := newClient(t, engine)
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		began := time.Now()
		if _, err := client.MergePolicies(ctx); !errors.Is(err, platform.ErrTimeout) || time.Since(began) != 50*time.Millisecond {
			t.Errorf("after %s: %v; want a timeout 50 ms before the caller's deadline", time.Since(began), err)
		}
		if got := ids(t, client); got != "1" || time.Since(began) != time.Second {
			t.Errorf("policies %s after %s, want 1 after a second: the first read", got, time.Since(began))
		}
	})
}

// TestSlowedDown has an engine ask not to be asked for 20 seconds: who cannot wait
// that long is told at once, and nobody asks again until somebody can.
func TestSlowedDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &slow{read: func(ctx context.Context, n int32) ([]*platform.MergePolicy, error) {
			if n == 1 {
				return nil, &platform.Error{Kind: platform.ErrRateLimited, RetryAfter: 20 * time.Second}
			}
			return numbered(ctx, n)
		}}
		client := newClient(t, engine)
		if _, err := client.MergePolicies(t.Context()); !errors.Is(err, platform.ErrRateLimited) {
			t.Fatalf("the first read: %v", err)
		}
		time.Sleep(5 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		began := time.Now()
		_, err := client.MergePolicies(ctx)
		var failed *platform.Error
		if !errors.As(err, &failed) || failed.Kind != platform.ErrRateLimited || failed.RetryAfter != 15*time.Second || time.Since(began) != 0 || engine.reads.Load() != 1 {
			t.Errorf("after %s and %d reads: %+v; want to be told at once to wait for 15 s more", time.Since(began), engine.reads.Load(), failed)
		}
		time.Sleep(6 * time.Second)
		ctx, cancel = context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if all, err := client.MergePolicies(ctx); err != nil || len(all) != 1 {
			t.Errorf("who can wait gets %v, %v", all, err)
		}
	})
}

func TestReadHasADeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &slow{read: func(ctx context.Context, _ int32) ([]*platform.MergePolicy, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		began := time.Now()
		_, err := newClient(t, engine).MergePolicies(t.Context())
		if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took != 30*time.Second {
			t.Errorf("after %s: %v; want a deadline of 30s", took, err)
		}
	})
}

// TestPanicOfAnEngine checks that it fails the read alone, without its value in
// the error.
func TestPanicOfAnEngine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &slow{read: func(ctx context.Context, n int32) ([]*platform.MergePolicy, error) {
			if n != 2 {
				panic("ada@example.com")
			}
			return numbered(ctx, n)
		}}
		client := newClient(t, engine)
		_, err := client.MergePolicies(t.Context())
		if err == nil || strings.Contains(err.Error(), "ada@") || !strings.Contains(err.Error(), "panicked with string") {
			t.Errorf("error %v, want one that says what panicked, without its value", err)
		}
		if got := ids(t, client); got != "2" {
			t.Errorf("policies %s, want 2", got)
		}
		time.Sleep(time.Hour)
		ids(t, client)
		time.Sleep(2 * time.Second)
		if got := ids(t, client); got != "2" {
			t.Errorf("policies %s after a panic, want the last good ones", got)
		}
	})
}

// TestOldDefinitionsEnd lets an engine fail for good: what was last read is
// served for 24 hours, and not longer.
func TestOldDefinitionsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := errors.New("down")
		engine := &slow{read: func(ctx context.Context, n int32) ([]*platform.MergePolicy, error) {
			if n > 1 {
				return nil, down
			}
			return numbered(ctx, n)
		}}
		client := newClient(t, engine)
		ids(t, client)
		time.Sleep(24*time.Hour - 2*time.Second)
		if got := ids(t, client); got != "1" {
			t.Errorf("policies %s, want the last that could be read", got)
		}
		time.Sleep(2 * time.Second)
		if _, err := client.MergePolicies(t.Context()); !errors.Is(err, down) {
			t.Errorf("after 24 hours: %v, want the failure to read", err)
		}
	})
}

// TestUnsupportedIsKept asks an engine that cannot list its policies: look-ups
// do without, and do not ask again each time.
func TestUnsupportedIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &slow{scripted: scripted{profiles: everyone}, read: func(context.Context, int32) ([]*platform.MergePolicy, error) {
			return nil, &platform.Error{Op: "MergePolicies", Kind: platform.ErrUnsupported}
		}}
		client := newClient(t, engine)
		for _, policy := range []platform.MergePolicyID{"", "mine"} {
			if _, err := client.Profiles(t.Context(), platform.ProfilesRequest{Identities: []platform.Identity{{Namespace: "CRMID", ID: "C1"}}, MergePolicy: policy}); err != nil {
				t.Errorf("under the policy %q: %v", policy, err)
			}
			if asked := engine.askedProfiles[len(engine.askedProfiles)-1].MergePolicy; asked != policy {
				t.Errorf("the engine was asked for the policy %q, want %q", asked, policy)
			}
		}
		if got := engine.reads.Load(); got != 1 {
			t.Errorf("%d attempts to list the policies, want one", got)
		}
	})
}
