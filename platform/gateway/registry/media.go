package registry

import (
	"mime"
	"slices"
	"strings"
)

// A Form is how much of a resource an answer holds.
type Form struct {
	Short       bool // title, ids and version alone
	Resolved    bool // one tree of fields, no references
	Textless    bool // no titles and descriptions of fields
	Descriptors bool // with the descriptors of the schemas it is made of
}

// A DescriptorForm is what stands for a descriptor in an answer.
type DescriptorForm int

// The forms of descriptors.
const (
	DescriptorObjects DescriptorForm = iota // themselves, by type
	DescriptorIDs                           // their ids, by type
	DescriptorLinks                         // their paths, by type
	DescriptorPages                         // themselves, in a list with pages
)

// An AcceptError says that an Accept header is none that a call takes.
type AcceptError struct {
	Code   string // such as XDM-1006-400
	Detail string // what would be right
}

func (e *AcceptError) Error() string { return e.Detail }

const mediaPrefix = "application/vnd.adobe."

// media returns the kind of the first media type of Adobe's in an Accept header,
// such as xed-full, and its version; "" if there is none.
func media(accept string) (kind, version string) {
	for one := range strings.SplitSeq(accept, ",") {
		name, params, err := mime.ParseMediaType(one)
		if err != nil {
			continue
		}
		kind, ours := strings.CutPrefix(name, mediaPrefix)
		kind, isJSON := strings.CutSuffix(kind, "+json")
		if ours && isJSON {
			return kind, params["version"]
		}
	}
	return "", ""
}

// ListForm returns the form that an Accept header asks for in a list of
// resources, or an *[AcceptError].
//
// Source: Schema Registry API, getting started, "Accept header".
func ListForm(accept string) (Form, error) {
	kind, version := media(accept)
	if version == "" && (kind == "xed" || kind == "xed-id") {
		return Form{Short: kind == "xed-id"}, nil
	}
	return Form{}, &AcceptError{"XDM-1006-400", "The Accept header is not right for a list: use application/vnd.adobe.xed+json or application/vnd.adobe.xed-id+json, without a version"}
}

var lookUpForms = map[string]Form{
	"xed":                {},
	"xed-id":             {Short: true},
	"xed-notext":         {Textless: true},
	"xed-full":           {Resolved: true},
	"xed-full-notext":    {Resolved: true, Textless: true},
	"xed-full-desc":      {Resolved: true, Descriptors: true},
	"xed-deprecatefield": {Resolved: true},
}

// LookUpForm returns the form that an Accept header asks for of one resource,
// or an *[AcceptError]. The version is 1 or begins with "1.": there are no
// others here.
func LookUpForm(accept string) (Form, error) {
	kind, version := media(accept)
	form, ok := lookUpForms[kind]
	if !ok || version != "1" && !strings.HasPrefix(version, "1.") {
		return Form{}, &AcceptError{"XDM-1007-400", "The Accept header is not right for one resource: use a type such as application/vnd.adobe.xed-full+json; version=1 (the version must be said, and 1 is the one there is)"}
	}
	return form, nil
}

// DescriptorListForm returns the form that an Accept header asks for in a list
// of descriptors, or an *[AcceptError].
func DescriptorListForm(accept string) (DescriptorForm, error) {
	kind, version := media(accept)
	if at := slices.Index([]string{"xdm", "xdm-id", "xdm-link", "xdm-v2"}, kind); at >= 0 && version == "" {
		return DescriptorForm(at), nil
	}
	return 0, &AcceptError{"XDM-1008-400", "The Accept header is not right for descriptors: use application/vnd.adobe.xdm+json, xdm-id+json, xdm-link+json or xdm-v2+json"}
}

// CheckDescriptorLookUp returns an *[AcceptError] if an Accept header does not
// suit one descriptor. None at all suits it.
func CheckDescriptorLookUp(accept string) error {
	kind, version := media(accept)
	if kind == "" && (accept == "" || strings.Contains(accept, "*/*") || strings.Contains(accept, "application/json")) {
		return nil
	}
	if version == "" && (kind == "xdm" || kind == "xdm-v2") {
		return nil
	}
	return &AcceptError{"XDM-1009-400", "The Accept header is not right for a descriptor: use application/vnd.adobe.xdm+json"}
}
