package xdm_test

import (
	"testing"

	"activityhub/platform/xdm"
)

// documents are shapes that a projection may meet.
var documents = []string{
	`{}`,
	`{"person":{"name":{"firstName":"Ada","lastName":"Lovelace"},"birthDate":"1815-12-10"},"testProfile":true}`,
	`{"person":"nobody","lines":[{"number":1,"open":true},{"open":false},7,[{"number":2}]],"empty":{}}`,
	`{"a key.with dots":1,"person":{"name":{}},"person":{"name":{"firstName":"twice"}},"none":null}`,
}

func cutProjections() []xdm.Projection {
	return []xdm.Projection{
		{}, xdm.Project("person"), xdm.Project("person.name.firstName"), xdm.Project("lines.number"), xdm.Project("lines.number", "person.name"),
		xdm.Project("person.name.firstName", "person.name.lastName", "person.birthDate", "testProfile"), xdm.Project("no.such.path"), xdm.Project("empty.below", "testProfile", "none"), xdm.Project("person.birthDate", "lines.open"),
	}
}

func documentOf(t *testing.T, text string) xdm.Object {
	t.Helper()
	o, err := xdm.ParseObject([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// written returns o as text, names included as they are.
func written(o xdm.Object) string {
	text := ""
	for name, value := range o.All() {
		text += name + "=" + value.Raw() + ";"
	}
	return text
}

func TestCutIsApply(t *testing.T) {
	for _, document := range documents {
		for _, p := range cutProjections() {
			if got, want := written(documentOf(t, document).Cut(p)), written(documentOf(t, p.Apply(document))); got != want {
				t.Errorf("%s cut to %s\n got %s\nwant %s", document, p, got, want)
			}
			for _, q := range cutProjections() {
				if !p.Covers(q) {
					continue
				}
				if got, want := written(documentOf(t, document).Cut(p).Cut(q)), written(documentOf(t, document).Cut(q)); got != want {
					t.Errorf("%s cut to %s, then to %s\n got %s\nwant %s", document, p, q, got, want)
				}
			}
		}
	}
}

// TestCutTakesNoMemory cuts documents to what they hold, and to less.
func TestCutTakesNoMemory(t *testing.T) {
	for _, tt := range []struct {
		document string
		paths    []xdm.Path
		none     bool
	}{
		{documents[1], []xdm.Path{"person", "testProfile"}, true},
		{documents[1], []xdm.Path{"person.name.firstName", "person.name.lastName", "person.birthDate", "testProfile", "loyalty.tier"}, true},
		{documents[1], []xdm.Path{"person.name.firstName", "person.birthDate", "testProfile"}, false},
		{documents[1], []xdm.Path{"person"}, false},
		{`{"lines":[{"number":1},{"number":2}]}`, []xdm.Path{"lines.number"}, true},
		{`{"lines":[{"number":1},{"open":true}]}`, []xdm.Path{"lines.number"}, false},
		{`{"person":"nobody"}`, []xdm.Path{"person.name"}, false},
	} {
		o, p := documentOf(t, tt.document), xdm.Project(tt.paths...)
		if took := testing.AllocsPerRun(10, func() { o.Cut(p) }); (took == 0) != tt.none {
			t.Errorf("%s cut to %s takes memory %v times, want none: %v", tt.document, p, took, tt.none)
		}
	}
}

func TestCloneIsEqual(t *testing.T) {
	for _, document := range documents {
		o := documentOf(t, document)
		if got, want := written(o.Clone()), written(o); got != want {
			t.Errorf("clone of %s\n got %s\nwant %s", document, got, want)
		}
		if o.Len() > 0 && (o.Size() < o.Len()*32 || o.Size() != o.Clone().Size()) {
			t.Errorf("%s takes %d bytes, and %d as a clone", document, o.Size(), o.Clone().Size())
		}
	}
}
