package contract_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/platformtest/contract"
)

// definitionReadings are those of sign-in, merge policies, segments, namespaces,
// computed attributes and unions. What was published as one thing, or as the
// answer of a bulk look-up, and is read in lists, is put into a list.
var definitionReadings = map[string]reading{
	"ims-token.response.json":            signIn,
	"ims-token-legacy-jwt.response.json": signIn, // its life is in milliseconds

	"merge-policies-list.response.json":      mergePolicies("Dataset Precedence Merge Policy pdg dataSetPrecedence 2 false", "Profile Default Merge Policy none timestampOrdered 0 true"),
	"merge-policies-list-spec.response.json": mergePolicies("real-time-customer-profile-default pdg timestampOrdered 0 true"),
	"merge-policy-get.response.json":         mergePolicies("profile-default pdg timestampOrdered 0 false"),
	"merge-policy-create.response.json":      mergePolicies("Loyalty members ordered by ID none dataSetPrecedence 2 true"),
	"merge-policies-bulk-get.response.json":  mergePolicies("Dataset Precedence Merge Policy pdg dataSetPrecedence 2 false", "Profile Default Merge Policy none timestampOrdered 0 true"),

	"segment-definitions-list.response.json":     definitions("ups segment BATCH  2019-11-08", "ups test segment BATCH  2019-06-20"),
	"segment-definition-get.response.json":       definitions("ups People who ordered in the last 30 days BATCH  -"),
	"segment-definition-create.response.json":    definitions("ups Sample segment definition BATCH  -"),
	"segment-definitions-bulk-get.response.json": someDefinitions,

	"audiences-list.response.json":             audiences("aam externalSegment1  PUBLISHED 2022-01-21", "ups People who ordered in the last 30 days STREAMING PUBLISHED 2022-04-19"),
	"audiences-list-spec.response.json":        audiences("aam externalSegment1  PUBLISHED 2022-01-21", "ups People who ordered in the last 30 days STREAMING PUBLISHED 2022-04-19"),
	"audience-get.response.json":               audiences("ups People who ordered in the last 30 days STREAMING PUBLISHED 2022-04-19"),
	"audience-get-external.response.json":      audiences("aam externalSegment1  PUBLISHED 2022-04-18"),
	"audiences-bulk-get.response.json":         audiences("AO External Audience  PUBLISHED 2022-07-01", "ups Sample Audience STREAMING PUBLISHED 2021-06-17"),
	"audiences-bulk-get-partial.response.json": audiences("AO External Audience  PUBLISHED 2022-07-01"),

	"namespaces-list.response.json":               allNamespaces,
	"computed-attributes-list-spec.response.json": computedAttributes,
	"union-get.response.json":                     unresolvedUnion,
}

// signIn looks somebody up with the token that the example gives.
func signIn(t *testing.T, e contract.Example) {
	engine := script(t, map[string]answer{"/ims/token/v3": of(e)})
	for range 2 {
		if err := lookUpOne(soon(t), engine); err != nil {
			t.Fatal(err)
		}
	}
}

// items returns what an example holds: the elements of a list, the results of a
// bulk look-up, or itself.
func items(t *testing.T, e contract.Example) string {
	t.Helper()
	var body struct {
		Children, Segments []json.RawMessage
		Results            map[string]json.RawMessage
	}
	if err := json.Unmarshal(e.Body, &body); err != nil {
		t.Fatal(err)
	}
	all := append(body.Children, body.Segments...)
	for _, one := range body.Results {
		all = append(all, one)
	}
	if all == nil {
		all = []json.RawMessage{e.Body}
	}
	list, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(list)
}

// inList is an example as a list answers it, on its last page.
func inList(t *testing.T, e contract.Example, name string) answer {
	return answer{200, `{"` + name + `":` + items(t, e) + `}`, nil}
}

func mergePolicies(want ...string) reading {
	return func(t *testing.T, e contract.Example) {
		found, err := script(t, map[string]answer{policies: inList(t, e, "children")}).MergePolicies(soon(t))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range found {
			got = append(got, spaced(p.Name, p.IdentityGraph, p.AttributeMerge, len(p.DataSetOrder), p.Default))
		}
		equal(t, "merge policies", strings.Join(got, "; "), strings.Join(want, "; "))
	}
}

func definitions(want ...string) reading { return listed(segments, "segments", want) }
func audiences(want ...string) reading   { return listed(audience, "children", want) }

func listed(path, name string, want []string) reading {
	return func(t *testing.T, e contract.Example) {
		found, err := script(t, map[string]answer{path: inList(t, e, name)}).Segments(soon(t))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range found {
			created := "-"
			if !s.Created.IsZero() {
				created = s.Created.Format(time.DateOnly)
			}
			got = append(got, spaced(s.Namespace, s.Name, s.Evaluation, s.Lifecycle, created))
		}
		equal(t, "segments", strings.Join(got, "; "), strings.Join(want, "; "))
	}
}

// someDefinitions reads definitions that were put together from sample fields.
func someDefinitions(t *testing.T, e contract.Example) {
	found, err := script(t, map[string]answer{segments: inList(t, e, "segments")}).Segments(soon(t))
	if err != nil || len(found) != 2 {
		t.Fatalf("%d segments, %v", len(found), err)
	}
	for _, s := range found {
		if s.Name == "" || s.Expression.Value == "" {
			t.Errorf("a definition is read as %+v", s)
		}
	}
}

func allNamespaces(t *testing.T, e contract.Example) {
	found, err := script(t, map[string]answer{codes: of(e)}).Namespaces(soon(t))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range found {
		got = append(got, spaced(n.Code, n.IDType, n.Custom))
	}
	equal(t, "namespaces", strings.Join(got, "; "), "AdCloud COOKIE false; CORE COOKIE false; ECID COOKIE false")
}

// computedAttributes reads the list by which the engine knows that there are any.
func computedAttributes(t *testing.T, e contract.Example) {
	engine := script(t, map[string]answer{computed: of(e)})
	if err := engine.Discover(soon(t)); err != nil {
		t.Fatal(err)
	}
	equal(t, "computed attributes are there", engine.Capabilities().ComputedAttributes, true)
}

// unresolvedUnion reads a union that was asked for with its references kept,
// which the engine never does: it says what it needs.
func unresolvedUnion(t *testing.T, e contract.Example) {
	_, err := script(t, map[string]answer{profileUnion: of(e)}).Union(soon(t), "profile")
	if !errors.Is(err, platform.ErrInvalidResponse) || !strings.Contains(err.Error(), "xed-full") {
		t.Errorf("a union with references is read: %v", err)
	}
}

const profileUnion = registry + "/tenant/unions/https://ns.adobe.com/xdm/context/profile__union"
