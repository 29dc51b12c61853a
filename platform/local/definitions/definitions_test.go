package definitions_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"activityhub/platform"
	"activityhub/platform/local"
	"activityhub/platform/local/definitions"
	"activityhub/platform/platformtest"
)

// folder returns the definitions of the conformance suite with some files
// replaced.
func folder(t *testing.T, files map[string]string) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	err := fs.WalkDir(platformtest.Definitions(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(platformtest.Definitions(), path)
		all[path] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

func TestMistakes(t *testing.T) {
	policy := func(id, more string) string {
		return "- {id: " + id + ", identityGraph: pdg, attributeMerge: timestampOrdered" + more + "}\n"
	}
	for _, c := range []struct {
		name, file, text string
		want             []string
	}{
		{"unknown key", "datasets.yaml", "- name: crm\n  schema: profile\n  titel: CRM\n", []string{"datasets.yaml:3", `unknown key "titel"`, "did you mean title?"}},
		{"unknown key below", "datasets.yaml", "- name: crm\n  schema: profile\n  identities:\n    - {pth: a, namespace: Email}\n", []string{"datasets.yaml:4", `unknown key "pth"`, "did you mean path?"}},
		{"wrong form", "segments.yaml", "- id: a\n  tags: one\n", []string{"segments.yaml:2", "it is a sequence"}},
		{"neither true nor false", "mergepolicies.yaml", "- {id: a, default: yes please}\n", []string{"mergepolicies.yaml:1", "it is true or false"}},
		{"no list", "datasets.yaml", "# data sets\nname: crm\n", []string{"datasets.yaml:2", "begin each of its items with a dash"}},
		{"two lists", "datasets.yaml", "- {name: crm, schema: profile}\n---\n- {name: web, schema: profile}\n", []string{"2 YAML documents"}},
		{"name of a file", "dataset.yaml", "- {name: crm, schema: profile}\n", []string{"is not read; did you mean datasets.yaml?"}},
		{"ending of a file", "segments.yml", "[]", []string{"is not read; did you mean segments.yaml?"}},
		{"without a schema", "datasets.yaml", "- name: crm\n", []string{"datasets.yaml:1", "crm", `the schema is called ""`}},
		{"a schema elsewhere", "datasets.yaml", "- {name: crm, schema: ../profile}\n", []string{"without its .json"}},
		{"identity path twice", "datasets.yaml", "- {name: crm, schema: profile, identities: [{path: personalEmail.address, namespace: Email}, {path: personalEmail.address, namespace: CRMID}]}\n", []string{"personalEmail.address is there twice"}},
		{"not YAML", "namespaces.yaml", "- {code: A\n", []string{"namespaces.yaml:1"}},
		{"a time that is none", "segments.yaml", "- id: a\n  created: yesterday\n", []string{"segments.yaml"}},
		{"standard namespace again", "namespaces.yaml", "- {code: EMAIL, idType: EMAIL}\n", []string{"EMAIL is there already, as Email"}},
		{"kind of identity", "namespaces.yaml", "- {code: A, idType: COKIE}\n", []string{`idType "COKIE"`, "did you mean COOKIE?"}},
		{"bad code", "namespaces.yaml", "- {code: a b, idType: COOKIE}\n", []string{"1 to 64 letters"}},
		{"no such schema", "datasets.yaml", "- {name: crm, schema: profil}\n", []string{`no schema "profil"`, "schemas/profil.json"}},
		{"data set twice", "datasets.yaml", "- {name: crm, schema: profile}\n# again\n- {name: crm, schema: profile}\n", []string{"datasets.yaml:3: data set crm is there twice"}},
		{"name of a data set", "datasets.yaml", "- {name: a/b, schema: profile}\n", []string{"1 to 64 letters"}},
		{"identity path", "datasets.yaml", "- {name: crm, schema: profile, identities: [{path: personalEmail.adress, namespace: Email}]}\n", []string{"personalEmail.adress is no text of schema profile; did you mean address?"}},
		{"identity path to a number", "datasets.yaml", "- {name: crm, schema: profile, identities: [{path: loyalty.points, namespace: Email}]}\n", []string{"loyalty.points is no text"}},
		{"identity namespace", "datasets.yaml", "- {name: crm, schema: profile, identities: [{path: personalEmail.address, namespace: Mail}]}\n", []string{`no namespace "Mail"`, "did you mean Email?"}},
		{"two primaries", "datasets.yaml", "- {name: crm, schema: profile, identities: [{path: personalEmail.address, namespace: Email, primary: true}, {path: _suite.customerNumber, namespace: CRMID, primary: true}]}\n", []string{"one at most"}},
		{"six merge policies", "mergepolicies.yaml", strings.Repeat(policy("a", ""), 6), []string{"6 merge policies, at most 5"}},
		{"no default", "mergepolicies.yaml", policy("a", ""), []string{"0 merge policies say default: true; exactly one does"}},
		{"two defaults", "mergepolicies.yaml", policy("a", ", default: true") + policy("b", ", default: true"), []string{"2 merge policies say default"}},
		{"how to merge", "mergepolicies.yaml", "- {id: a, default: true, identityGraph: pdg, attributeMerge: timestampOrder}\n", []string{"did you mean timestampOrdered?"}},
		{"which graph", "mergepolicies.yaml", "- {id: a, default: true, identityGraph: coop, attributeMerge: timestampOrdered}\n", []string{`identityGraph "coop" is none of pdg, none`}},
		{"no order", "mergepolicies.yaml", "- {id: a, default: true, identityGraph: pdg, attributeMerge: dataSetPrecedence}\n", []string{"order lists the data sets"}},
		{"order of what is not there", "mergepolicies.yaml", "- {id: a, default: true, identityGraph: pdg, attributeMerge: dataSetPrecedence, order: [crn]}\n", []string{`"crn"`, "did you mean crm?"}},
		{"order of events", "mergepolicies.yaml", "- {id: a, default: true, identityGraph: pdg, attributeMerge: dataSetPrecedence, order: [web]}\n", []string{"web, which holds events"}},
		{"segment twice", "segments.yaml", "- {id: a}\n- {id: a, namespace: ups}\n", []string{"a is there twice in namespace ups"}},
		{"evaluation", "segments.yaml", "- {id: a, evaluation: daily}\n", []string{`"daily" is none of batch, streaming, edge`}},
		{"merge policy of a segment", "segments.yaml", "- {id: a, mergePolicy: newst}\n", []string{"did you mean newest?"}},
		{"computed attribute at no path", "computedattributes.yaml", "- {path: _suite.npsScor, mergeFunction: MAX, expression: {value: x}}\n", []string{"computedattributes.yaml:1", "no schema of the profile class has this path", "did you mean npsScore?"}},
		{"computed attribute twice", "computedattributes.yaml", "- &a {path: _suite.npsScore, mergeFunction: max, expression: {value: x}}\n- *a\n", []string{"computedattributes.yaml:2", "is there twice"}},
		{"merge function", "computedattributes.yaml", "- {path: _suite.npsScore, mergeFunction: AVG, expression: {value: x}}\n", []string{`"AVG" is none of SUM, COUNT`}},
		{"computed without expression", "computedattributes.yaml", "- {path: _suite.npsScore, mergeFunction: MAX}\n", []string{"there is no expression"}},
		{"duration", "computedattributes.yaml", "- {path: _suite.npsScore, mergeFunction: MAX, expression: {value: x}, duration: {count: 7, unit: months}}\n", []string{"1 to 6 MONTHS"}},
		{"duration that is no number", "computedattributes.yaml", "- {path: _suite.npsScore, duration: {count: many}}\n", []string{"computedattributes.yaml:1", "it is a whole number"}},
		{"merge policy of a computed attribute", "computedattributes.yaml", "- {path: _suite.npsScore, mergeFunction: MAX, mergePolicy: nobody, expression: {value: x}}\n", []string{`no merge policy "nobody"`}},
		{"name of the computed attributes' file", "computedattribute.yaml", "[]", []string{"did you mean computedattributes.yaml?"}},
		{"schema that is no JSON", "schemas/profile.json", "{", []string{"schemas/profile.json", "not valid JSON"}},
		{"schema with references", "schemas/profile.json", `{"properties":{"a":{"$ref":"x"}}}`, []string{"schemas/profile.json", `"a" refers to another`}},
		{"schema of a class that is not kept", "schemas/profile.json", `{"meta:class":"https://ns.adobe.com/xdm/context/product","properties":{"a":{"type":"string"}}}`, []string{"product", "only"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := definitions.Load(folder(t, map[string]string{c.file: c.text}), nil, nil)
			if err == nil {
				t.Fatal("it loads")
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("the error has several lines:\n%v", err)
			}
			for _, want := range append(c.want, strings.TrimSuffix(c.file, ".json")) {
				if !strings.Contains(err.Error(), want) && !strings.HasPrefix(c.file, "schemas") {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
		})
	}
}

// TestMissingFiles takes from the built-in definitions what a folder lacks.
func TestMissingFiles(t *testing.T) {
	schemas := map[string][]byte{}
	for _, name := range []string{"profile", "experienceevent"} {
		raw, err := fs.ReadFile(platformtest.Definitions(), "schemas/"+name+".json")
		if err != nil {
			t.Fatal(err)
		}
		schemas[name] = raw
	}
	own := fstest.MapFS{
		"datasets.yaml": {Data: []byte("- {name: crm, schema: profile}\n- {name: loyalty, schema: profile}\n- {name: scores, schema: profile}\n")},
		"segments.yaml": {Data: []byte("# none\n")},
	}
	d, err := definitions.Load(own, local.Builtin(), schemas)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := d.Namespace("crmid"); !ok {
		t.Error("namespaces are not the built-in ones")
	}
	if policy, ok := d.MergePolicy(""); !ok || !policy.Default {
		t.Error("there is no default merge policy")
	}
	if len(d.Segments) != 0 || len(d.DataSets) != 3 {
		t.Errorf("%d segments, %d data sets; want those of the folder", len(d.Segments), len(d.DataSets))
	}
	// What is built in may not fit what is not: the message says whose it is.
	delete(own, "segments.yaml")
	own["mergepolicies.yaml"] = &fstest.MapFile{Data: []byte("- {id: a, default: true, identityGraph: pdg, attributeMerge: timestampOrdered}\n")}
	own["settings.yaml"] = &fstest.MapFile{Data: []byte("listen: 127.0.0.1:0\n")}
	if _, err := definitions.Load(own, local.Builtin(), schemas); err == nil || !strings.Contains(err.Error(), "built-in segments.yaml:") || !strings.Contains(err.Error(), "a segments.yaml of its own") {
		t.Errorf("built-in segments of another merge policy: %v; want built-in segments.yaml named, and what to do", err)
	}
}

func TestLoad(t *testing.T) {
	d, err := definitions.Load(platformtest.Definitions(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	gold := d.Segments[1]
	if gold.ID != "gold" || gold.Namespace != "ups" || gold.MergePolicy != "newest" || !gold.Created.Equal(time.Date(2024, 2, 12, 9, 0, 0, 0, time.UTC)) {
		t.Errorf("segment %+v", gold)
	}
	if crm := d.DataSets["crm"]; crm.Event || len(crm.Identities) != 2 || crm.Identities[0].Namespace != "CRMID" || !crm.Identities[0].Primary {
		t.Errorf("data set %+v", crm)
	}
	if !d.DataSets["web"].Event {
		t.Error("web holds no events")
	}
	if n, ok := d.Namespace(platform.Namespace("household")); !ok || n.IDType != "NON_PEOPLE" || !n.Custom {
		t.Errorf("namespace %+v", n)
	}
}

func TestComputedAttributes(t *testing.T) {
	d, err := definitions.Load(folder(t, map[string]string{
		"computedattributes.yaml": "- {path: _suite.npsScore, title: Score, mergeFunction: most_recent, expression: {value: 'xEvent[].count()'}, duration: {count: 2, unit: weeks}, updated: 2025-03-02T08:11:09Z}\n- {path: loyalty.tier, mergeFunction: LIST, expression: {value: x}, status: inactive, mergePolicy: alone}\n",
	}), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Computed) != 2 || len(d.Schemas) != 2 || d.DataSets["crm"].SchemaName != "profile" {
		t.Fatalf("%d computed attributes, %d schemas", len(d.Computed), len(d.Schemas))
	}
	score, tier := d.Computed[0], d.Computed[1]
	if score.Name() != "npsScore" || score.MergeFunction != "MOST_RECENT" || score.Unit != "WEEKS" || score.MergePolicy != "newest" || score.Status != "PROCESSED" || score.Expression.Format != "pql/text" {
		t.Errorf("%+v", score)
	}
	if tier.Status != "INACTIVE" || tier.MergePolicy != "alone" || tier.Count != 0 {
		t.Errorf("%+v", tier)
	}

	// Built-in ones go with a folder as far as its schemas have them.
	d, err = definitions.Load(folder(t, nil), local.Builtin(), nil)
	if err != nil || len(d.Computed) != 0 {
		t.Errorf("%d computed attributes of another schema, %v", len(d.Computed), err)
	}
}
