package faulttable_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
	"github.com/vektah/gqlparser/v2/ast"
)

// A fate is what becomes of the fields that the look-ups of one schema feed.
type fate int

const (
	answered  fate = iota // as in the golden file
	nobody                // the Platform knows nobody: null, or an empty list
	failed                // null, with an error
	outdated              // as in the golden file, or, of people of whom nothing was kept, as failed
	lost                  // null, with an error, for lostPerson alone
	uncounted             // lists without their number, which has an error
)

// An expectation is the golden answer to a query after what becomes of its
// fields.
type expectation struct {
	profiles, events fate
	code             string // of the errors
	later            bool   // of uncounted: the first page shows how many there are of lists that want no more

	person string // whose fields are written

	golden map[string]bool // paths of the golden file's own errors
	errors []failure       // in no order
	data   strings.Builder // without blanks
}

// A failure is what an answer says of the fields of one coordinate that failed
// alike.
type failure struct {
	coordinate, code string
	path             string // the least
	count            int
}

func (f failure) String() string {
	return fmt.Sprintf("%d of %s at %s: %s", f.count, f.coordinate, f.path, f.code)
}

// of works out the answer to q.
func (x *expectation) of(q *query) *expectation {
	x.golden = map[string]bool{}
	for _, e := range q.golden.Get("errors").Array() {
		f := failureOf(e)
		x.golden[f.path] = true
		x.errors = append(x.errors, f)
	}
	x.write(q.golden.Get("data"), q.operation.SelectionSet, "")
	x.errors = together(x.errors)
	return x
}

func failureOf(e gjson.Result) failure {
	path := ""
	for _, element := range e.Get("path").Array() {
		path += "." + element.String()
	}
	extensions := e.Get("extensions")
	return failure{
		coordinate: extensions.Get("coordinate").String(), code: extensions.Get("code").String(),
		path: path, count: max(1, int(extensions.Get("count").Int())),
	}
}

// together makes one of failures that are alike, whatever their messages.
func together(all []failure) []failure {
	var some []failure
	for _, f := range all {
		i := slices.IndexFunc(some, func(g failure) bool { return g.coordinate == f.coordinate && g.code == f.code })
		if i < 0 {
			some = append(some, f)
			continue
		}
		some[i].count += f.count
		some[i].path = min(some[i].path, f.path)
	}
	slices.SortFunc(some, func(a, b failure) int { return cmp.Compare(a.String(), b.String()) })
	return some
}

// write writes a value of the golden file as it is expected.
func (x *expectation) write(v gjson.Result, set ast.SelectionSet, path string) {
	switch {
	case v.IsArray():
		x.data.WriteByte('[')
		for i, element := range v.Array() {
			x.comma(i)
			x.write(element, set, fmt.Sprint(path, ".", i))
		}
		x.data.WriteByte(']')
	case v.IsObject() && len(set) > 0:
		x.data.WriteByte('{')
		n := 0
		v.ForEach(func(key, member gjson.Result) bool {
			x.comma(n)
			n++
			x.data.WriteString(key.Raw + ":")
			x.member(member, set, key.String(), path+"."+key.String())
			return true
		})
		x.data.WriteByte('}')
	default:
		x.data.WriteString(compact(v.Raw))
	}
}

func (x *expectation) comma(n int) {
	if n > 0 {
		x.data.WriteByte(',')
	}
}

// member writes the field of that name in the answer.
func (x *expectation) member(v gjson.Result, set ast.SelectionSet, name, path string) {
	field, below := fieldOf(set, name)
	coordinate := field.ObjectDefinition.Name + "." + field.Name
	switch coordinate {
	case "Query.profile":
		x.person = idOf(field.Arguments.ForName("identity").Value)
		x.profile(v, below, coordinate, path)
	case "Query.profiles":
		x.data.WriteByte('[')
		for i, element := range v.Array() {
			x.comma(i)
			x.person = idOf(field.Arguments.ForName("identities").Value.Children[i].Value)
			x.profile(element, below, coordinate, fmt.Sprint(path, ".", i))
		}
		x.data.WriteByte(']')
	case "Profile.events", "Profile.purchases", "Profile.campaignInteractions":
		onward := field.Name == "campaignInteractions" || strings.Contains(path, ".calls") // what the Platform cannot filter
		onlyCounted := len(v.Map()) == 1 && v.Get("totalCount").Exists()
		switch {
		case x.events == failed, x.events == lost && x.person == lostPerson, x.events == uncounted && onlyCounted && !x.later, x.events == uncounted && onward && x.later:
			x.fail(coordinate, path)
		case x.events == nobody:
			x.empty(v, below)
		default:
			x.write(v, below, path)
		}
	case "ExperienceEventConnection.totalCount", "PurchaseConnection.totalCount", "CampaignInteractionConnection.totalCount":
		if x.events == uncounted && len(set) > 1 {
			x.fail(coordinate, path)
			return
		}
		x.write(v, below, path)
	default:
		x.write(v, below, path)
	}
}

// idOf returns the id of an identity in a query.
func idOf(identity *ast.Value) string { return identity.Children.ForName("id").Raw }

// profile writes a profile, or null.
func (x *expectation) profile(v gjson.Result, set ast.SelectionSet, coordinate, path string) {
	switch {
	case x.golden[path]:
		x.data.WriteString("null")
	case x.profiles == failed, x.profiles == outdated && v.Type == gjson.Null, x.profiles == lost && x.person == lostPerson:
		x.fail(coordinate, path)
	case x.profiles == nobody:
		x.data.WriteString("null")
	default:
		x.write(v, set, path)
	}
}

func (x *expectation) fail(coordinate, path string) {
	x.errors = append(x.errors, failure{coordinate: coordinate, code: x.code, path: path, count: 1})
	x.data.WriteString("null")
}

// empty writes a connection without elements.
func (x *expectation) empty(v gjson.Result, set ast.SelectionSet) {
	x.data.WriteByte('{')
	n := 0
	v.ForEach(func(key, member gjson.Result) bool {
		x.comma(n)
		n++
		x.data.WriteString(key.Raw + ":")
		field, below := fieldOf(set, key.String())
		switch {
		case field.Name == "pageInfo":
			x.empty(member, below)
		case member.IsArray():
			x.data.WriteString("[]")
		case field.Name == "totalCount":
			x.data.WriteString("0")
		case member.IsBool():
			x.data.WriteString("false")
		default:
			x.data.WriteString("null")
		}
		return true
	})
	x.data.WriteByte('}')
}

// fieldOf returns the field that has a name in the answer, and all that is
// selected below it, here and in fragments.
func fieldOf(set ast.SelectionSet, name string) (field *ast.Field, below ast.SelectionSet) {
	for _, selection := range set {
		var inner *ast.Field
		var more ast.SelectionSet
		switch s := selection.(type) {
		case *ast.Field:
			if s.Alias != name {
				continue
			}
			inner, more = s, s.SelectionSet
		case *ast.InlineFragment:
			inner, more = fieldOf(s.SelectionSet, name)
		case *ast.FragmentSpread:
			inner, more = fieldOf(s.Definition.SelectionSet, name)
		}
		if inner != nil {
			field, below = inner, append(below, more...)
		}
	}
	return field, below
}

func compact(raw string) string { return string(gjson.Parse(raw).Get("@ugly").Raw) }
