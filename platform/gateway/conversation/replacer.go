package conversation

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"activityhub/platform/xdm"
)

// maxDepth bounds how deep objects and lists of a body may be nested.
const maxDepth = 200

// A replacer puts pseudonyms into requests and answers.
type replacer struct {
	*pseudonyms
	own string // host of the Platform, whose links lead back to itself
}

// upstreamMark stands in a record for the address of the Platform.
const upstreamMark = "{upstream}"

// document replaces the values of a JSON document. ok is false if it is none, or
// nested too deep.
func (r *replacer) document(raw []byte, at place) (replaced []byte, ok bool) {
	if !json.Valid(raw) || !utf8.Valid(raw) || xdm.Deeper(raw, maxDepth) {
		return nil, false
	}
	var b bytes.Buffer
	r.value(&b, gjson.ParseBytes(raw), at)
	return b.Bytes(), true
}

func (r *replacer) value(b *bytes.Buffer, v gjson.Result, at place) {
	first := true
	separate := func() {
		if !first {
			b.WriteByte(',')
		}
		first = false
	}
	switch {
	case v.IsObject():
		b.WriteByte('{')
		v.ForEach(func(key, member gjson.Result) bool {
			separate()
			name := key.String()
			if at.keepsKey(name) {
				writeText(b, name)
			} else {
				writeText(b, r.text(place{scope: personal}, name))
			}
			b.WriteByte(':')
			r.value(b, member, at.below(name))
			return true
		})
		b.WriteByte('}')
	case v.IsArray():
		b.WriteByte('[')
		v.ForEach(func(_, element gjson.Result) bool {
			separate()
			r.value(b, element, place{scope: at.scope, names: at.names})
			return true
		})
		b.WriteByte(']')
	case v.Type == gjson.String:
		writeText(b, r.text(at, v.String()))
	case v.Type == gjson.Number:
		b.WriteString(r.amount(at, v.Raw))
	default:
		b.WriteString(v.Raw)
	}
}

// text returns what stands for a text at a place.
func (r *replacer) text(at place, text string) string {
	if text == "" || at.keepsText(text) {
		return text
	}
	if at.scope != personal && (at.up(0) == "href" || at.up(0) == "self") {
		return r.link(text)
	}
	if moved, ok := r.shiftText(text); ok {
		return moved
	}
	if moved, ok := r.shiftNumber(at.up(0), text); ok {
		return moved
	}
	if at.scope != personal && errorTexts[at.up(0)] {
		if known, ok := errorWords(text); ok {
			return known
		}
	}
	return r.of(text)
}

// amount returns what stands for a number at a place.
func (r *replacer) amount(at place, text string) string {
	if at.keepsNumber(text) {
		return text
	}
	if moved, ok := r.shiftNumber(at.up(0), text); ok {
		return moved
	}
	return r.number(text)
}

// link replaces what is data in a link: relative, beginning with "@/", or with a
// host. The Platform's own host becomes a mark that replay fills in.
func (r *replacer) link(text string) string {
	rest, prefix := text, ""
	if strings.HasPrefix(rest, "@/") {
		rest, prefix = rest[1:], "@"
	}
	u, err := url.Parse(rest)
	if err != nil || u.Opaque != "" || u.User != nil || u.Fragment != "" {
		return r.of(text)
	}
	switch {
	case u.Host != "" && strings.EqualFold(u.Host, r.own):
		prefix = upstreamMark
	case u.Host != "":
		prefix = "//" + r.host(u.Host)
		if u.Scheme != "" {
			prefix = u.Scheme + ":" + prefix
		}
	case u.Scheme != "":
		return r.of(text)
	}
	made := prefix + r.path(u.EscapedPath())
	if u.RawQuery != "" {
		made += "?" + encodeQuery(r.query(u.RawQuery, u.Path))
	}
	return made
}

func writeText(b *bytes.Buffer, text string) {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text)      // a text always can be
	b.Truncate(b.Len() - 1) // the line feed that ends every document
}
