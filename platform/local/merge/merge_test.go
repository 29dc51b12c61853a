package merge_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"activityhub/platform"
	"activityhub/platform/local/merge"
	"activityhub/platform/local/store"
	"activityhub/platform/xdm"
)

// document draws a JSON object: few names, so that documents disagree.
func document(draw *rand.Rand, depth int) map[string]any {
	object := map[string]any{}
	for _, name := range []string{"a", "b", "c", "d"} {
		switch draw.IntN(6) {
		case 0:
			object[name] = json.Number(fmt.Sprint(draw.IntN(100)))
		case 1:
			object[name] = []any{json.Number(fmt.Sprint(draw.IntN(9))), document(draw, 0)}
		case 2, 3:
			if depth > 0 {
				object[name] = document(draw, depth-1)
			}
		case 4:
			object[name] = "x\"é" + fmt.Sprint(draw.IntN(9))
		}
	}
	return object
}

// plainly merges b into a, which is stronger.
func plainly(a, b map[string]any) map[string]any {
	merged := map[string]any{}
	for name, value := range a {
		merged[name] = value
	}
	for name, value := range b {
		have, ok := merged[name]
		x, xIs := have.(map[string]any)
		y, yIs := value.(map[string]any)
		switch {
		case !ok:
			merged[name] = value
		case xIs && yIs:
			merged[name] = plainly(x, y)
		}
	}
	return merged
}

// TestMergeAgrees compares with the plainest merge there is, and the merge under
// a projection with the projection of the merge.
func TestMergeAgrees(t *testing.T) {
	draw := rand.New(rand.NewPCG(11, 12))
	for range 2000 {
		want := map[string]any{}
		var fragments []string
		for range 1 + draw.IntN(4) {
			d := document(draw, 3)
			raw, err := json.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			fragments = append(fragments, string(raw))
			want = plainly(want, d)
		}
		whole := merge.Merge(fragments, "", xdm.Projection{})
		decoder := json.NewDecoder(strings.NewReader(whole))
		decoder.UseNumber()
		var got map[string]any
		if err := decoder.Decode(&got); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("merge of %v\n got %v, %v\nwant %v", fragments, whole, err, want)
		}
		var paths []xdm.Path
		for range 1 + draw.IntN(4) {
			path := xdm.Path("abcd"[draw.IntN(4):][:1])
			for range draw.IntN(4) {
				path = path.Join("abcd"[draw.IntN(4):][:1])
			}
			paths = append(paths, path)
		}
		p := xdm.Project(paths...)
		if got, want := merge.Merge(fragments, "", p), p.Apply(whole); got != want {
			t.Fatalf("merge of %v under %s\n got %s\nwant %s", fragments, p, got, want)
		}
	}
}

func TestManyMembers(t *testing.T) {
	var a, b bytes.Buffer
	for i := range 100 {
		fmt.Fprintf(&a, `,"a%03d":1`, i)
		fmt.Fprintf(&b, `,"a%03d":2`, i+50)
	}
	merged := merge.Merge([]string{"{" + a.String()[1:] + "}", "{" + b.String()[1:] + "}"}, `{"X":[{"id":"1"}]}`, xdm.Projection{})
	o, err := xdm.ParseObject([]byte(merged))
	if err != nil || o.Len() != 151 || o.Get("a099").Raw() != "1" || o.Get("a100").Raw() != "2" || o.Select("identityMap.X.id").Raw() != `["1"]` {
		t.Errorf("merged: %s, %v", merged, err)
	}
}

func TestOrder(t *testing.T) {
	fragment := func(set string, stamp, stored int64) store.Fragment {
		return store.Fragment{DataSet: set, Stamp: stamp, Stored: stored, Primary: platform.Identity{Namespace: "crmid", ID: set}}
	}
	fragments := []store.Fragment{fragment("crm", 0, 5), fragment("web", 7, 6), fragment("loyalty", 7, 4), fragment("notes", 1, 9)}
	for _, c := range []struct {
		policy platform.MergePolicy
		want   string
	}{
		{platform.MergePolicy{AttributeMerge: "timestampOrdered"}, "loyalty web crm notes"},
		{platform.MergePolicy{AttributeMerge: "dataSetPrecedence", DataSetOrder: []string{"notes", "web"}}, "notes web"},
	} {
		var got []string
		for _, f := range merge.Order(&c.policy, fragments) {
			got = append(got, f.DataSet)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.policy.AttributeMerge, got, c.want)
		}
	}
}

// BenchmarkMerge merges three fragments of some 2 KB under a usual projection.
func BenchmarkMerge(b *testing.B) {
	fragment := func(n int) string {
		return fmt.Sprintf(`{"person":{"name":{"firstName":"A%d","lastName":"B"},"birthDate":"1990-01-01"},"personalEmail":{"address":"a@example.com"},"loyalty":{"tier":"Gold","points":%d},"more":%q,`+
			`"segmentMembership":{"ups":{"s%d":{"status":"realized","lastQualificationTime":"2025-01-01T00:00:00Z"},"s9":{"status":"realized","lastQualificationTime":"2025-01-01T00:00:00Z"}}}}`, n, n, strings.Repeat("x", 1600), n)
	}
	fragments := []string{fragment(1), fragment(2), fragment(3)}
	p := xdm.Project("identityMap", "person.name", "personalEmail.address", "loyalty.tier", "segmentMembership")
	b.ReportAllocs()
	for b.Loop() {
		if merged := merge.Merge(fragments, `{"CRMID":[{"id":"C1"}]}`, p); len(merged) < 100 {
			b.Fatal(merged)
		}
	}
}
