package local_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"activityhub/platform"
	"activityhub/platform/local"
	"activityhub/platform/local/definitions"
	"activityhub/platform/platformtest"
)

// redefine makes changes that need not look at what there is.
func redefine(p *local.Platform, changes ...definitions.Change) error {
	_, err := p.Redefine(context.Background(), func(*definitions.Definitions) ([]definitions.Change, error) { return changes, nil })
	return err
}

func namespace(n int) definitions.Change {
	return definitions.PutNamespace(platform.IdentityNamespace{Code: platform.Namespace(fmt.Sprintf("N%d", n)), Name: "N", IDType: "COOKIE"}, definitions.About{Created: now, Updated: now})
}

func policyNamed(id string, more ...func(*platform.MergePolicy)) definitions.Change {
	p := platform.MergePolicy{ID: platform.MergePolicyID(id), Name: id, IdentityGraph: "pdg", AttributeMerge: "timestampOrdered"}
	for _, change := range more {
		change(&p)
	}
	return definitions.PutMergePolicy(p, definitions.About{})
}

func asDefault(p *platform.MergePolicy) { p.Default = true }

// TestRedefine writes definitions of each kind, and finds them in force, and
// after a restart.
func TestRedefine(t *testing.T) {
	dir := t.TempDir()
	p := open(t, in(dir))
	before := p.Definitions()
	about := definitions.About{Created: now, Updated: now.Add(time.Second), Notes: []byte(`{"a":1}`)}
	key := platform.SegmentKey{Namespace: "ups", ID: "new"}
	for _, changes := range [][]definitions.Change{
		{definitions.PutNamespace(platform.IdentityNamespace{Code: "Shelf", Name: "Shelf", IDType: "NON_PEOPLE"}, about)},
		{definitions.PutDataSet(definitions.DataSet{Name: "Club (EU)", Title: "Club", SchemaName: "profile", Identities: p.Definitions().SharedIdentities("profile")}, about)},
		{policyNamed("club", asDefault, func(p *platform.MergePolicy) {
			p.AttributeMerge, p.DataSetOrder = "dataSetPrecedence", []string{"Club (EU)", "crm"}
		})},
		{definitions.PutSegment(platform.Segment{SegmentKey: key, Name: "New", Evaluation: "BATCH", Lifecycle: "PUBLISHED", Created: now}, about)},
		{definitions.Delete(definitions.OfSegment(platform.SegmentKey{Namespace: "AAM", ID: "A-17"}))},
		{definitions.Delete(definitions.OfMergePolicy("alone")), definitions.Delete(definitions.OfDataSet("notes"))},
	} {
		if err := redefine(p, changes...); err != nil {
			t.Fatal(err)
		}
	}
	ingest(t, p, "Club (EU)", `{"_suite":{"customerNumber":"C9"},"person":{"name":{"firstName":"Ada"}}}`)
	if before.DataSets["notes"] == nil || len(before.Segments) != 2 {
		t.Error("definitions that somebody holds were changed")
	}
	for _, when := range []string{"written", "after a restart", "with a file that has one of them"} {
		d := p.Definitions()
		_, alone := d.MergePolicy("alone")
		byDefault, _ := d.MergePolicy("")
		n, ok := d.Namespace("shelf")
		switch {
		case !ok || !n.Custom || n.IDType != "NON_PEOPLE":
			t.Errorf("%s: namespace %+v", when, n)
		case alone || byDefault.ID != "club" || len(d.MergePolicies) != 3:
			t.Errorf("%s: %d merge policies, default %s", when, len(d.MergePolicies), byDefault.ID)
		case d.DataSets["notes"] != nil || d.DataSets["Club (EU)"] == nil || len(d.DataSets["Club (EU)"].Identities) != 2 || !d.DataSets["Club (EU)"].Identities[0].Primary:
			t.Errorf("%s: data sets %v", when, d.DataSetNames())
		case len(d.Segments) != 2 || d.Segments[1].Name != "New" || d.Segments[1].MergePolicy != "club" || !d.Segments[1].Created.Equal(now):
			t.Errorf("%s: segments %+v", when, d.Segments)
		}
		if got := d.About(definitions.OfNamespace("SHELF")); !got.Updated.Equal(about.Updated) || string(got.Notes) != `{"a":1}` {
			t.Errorf("%s: about a namespace: %+v", when, got)
		}
		id := platform.Identity{Namespace: "CRMID", ID: "C9"}
		if found, err := p.Profiles(t.Context(), platform.ProfilesRequest{Identities: []platform.Identity{id}}); err != nil || found[id].MergePolicy != "club" {
			t.Errorf("%s: profile %+v, %v", when, found[id], err)
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		switch when {
		case "written":
			p = open(t, in(dir))
		case "after a restart":
			p = open(t, in(dir), folderWith(t, "namespaces.yaml", "- {code: CRMID, idType: CROSS_DEVICE}\n- {code: LoyaltyID, idType: DEVICE}\n- {code: Household, idType: NON_PEOPLE}\n- {code: SHELF, name: Another, idType: EMAIL}\n"))
		}
	}
}

// folderWith sets a Platform up with the definitions of the suite, but for one
// file.
func folderWith(t *testing.T, name, text string) func(*local.Config) {
	folder := fstest.MapFS{name: {Data: []byte(text)}}
	for _, file := range []string{"namespaces.yaml", "datasets.yaml", "mergepolicies.yaml", "segments.yaml", "schemas/profile.json", "schemas/experienceevent.json"} {
		if file == name {
			continue
		}
		f, err := platformtest.Definitions().Open(file)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		folder[file] = &fstest.MapFile{Data: raw}
	}
	return func(c *local.Config) { c.Definitions = folder }
}

// TestRedefineRefuses changes what cannot be, which changes nothing.
func TestRedefineRefuses(t *testing.T) {
	p := open(t)
	ingest(t, p, "notes", `{"_suite":{"customerNumber":"C1"},"identityMap":{"CRMID":[{"id":"C1"}]}}`)
	if err := redefine(p, policyNamed("p4"), policyNamed("p5")); err != nil {
		t.Fatal(err)
	}
	before := p.Definitions()
	segment := func(change func(*platform.Segment)) definitions.Change {
		s := platform.Segment{SegmentKey: platform.SegmentKey{Namespace: "ups", ID: "s"}, Name: "S"}
		change(&s)
		return definitions.PutSegment(s, definitions.About{})
	}
	for _, c := range []struct {
		name   string
		change definitions.Change
		kind   error
		want   string
	}{
		{"a sixth policy", policyNamed("p6"), platform.ErrInvalid, "6 merge policies, at most 5; 3 of them were written over REST"},
		{"no default", policyNamed("newest"), platform.ErrInvalid, "make another the default instead"},
		{"an order of nothing", policyNamed("p5", func(p *platform.MergePolicy) { p.AttributeMerge = "dataSetPrecedence" }), platform.ErrInvalid, "order lists the data sets"},
		{"an order of what is not there", policyNamed("p5", func(p *platform.MergePolicy) {
			p.AttributeMerge, p.DataSetOrder = "dataSetPrecedence", []string{"crn"}
		}), platform.ErrInvalid, "did you mean crm?"},
		{"a graph of its own", policyNamed("p5", func(p *platform.MergePolicy) { p.IdentityGraph = "coop" }), platform.ErrInvalid, "none of pdg, none"},
		{"the default, deleted", definitions.Delete(definitions.OfMergePolicy("newest")), platform.ErrConflict, "make another the default first"},
		{"a data set in an order", definitions.Delete(definitions.OfDataSet("crm")), platform.ErrConflict, "order of merge policy crm-first"},
		{"a data set with data", definitions.Delete(definitions.OfDataSet("notes")), platform.ErrConflict, "only while it is empty"},
		{"an unknown schema", definitions.PutDataSet(definitions.DataSet{Name: "x", SchemaName: "nothing"}, definitions.About{}), platform.ErrInvalid, "no schema"},
		{"the name of a data set", definitions.PutDataSet(definitions.DataSet{Name: "a/b", SchemaName: "profile"}, definitions.About{}), platform.ErrInvalid, "1 to 64 letters"},
		{"a standard namespace", definitions.PutNamespace(platform.IdentityNamespace{Code: "EMAIL", IDType: "EMAIL"}, definitions.About{}), platform.ErrInvalid, "EMAIL is there already, as Email"},
		{"a segment of no policy", segment(func(s *platform.Segment) { s.MergePolicy = "nobody" }), platform.ErrInvalid, "no merge policy"},
		{"a segment that is evaluated daily", segment(func(s *platform.Segment) { s.Evaluation = "DAILY" }), platform.ErrInvalid, "batch, streaming, edge"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := redefine(p, c.change)
			if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v; want %v that says %q", err, c.kind, c.want)
			}
		})
	}
	if err := redefine(p, policyNamed("p5", asDefault)); err != nil {
		t.Fatal(err)
	}
	if err := redefine(p, definitions.Delete(definitions.OfMergePolicy("newest"))); !errors.Is(err, platform.ErrConflict) || !strings.Contains(err.Error(), "segment gold") {
		t.Errorf("a policy of a segment is deleted: %v", err)
	}
	mine := errors.New("mine")
	if _, err := p.Redefine(t.Context(), func(*definitions.Definitions) ([]definitions.Change, error) { return nil, mine }); err != mine {
		t.Errorf("an error of the change comes back as %v", err)
	}
	if before.DataSets["notes"] == nil || p.Definitions().DataSets["notes"] == nil {
		t.Error("a data set with data is gone")
	}
}

// TestRedefineAtOnce writes from many goroutines and two processes' worth of
// Platforms, while others read.
func TestRedefineAtOnce(t *testing.T) {
	dir := t.TempDir()
	all := []*local.Platform{open(t, in(dir)), open(t, in(dir))}
	var work sync.WaitGroup
	failed := make([]error, 40)
	for n := range failed {
		work.Go(func() { failed[n] = redefine(all[n%2], namespace(n)) })
		work.Go(func() {
			id := platform.Identity{Namespace: "CRMID", ID: "C1"}
			if _, err := all[n%2].Profiles(t.Context(), platform.ProfilesRequest{Identities: []platform.Identity{id}}); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	if err := errors.Join(failed...); err != nil {
		t.Fatal(err)
	}
	policies := make([]error, 8)
	for n := range policies {
		work.Go(func() { policies[n] = redefine(all[n%2], policyNamed(fmt.Sprint("p", n))) })
	}
	work.Wait()
	kept := 0
	for _, err := range policies {
		if err == nil {
			kept++
		} else if !errors.Is(err, platform.ErrInvalid) {
			t.Error(err)
		}
	}
	if kept != 2 {
		t.Errorf("%d of 8 merge policies are kept beside the 3 there were, want 2", kept)
	}
	d := open(t, in(dir)).Definitions()
	for n := range failed {
		if _, ok := d.Namespace(platform.Namespace(fmt.Sprintf("n%d", n))); !ok {
			t.Errorf("namespace %d is lost", n)
		}
	}
}

// TestFilesThatDoNotFit opens what was written with files that it does not fit.
func TestFilesThatDoNotFit(t *testing.T) {
	dir := t.TempDir()
	p := open(t, in(dir))
	for _, change := range []definitions.Change{
		policyNamed("notes-first", func(p *platform.MergePolicy) {
			p.AttributeMerge, p.DataSetOrder = "dataSetPrecedence", []string{"notes"}
		}),
		policyNamed("alone", asDefault),
		policyNamed("p5"),
	} {
		if err := redefine(p, change); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, file, text, want string }{
		{"a data set is gone", "datasets.yaml", "- {name: crm, schema: profile}\n- {name: loyalty, schema: profile}\n", `written over REST: merge policy notes-first: order names data set "notes", which is not there; it was written for other files`},
		{"more policies", "mergepolicies.yaml", "- {id: a, default: true, identityGraph: pdg, attributeMerge: timestampOrdered}\n- {id: b, identityGraph: pdg, attributeMerge: timestampOrdered}\n- {id: c, identityGraph: pdg, attributeMerge: timestampOrdered}\n", "mergepolicies.yaml: 6 merge policies, at most 5; 3 of them were written over REST"},
		{"not YAML", "segments.yaml", "- {", "segments.yaml:1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := local.Config{Dir: dir, Logger: slog.New(slog.DiscardHandler)}
			folderWith(t, c.file, c.text)(&cfg)
			p, err := local.Open(t.Context(), cfg)
			if err == nil {
				_ = p.Close()
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v; want %q", err, c.want)
			}
		})
	}
	open(t, in(dir), folderWith(t, "mergepolicies.yaml", "- {id: a, default: true, identityGraph: pdg, attributeMerge: timestampOrdered}\n- {id: newest, identityGraph: pdg, attributeMerge: timestampOrdered}\n")) // alone and its being the default were written
}

// defineForever writes numbered namespaces and says after each that it is
// acknowledged.
func defineForever(dir string) error {
	p, err := local.Open(context.Background(), local.Config{Dir: dir, Definitions: platformtest.Definitions(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	for n := 1; ; n++ {
		if err := redefine(p, namespace(n)); err != nil {
			return err
		}
		fmt.Println(n)
	}
}

// TestKillRedefine kills a process that writes definitions, and finds all that it
// acknowledged.
func TestKillRedefine(t *testing.T) {
	if testing.Short() {
		t.Skip("it kills a process")
	}
	dir := t.TempDir()
	acknowledged := killed(t, dir, 50*time.Millisecond, childDefines+"=yes")
	d := open(t, in(dir)).Definitions()
	for n := 1; n <= acknowledged; n++ {
		if _, ok := d.Namespace(platform.Namespace(fmt.Sprintf("N%d", n))); !ok {
			t.Fatalf("namespace %d of %d that were acknowledged is lost", n, acknowledged)
		}
	}
}

// TestIngestKeepsItsDefinitions changes definitions under an Ingest.
func TestIngestKeepsItsDefinitions(t *testing.T) {
	p := open(t, synchronous("NORMAL"))
	reader, writer := io.Pipe()
	done := make(chan local.IngestCounts, 1)
	go func() {
		counts, err := p.Ingest(context.Background(), "notes", reader, local.IngestOptions{})
		if err != nil {
			t.Error(err)
		}
		done <- counts
	}()
	if _, err := io.WriteString(writer, `{"identityMap":{"CRMID":[{"id":"C1"}]}}`+"\n"); err != nil {
		t.Fatal(err)
	}
	if err := redefine(p, definitions.PutNamespace(platform.IdentityNamespace{Code: "Late", IDType: "EMAIL"}, definitions.About{})); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(writer, `{"identityMap":{"Late":[{"id":"x"}]}}`+"\n"); err != nil {
		t.Fatal(err)
	}
	_ = writer.Close()
	if counts := <-done; counts.Stored != 1 || counts.Rejected != 1 {
		t.Errorf("%+v; want one stored, and one refused whose namespace came later", counts)
	}
	ingest(t, p, "notes", `{"identityMap":{"Late":[{"id":"x"}]}}`)
}
