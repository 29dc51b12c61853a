package adobe

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

const (
	unionsPath   = "/data/foundation/schemaregistry/tenant/unions/"
	unionAccept  = "application/vnd.adobe.xed-full+json; version=1" // references and allOf resolved
	unionMost    = 64 << 20                                         // bytes; real unions have some 8,500 fields
	unionTimeout = time.Minute
	contextBase  = "https://ns.adobe.com/xdm/context/"
)

// Union returns the union schema of a class in its resolved form, as
// [xdm.ParseSchema] reads it: "profile", "experienceevent", or the $id of any
// class, such as https://ns.adobe.com/xdm/context/profile.
//
// Source: Schema Registry guide on unions; its appendix on Accept.
func (e *Engine) Union(ctx context.Context, class string) ([]byte, error) {
	const op = "Union"
	if !strings.Contains(class, "://") {
		class = contextBase + class
	}
	union := call{
		op: op, method: http.MethodGet, accept: unionAccept, most: unionMost,
		path: unionsPath + url.PathEscape(strings.TrimSuffix(class, "__union")+"__union"),
	}
	e, done := e.aside(unionTimeout)
	defer done()
	a, err := e.send(ctx, union)
	if short, ok := strings.CutPrefix(class, contextBase); ok && errors.Is(err, platform.ErrNotFound) {
		// Some proxies undo the escapes of a path; the other name of a union has none.
		union.path = unionsPath + "_xdm.context." + url.PathEscape(short) + "__union"
		a, err = e.send(ctx, union)
	}
	if errors.Is(err, platform.ErrNotFound) {
		return nil, &platform.Error{Op: op, Kind: platform.ErrNotFound, Message: "the Schema Registry has no union of that class in this sandbox; a class has one as soon as a schema of it is enabled for profile"}
	}
	if err != nil {
		return nil, err
	}
	raw := []byte(a.body)
	if _, err := xdm.ParseSchema(raw); err != nil {
		return nil, &platform.Error{Op: op, Kind: platform.ErrInvalidResponse, Message: "the Schema Registry's union cannot be read: " + err.Error()}
	}
	return raw, nil
}
