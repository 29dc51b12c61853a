package definitions

import (
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"activityhub/platform"
)

// A Written is a definition that was written while a Platform ran, as it is
// kept: it counts in place of the one of its kind and ID in a file.
type Written struct {
	Kind, ID string
	Doc      string // JSON; "" if Deleted
	Deleted  bool   // there is none, whatever a file says
}

// About is what is known of a definition besides what it says. What stands in a
// file has none.
type About struct {
	Created time.Time       `json:"created,omitzero"` // zero if unknown
	Updated time.Time       `json:"updated,omitzero"` // zero if unknown
	Notes   json.RawMessage `json:"notes,omitempty"`  // what its writer wants to have back, JSON; nil for nothing
}

// A Ref names a definition.
type Ref struct{ kind, id string }

// overREST is the place of definitions that are not in a file, and begins what is
// wrong with them.
const overREST = "written over REST"

// The kinds of definitions that can be written. That of the default merge policy
// has one, whose ID is "".
const (
	kindNamespace     = "namespace"
	kindDataSet       = "dataSet"
	kindMergePolicy   = "mergePolicy"
	kindDefaultPolicy = "defaultMergePolicy"
	kindSegment       = "segment"
)

// OfNamespace names the namespace of that code, in any case.
func OfNamespace(code platform.Namespace) Ref { return Ref{kindNamespace, string(code.Fold())} }

// OfDataSet names the data set of that name.
func OfDataSet(name string) Ref { return Ref{kindDataSet, name} }

// OfMergePolicy names the merge policy of that ID.
func OfMergePolicy(id platform.MergePolicyID) Ref { return Ref{kindMergePolicy, string(id)} }

// OfSegment names the segment of that key.
func OfSegment(key platform.SegmentKey) Ref {
	key = key.Fold()
	return Ref{kindSegment, url.PathEscape(key.Namespace) + "/" + string(key.ID)}
}

// About returns what is known of a definition besides what it says.
func (d *Definitions) About(r Ref) About { return d.about[r] }

// document is how a definition is kept.
type document[T any] struct {
	Item T `json:"item"`
	About
}

// overlay is what was written, the latest of each, in the order it came.
type overlay struct {
	all   map[Ref]Written
	order []Ref
}

func overlaid(written []Written) overlay {
	o := overlay{all: make(map[Ref]Written, len(written))}
	for _, w := range written {
		r := Ref{w.Kind, w.ID}
		if _, ok := o.all[r]; !ok {
			o.order = append(o.order, r)
		}
		o.all[r] = w
	}
	return o
}

func (o overlay) list() []Written {
	all := make([]Written, len(o.order))
	for i, r := range o.order {
		all[i] = o.all[r]
	}
	return all
}

// rewritten returns items with what was written of their kind: an item that was
// written takes the place of the one in the file, or follows them; one that was
// deleted is left out. What is known of each goes into d.
func rewritten[T any](l *loader, d *Definitions, items items[T], kind string, ref func(T) Ref) (items[T], error) {
	result := items
	result.list, result.lines = nil, nil
	add := func(item T, line int) {
		result.list, result.lines = append(result.list, item), append(result.lines, line)
	}
	inFile := map[Ref]bool{}
	put := func(r Ref) error {
		w := l.written.all[r]
		if w.Deleted {
			return nil
		}
		var doc document[T]
		if err := json.Unmarshal([]byte(w.Doc), &doc); err != nil {
			return fmt.Errorf("%s: a definition of kind %s cannot be read: %w", overREST, kind, err)
		}
		add(doc.Item, 0)
		d.about[r] = doc.About
		return nil
	}
	for i, item := range items.list {
		r := ref(item)
		if _, ok := l.written.all[r]; !ok {
			add(item, items.lines[i])
			continue
		}
		if inFile[r] {
			continue // the file has it twice, and neither counts
		}
		inFile[r] = true
		if err := put(r); err != nil {
			return result, err
		}
	}
	for _, r := range l.written.order {
		if r.kind == kind && !inFile[r] {
			if err := put(r); err != nil {
				return result, err
			}
		}
	}
	return result, nil
}
