package faults

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"activityhub/platform/local/nearest"
)

// Header is the request header that names faults for one request:
//
//	faults = fault *( "," fault )
//	fault  = kind *( ";" key "=" value )
//
// with kinds and keys as [Effects] tells them; blanks around the parts do not
// count, and the header may be repeated. Values hold neither comma nor
// semicolon. The header ends here; the gateway does not see it.
const Header = "X-Activityhub-Fault"

// maxHeaderFaults bounds the faults of one request.
const maxHeaderFaults = 16

// parseHeader returns the effects that a request names.
func parseHeader(h http.Header) ([]Effect, error) {
	var named []Effect
	for _, line := range h.Values(Header) {
		for part := range strings.SplitSeq(line, ",") {
			effect, err := parseEffect(part)
			if err != nil {
				return nil, err
			}
			if named = append(named, effect); len(named) > maxHeaderFaults {
				return nil, fmt.Errorf("a request names %d faults at most", maxHeaderFaults)
			}
		}
	}
	return named, nil
}

func parseEffect(text string) (Effect, error) {
	parts := strings.Split(text, ";")
	e := Effect{Kind: strings.TrimSpace(parts[0])}
	if err := e.checkKind(); err != nil {
		return e, err
	}
	fields, keys := reflect.ValueOf(&e).Elem(), effects[e.Kind].known()[1:]
	for _, part := range parts[1:] {
		key, value, ok := strings.Cut(part, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if len(keys) == 0 {
			return e, fmt.Errorf("%s has no keys; write it alone", e.Kind)
		}
		field, known := fieldByKey(fields, key)
		if !ok || !known || !slices.Contains(keys, key) {
			return e, fmt.Errorf("%.40q is not right; write %s; key=value with one of %s%s", strings.TrimSpace(part), e.Kind,
				strings.Join(keys, ", "), nearest.Hint(key, keys))
		}
		if err := assign(field, value); err != nil {
			return e, fmt.Errorf("%s: %w", key, err)
		}
	}
	return e, e.check()
}
