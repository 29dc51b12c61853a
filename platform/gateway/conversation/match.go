package conversation

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"activityhub/platform/xdm"
)

// maxAsked bounds the body of a request to a replay, in bytes.
const maxAsked = 16 << 20

// requestOf returns a request in the form of a record, without replacing
// anything: whoever asks a replay has pseudonyms.
func requestOf(r *http.Request) (request, error) {
	q := request{Method: r.Method, Path: canonicalPath(r.URL.EscapedPath())}
	if isSignIn(r.URL.Path) {
		return q, nil
	}
	for part := range strings.SplitSeq(r.URL.RawQuery, "&") {
		name, value, _ := strings.Cut(part, "=")
		plainName, err := url.QueryUnescape(name)
		plain, err2 := url.QueryUnescape(value)
		if part != "" && err == nil && err2 == nil {
			q.Query = append(q.Query, param{plainName, plain})
		}
	}
	sortParams(q.Query)
	if accept := r.Header.Get("Accept"); strings.Contains(accept, "vnd.adobe") && mediaType.MatchString(accept) {
		q.Accept = accept
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxAsked+1))
	if err != nil || len(raw) > maxAsked {
		return q, cmp.Or(err, fmt.Errorf("over %d MiB", maxAsked>>20))
	}
	if json.Valid(raw) && !xdm.Deeper(raw, maxDepth) {
		q.Body = raw
	}
	return q, nil
}

// canonicalPath spells escapes in one way.
func canonicalPath(escaped string) string {
	segments := strings.Split(escaped, "/")
	for i, segment := range segments {
		if plain, err := url.PathUnescape(segment); err == nil {
			segments[i] = url.PathEscape(plain)
		}
	}
	return strings.Join(segments, "/")
}

// keysOf returns what a request is found by, with and without its times.
func keysOf(q request) (exact, timeless string) {
	return q.key(false), q.key(true)
}

func (q request) key(timeless bool) string {
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, "%s %s %s\n", q.Method, canonicalPath(q.Path), strings.ReplaceAll(q.Accept, " ", ""))
	for _, p := range q.Query {
		name, value := p[0], p[1]
		switch strings.ToLower(name) {
		case "starttime", "endtime":
			if timeless {
				continue
			}
		case "orderby":
			name, value = "orderby", strings.TrimLeft(value, "+ ")
		case "fields":
			value = strings.Join(slices.Sorted(slices.Values(strings.Split(value, ","))), ",")
		}
		_, _ = fmt.Fprintf(&b, "%q=%q\n", name, value)
	}
	b.Write(canonical(q.Body, timeless))
	return b.String()
}

// canonical returns JSON with its members sorted, and the lists whose order
// means nothing too.
func canonical(raw []byte, timeless bool) []byte {
	return canonicalValue(gjson.ParseBytes(raw), "", timeless)
}

func canonicalValue(v gjson.Result, name string, timeless bool) []byte {
	var parts [][]byte
	switch {
	case v.IsObject():
		v.ForEach(func(key, member gjson.Result) bool {
			if !timeless || key.String() != "timeFilter" {
				quoted, _ := json.Marshal(key.String()) // a text always can be
				parts = append(parts, slices.Concat(quoted, []byte(":"), canonicalValue(member, key.String(), timeless)))
			}
			return true
		})
		slices.SortStableFunc(parts, bytes.Compare)
		return slices.Concat([]byte("{"), bytes.Join(parts, []byte(",")), []byte("}"))
	case v.IsArray():
		v.ForEach(func(_, element gjson.Result) bool {
			parts = append(parts, canonicalValue(element, "", timeless))
			return true
		})
		switch name {
		case "identities", "fields", "ids", "xids", "composite_xids", "compositeXids":
			slices.SortStableFunc(parts, bytes.Compare)
		}
		return slices.Concat([]byte("["), bytes.Join(parts, []byte(",")), []byte("]"))
	case v.Type == gjson.String:
		quoted, _ := json.Marshal(v.String()) // a text always can be
		return quoted
	}
	return []byte(v.Raw)
}
