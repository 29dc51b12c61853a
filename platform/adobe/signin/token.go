package signin

import (
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

// A Token is an access token. Whatever prints or logs it shows none of it, not
// even as a field of something else. Two tokens are equal if they came from the
// same answer; the zero value is none.
type Token struct{ value *string } // as the header has it

// Authorize sets the header that presents t.
func (t Token) Authorize(header http.Header) {
	header["Authorization"] = []string{*t.value}
}

// Format writes that there is a token, and no more, for every verb.
func (t Token) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(hidden)) }

// LogValue is [Token.Format] for logs.
func (t Token) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText is [Token.Format] for encoders.
func (t Token) MarshalText() ([]byte, error) { return []byte(hidden), nil }

const hidden = "(a token)"

// grant is a token with its times.
type grant struct {
	token   Token
	renewAt time.Time // from then on the next one is fetched
	endsAt  time.Time // from then on it is not used
}

// newGrant returns a grant of token for life from began on, the time when it was
// asked for. The next one is fetched five to six minutes before its end or, of
// short lives, in their last quarter; spread makes the difference, 0 to 1, so
// that several processes do not come at once.
func newGrant(token Token, began time.Time, life time.Duration, spread float64) grant {
	ahead := min(5*time.Minute, life/5)
	ahead += time.Duration(float64(ahead) * spread / 5)
	return grant{token: token, renewAt: began.Add(life - ahead), endsAt: began.Add(life - min(5*time.Second, life/20))}
}
