package signin

import (
	"errors"
	"net/http"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/platform"
	"activityhub/platform/adobe/throttle"
)

// refusal returns the error for an answer that is no token. Of what the body
// says only the error codes of RFC 6749 are read, and none of its text is kept.
func refusal(res *http.Response, body []byte) error {
	err := &platform.Error{Op: op, Kind: platform.ErrRejected}
	switch status := res.StatusCode; {
	case status >= 500:
		err.Kind = platform.ErrUnavailable
		err.Message = "the sign-in service failed"
	case status == http.StatusTooManyRequests:
		err.Kind = platform.ErrRateLimited
		err.Message = "the sign-in service asks to slow down"
		err.RetryAfter = throttle.Wait(res.Header, string(body), time.Now())
	case status < 400:
		err.Kind = platform.ErrInvalidResponse
		err.Message = "the sign-in service answered with a redirect, which is not followed; look at the sign-in URL"
	default:
		err.Message = advice(status, body)
	}
	return err
}

// advice says what to look at after a refusal for good.
func advice(status int, body []byte) string {
	var code string
	if gjson.ValidBytes(body) {
		code = gjson.GetBytes(body, "error").String()
	}
	switch {
	case code == "invalid_scope":
		return "the sign-in service does not grant the scopes that were asked for; look at the scopes, which the credential's page in the Developer Console lists"
	case code == "invalid_client" || code == "unauthorized_client" || code == "invalid_client_secret" || status == http.StatusUnauthorized:
		return "the client id or secret is not accepted by the sign-in service; look at the client id and the client secret, and whether the secret was deleted or replaced in the Developer Console"
	case code == "unsupported_grant_type" || code == "invalid_grant":
		return "the credential is none for servers; make an OAuth server-to-server credential in the Developer Console, because others cannot be used here"
	case status == http.StatusNotFound || status == http.StatusMethodNotAllowed:
		return "there is no sign-in service at the sign-in URL; for production it is https://ims-na1.adobelogin.com"
	}
	return "the sign-in service refuses the request; look at the client id, the client secret, the scopes and the sign-in URL"
}

// retryAfter returns how long err asks to wait; zero if it does not.
func retryAfter(err error) time.Duration {
	var e *platform.Error
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}
