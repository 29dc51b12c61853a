package demo_test

import (
	"bufio"
	"io"
	"maps"
	"slices"
	"sync"
	"testing"

	"activityhub/platform"
	"activityhub/platform/local/demo"
	"activityhub/platform/xdm"
)

// A line is one document of the output.
type line struct {
	dataset string
	raw     string
	doc     xdm.Object
	ids     []platform.Identity
}

// thousand is the output that `serve --demo` loads, read once.
var thousand = sync.OnceValues(func() ([]line, error) {
	var lines []line
	for _, dataset := range demo.Datasets() {
		r, err := demo.NewReader(demo.Config{}, dataset)
		if err != nil {
			return nil, err
		}
		scanner := bufio.NewScanner(r)
		scanner.Buffer(nil, 1<<20)
		for scanner.Scan() {
			doc, err := xdm.ParseObject(scanner.Bytes())
			if err != nil {
				return nil, err
			}
			ids, err := identities(dataset, doc)
			if err != nil {
				return nil, err
			}
			lines = append(lines, line{dataset, scanner.Text(), doc, ids})
		}
		if err := scanner.Err(); err != nil {
			return nil, err
		}
	}
	return lines, nil
})

func lines(t testing.TB) []line {
	t.Helper()
	all, err := thousand()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (l line) isEvent() bool {
	return !slices.Contains([]string{"crm", "loyalty", "scores"}, l.dataset)
}

// identities returns the identities of a document, those in fields included.
func identities(dataset string, doc xdm.Object) ([]platform.Identity, error) {
	var found []platform.Identity
	namespaces, err := doc.Get("identityMap").Object()
	if err != nil {
		return nil, err
	}
	for namespace, v := range namespaces.All() {
		items, err := v.Array()
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			o, err := item.Object()
			if err != nil {
				return nil, err
			}
			found = append(found, platform.Identity{Namespace: platform.Namespace(namespace), ID: o.Get("id").Text()})
		}
	}
	if dataset != "crm" {
		return found, nil
	}
	for path, namespace := range map[xdm.Path]platform.Namespace{
		"_activityhub.customerNumber": "CRMID", "personalEmail.address": "Email", "workEmail.address": "Email",
	} {
		if id := doc.At(path).Text(); id != "" {
			found = append(found, platform.Identity{Namespace: namespace, ID: id})
		}
	}
	return found, nil
}

// people joins identities that stand in one document.
type people map[platform.Identity]platform.Identity

// stitched are the people of the thousand.
var stitched = sync.OnceValues(func() (people, error) {
	all, err := thousand()
	p := people{}
	for _, l := range all {
		for _, id := range l.ids {
			p[p.find(id)] = p.find(l.ids[0])
		}
	}
	return p, err
})

func stitch(t testing.TB) people {
	t.Helper()
	p, err := stitched()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p people) find(id platform.Identity) platform.Identity {
	for p[id] != id {
		if _, ok := p[id]; !ok {
			p[id] = id
		}
		p[id] = p[p[id]]
		id = p[id]
	}
	return id
}

// with returns everyone who is id's person.
func (p people) with(id platform.Identity) []platform.Identity {
	root := p.find(id)
	return slices.SortedFunc(func(yield func(platform.Identity) bool) {
		for other := range maps.Keys(p) {
			if p.find(other) == root && !yield(other) {
				return
			}
		}
	}, platform.Identity.Compare)
}

func crmID(id string) platform.Identity { return platform.Identity{Namespace: "CRMID", ID: id} }

// of returns the documents of one customer: those that carry any of their
// identities.
func of(t testing.TB, id string) []line {
	t.Helper()
	p := stitch(t)
	var found []line
	for _, l := range lines(t) {
		if p.find(l.ids[0]) == p.find(crmID(id)) {
			found = append(found, l)
		}
	}
	return found
}

// record returns the document of a customer in a data set of records.
func record(t testing.TB, id, dataset string) xdm.Object {
	t.Helper()
	for _, l := range of(t, id) {
		if l.dataset == dataset {
			return l.doc
		}
	}
	t.Fatalf("%s has no record in %s", id, dataset)
	return xdm.Object{}
}

func generate(t testing.TB, n int, dataset string) []byte {
	t.Helper()
	r, err := demo.NewReader(demo.Config{Profiles: n}, dataset)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
