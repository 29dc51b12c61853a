package local

import (
	"fmt"
	"slices"
	"strings"

	"activityhub/platform"
	"activityhub/platform/local/nearest"
	"activityhub/platform/local/schema"
	"activityhub/platform/local/store"
	"activityhub/platform/xdm"
)

// maxIdentitiesPerRecord is the most identities that one record carries.
//
// Source: Identity Service guardrails.
const maxIdentitiesPerRecord = 20

// nonPeople is the type of namespaces whose identities are those of things.
const nonPeople = "NON_PEOPLE"

// carried is an identity as a record carries it.
type carried struct {
	platform.Identity // folded
	thing             bool
	rank              int // what makes it the primary one: the least
	path              string
}

// The ranks of identities. A record is kept under the identity of the field
// that the data set calls primary; where it has none, under the one that its
// identityMap calls primary, then under that of the first field of the data
// set, then under the least of identityMap.
const (
	rankPrimaryField = iota
	rankPrimaryInMap
	rankField
	rankMap = rankField + 1000 // after every field of a data set
)

// identities reads the identities that a record carries: in identityMap and in
// the fields that the data set names. Identities of things are data and link
// nothing, but a record may be kept under one.
func (r *reader) identities(e *store.Entry, record xdm.Object) *schema.Problem {
	all, problem := r.inMap(record.Get("identityMap"))
	for i, field := range r.set.Identities {
		if problem != nil {
			return problem
		}
		rank := rankField + i
		if field.Primary {
			rank = rankPrimaryField
		}
		var found []carried
		found, problem = r.inField(record.Select(field.Path), string(field.Path), field.Namespace, rank)
		all = append(all, found...)
	}
	if problem != nil {
		return problem
	}
	if len(all) == 0 {
		return r.noIdentity()
	}
	slices.SortStableFunc(all, func(a, b carried) int {
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		return a.Compare(b.Identity)
	})
	primary := all[0]
	if second := slices.IndexFunc(all[1:], func(c carried) bool { return c.rank == primary.rank && c.Identity != primary.Identity }); second >= 0 && primary.rank == rankPrimaryInMap {
		return &schema.Problem{Code: CodeInvalidIdentity, Path: "identityMap", Reason: "two identities are called primary: a record is kept under one"}
	}
	e.Primary, e.Alone = primary.Identity, primary.thing
	distinct := map[platform.Identity]bool{primary.Identity: true}
	for _, c := range all[1:] {
		if !distinct[c.Identity] && !c.thing {
			e.Others = append(e.Others, c.Identity)
		}
		distinct[c.Identity] = true
	}
	if len(distinct) > maxIdentitiesPerRecord {
		return &schema.Problem{Code: CodeTooManyIdentities, Path: "identityMap", Reason: fmt.Sprintf("%d identities, at most %d in one record", len(distinct), maxIdentitiesPerRecord)}
	}
	return nil
}

func (r *reader) inMap(identityMap xdm.Value) (all []carried, problem *schema.Problem) {
	namespaces, err := identityMap.Object()
	if err != nil {
		return nil, &schema.Problem{Code: schema.CodeWrongType, Path: "identityMap", Reason: err.Error()}
	}
	for code, list := range namespaces.All() {
		path := "identityMap." + code
		if _, ok := r.definitions.Namespace(platform.Namespace(code)); !ok {
			return nil, &schema.Problem{Code: CodeUnknownNamespace, Path: path, Reason: "there is no such identity namespace" + nearest.Hint(code, r.definitions.NamespaceCodes())}
		}
		items, err := list.Array()
		if err != nil {
			return nil, &schema.Problem{Code: schema.CodeWrongType, Path: path, Reason: err.Error()}
		}
		for i, item := range items {
			at := fmt.Sprintf("%s[%d]", path, i)
			entry, err := item.Object()
			if err != nil {
				return nil, &schema.Problem{Code: schema.CodeWrongType, Path: at, Reason: err.Error()}
			}
			rank := rankMap
			if primary, _, _ := entry.Get("primary").Boolean(); primary {
				rank = rankPrimaryInMap
			}
			if entry.Get("id").Absent() {
				return nil, &schema.Problem{Code: schema.CodeMissing, Path: at + ".id", Reason: "an identity needs an id"}
			}
			found, problem := r.inField(entry.Get("id"), at+".id", platform.Namespace(code), rank)
			if problem != nil {
				return nil, problem
			}
			all = append(all, found...)
		}
	}
	return all, nil
}

// inField reads the identities in a value: one, or an array of them.
func (r *reader) inField(value xdm.Value, path string, code platform.Namespace, rank int) ([]carried, *schema.Problem) {
	switch {
	case value.Absent():
		return nil, nil
	case value.IsArray():
		items, err := value.Array()
		if err != nil {
			return nil, &schema.Problem{Code: schema.CodeWrongType, Path: path, Reason: err.Error()}
		}
		var all []carried
		for _, item := range items {
			found, problem := r.inField(item, path, code, rank)
			if problem != nil {
				return nil, problem
			}
			all = append(all, found...)
		}
		return all, nil
	}
	namespace, _ := r.definitions.Namespace(code)
	identity := platform.Identity{Namespace: namespace.Code, ID: value.Text()}
	if why := refused(identity); why != "" {
		return nil, &schema.Problem{Code: CodeInvalidIdentity, Path: path, Reason: why}
	}
	return []carried{{Identity: identity.Fold(), thing: namespace.IDType == nonPeople, rank: rank, path: path}}, nil
}

// refused says why identity cannot be one, without repeating it; "" if it can.
//
// Source: Identity Service guardrails.
func refused(identity platform.Identity) string {
	if err := identity.Check(); err != nil {
		return err.Error()
	}
	for _, blocked := range []string{"", "null", "anonymous", "invalid"} {
		if strings.EqualFold(strings.TrimSpace(identity.ID), blocked) {
			return `the values "null", "anonymous", "invalid" and blanks name nobody: leave the identity out`
		}
	}
	if identity.Namespace.Fold() == "ecid" && (len(identity.ID) != 38 || strings.ContainsFunc(identity.ID, func(r rune) bool { return r < '0' || r > '9' })) {
		return "an ECID has exactly 38 digits"
	}
	return ""
}

// noIdentity says where an identity could have been: first of all in the field
// that the data set calls primary.
func (r *reader) noIdentity() *schema.Problem {
	places := []string{"identityMap"}
	first := places[0]
	for _, field := range r.set.Identities {
		places = append(places, string(field.Path))
		if field.Primary {
			first = string(field.Path)
		}
	}
	return &schema.Problem{Code: CodeMissingIdentity, Path: first, Reason: "the record names nobody: give an identity in " + strings.Join(places, " or ")}
}
