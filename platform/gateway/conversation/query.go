package conversation

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// A param is one parameter of a query, decoded.
type param = [2]string

// path replaces the segments of an escaped path that are not the API's own.
func (r *replacer) path(escaped string) string {
	segments := strings.Split(escaped, "/")
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		switch {
		case segment == "", pathWords[segment]:
		case err != nil:
			segments[i] = url.PathEscape(r.of(segment))
		case xdmName.MatchString(plain), xdmURI.MatchString(plain), tenantURI.MatchString(plain), tenantName.MatchString(plain):
		case i > 0 && segments[i-1] == "identities" && small.MatchString(plain): // the number of a namespace
		default:
			segments[i] = url.PathEscape(r.text(place{scope: personal}, plain))
		}
	}
	return strings.Join(segments, "/")
}

// query replaces the values in a query to a path, and sorts it.
func (r *replacer) query(raw, path string) []param {
	var params []param
	for part := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(part, "=")
		plainName, err := url.QueryUnescape(name)
		plain, err2 := url.QueryUnescape(value)
		if part == "" {
			continue
		}
		if err != nil || err2 != nil {
			plainName, plain = "broken", r.of(part)
		} else {
			if !isFieldPath(plainName) {
				plainName = r.of(plainName)
			}
			plain = r.param(plainName, plain, path)
		}
		params = append(params, param{plainName, plain})
	}
	sortParams(params)
	return params
}

// param replaces what is data in the value of a parameter.
func (r *replacer) param(name, value, path string) string {
	at := place{scope: interfacing, names: []string{name}}
	switch strings.ToLower(name) {
	case "entityidns", "relatedentityidns", "namespace", "targetns":
		at.names = []string{"entityIdNS", "code"}
	case "fields":
		paths := strings.Split(value, ",")
		for i, path := range paths {
			if !isFieldPath(path) {
				paths[i] = r.of(path)
			}
		}
		return strings.Join(paths, ",")
	case "limit", "page", "offset", "totalcount", "nsid":
		if whole.MatchString(value) {
			return value
		}
	case "property":
		return r.property(value, path)
	}
	return r.text(at, value)
}

var (
	comparison = regexp.MustCompile(`^([^=!<>~]+)(==|!=|<=|>=|=|<|>|~)(.*)$`)
	quoted     = regexp.MustCompile(`^(["'])(.*)(["'])$`)
)

// property replaces the literal of a filter such as eventType="order.placed".
func (r *replacer) property(filter, path string) string {
	parts := comparison.FindStringSubmatch(filter)
	if parts == nil {
		if isFieldPath(filter) {
			return filter
		}
		return r.of(filter)
	}
	field, literal := parts[1], parts[3]
	if !isFieldPath(field) {
		field = r.of(field)
	}
	at := place{scope: scopeOf(path), names: strings.Split(field, ".")}
	if strings.HasSuffix(path, "/entities") {
		at.scope = personal
	}
	if q := quoted.FindStringSubmatch(literal); q != nil {
		return field + parts[2] + q[1] + r.text(at, q[2]) + q[3]
	}
	if literal != "true" && literal != "false" {
		literal = r.text(at, literal)
	}
	return field + parts[2] + literal
}

func sortParams(params []param) {
	slices.SortFunc(params, func(a, b param) int {
		if n := strings.Compare(a[0], b[0]); n != 0 {
			return n
		}
		return strings.Compare(a[1], b[1])
	})
}

func encodeQuery(params []param) string {
	var b strings.Builder
	for i, p := range params {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(p[0]) + "=" + url.QueryEscape(p[1]))
	}
	return b.String()
}
