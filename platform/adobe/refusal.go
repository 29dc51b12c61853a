package adobe

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/platform"
	"activityhub/platform/adobe/throttle"
	"activityhub/platform/adobe/wire"
	"activityhub/platform/xdm"
)

// A refusal is what is known of an answer that is none: the cause in a
// *[platform.Error] from send, for errors.As. It keeps no text of the answer.
type refusal struct {
	status  int    // HTTP
	code    string // of the gateway ("403025") or the service ("UPAPI-113740-403"); "" if it gave none of a known form
	gateway bool   // the gateway in front of all services refused, not the service

	tooManyLinked bool // 422: the person has more identities than the Platform looks up
	linked        int  // how many, with tooManyLinked; 0 if it did not say
	mergePolicy   bool // 422: there is no such merge policy, or no default one
}

func (r *refusal) Error() string {
	if r.code == "" {
		return fmt.Sprintf("status %d", r.status)
	}
	return fmt.Sprintf("status %d, code %s", r.status, r.code)
}

var (
	gatewayCode = regexp.MustCompile(`^[1-5]\d{5}$`)
	serviceCode = regexp.MustCompile(`\b(?:UPS-[A-Z]{2,8}-\d{4,8}|UPAPI-\d{4,8}-\d{3}|XDM-\d{3,6}-\d{3}|UIS-\d{3,6}-\d{3}|SANDBOX-\d{3})\b`)
)

// readRefusal reads an error body of any of the shapes that are in use. For the
// status in it the body's own word does not count.
//
// Source: reference on errors: gateway, profile service, problem, audiences.
func readRefusal(status int, body string) *refusal {
	r := &refusal{status: status}
	if xdm.Deeper(body, maxDepth) || !gjson.Valid(body) {
		return r
	}
	answer := gjson.Parse(body)
	if answer.IsArray() {
		answer = answer.Get("0")
	}
	if !answer.IsObject() {
		return r
	}
	if code := answer.Get("error_code").String(); gatewayCode.MatchString(code) {
		r.code, r.gateway = code, true
		return r
	}
	r.code = serviceCode.FindString(body)
	if status == http.StatusUnprocessableEntity {
		r.linked, r.tooManyLinked = wire.TooManyLinked(body)
		r.mergePolicy = !r.tooManyLinked && strings.Contains(strings.ReplaceAll(strings.ToLower(body), " ", ""), "mergepolicy")
	}
	return r
}

// refused returns the error for an answer other than 200 to 299. Its message is
// ours: what Adobe says in words names people and organisations.
func refused(op string, status int, header http.Header, body string, now time.Time) *platform.Error {
	r := readRefusal(status, body)
	err := &platform.Error{Op: op, Kind: platform.ErrRejected, Err: r}
	switch {
	case status == http.StatusTooManyRequests:
		err.Kind, err.RetryAfter = platform.ErrRateLimited, throttle.Wait(header, body, now)
		err.Message = "the Platform asks to slow down"
	case status == http.StatusServiceUnavailable:
		err.Kind, err.RetryAfter = platform.ErrUnavailable, throttle.Wait(header, body, now)
		err.Message = "the Platform is unavailable at the moment"
	case status >= 500:
		err.Kind, err.Message = platform.ErrUnavailable, "the Platform failed"
	case status == http.StatusRequestTimeout:
		err.Kind, err.Message = platform.ErrTimeout, "the Platform gave up waiting"
	case status < 400:
		err.Kind = platform.ErrElsewhere
		err.Message = "the Platform answered with a redirect, which is not followed; look at its address in the settings"
	case status == http.StatusNotFound && r.gateway:
		err.Kind = platform.ErrUnsupported
		err.Message = "this Platform does not offer what was asked for: its gateway knows no such address"
	case status == http.StatusNotFound && body != "" && !gjson.Valid(body):
		err.Kind = platform.ErrInvalidResponse
		err.Message = "something that is no Platform answers at its address; look at the base URL"
	case status == http.StatusNotFound:
		err.Kind, err.Message = platform.ErrNotFound, "there is nothing of that kind"
	case r.tooManyLinked:
		err.Kind = platform.ErrTooManyLinked
		err.Message = fmt.Sprintf("the person has more than %d identities, which is the most that the Platform looks up", platform.MaxIdentitiesPerCluster)
	case r.mergePolicy:
		err.Message = "the Platform knows no such merge policy, or has no default one; name one that it lists, or set the default in the settings"
	default:
		err.Message = r.advice().String()
	}
	return err
}
