package gateway

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// tokens gives out access tokens and knows them again: random bytes and the end
// of their life, signed with a key that dies with the gateway. Nothing is kept
// of a token, so any number of them are good at once.
type tokens struct {
	key  [32]byte
	life time.Duration
	now  func() time.Time
}

// A token is tokenRandom bytes, its end in ms of the Unix epoch, and a signature
// of tokenSigned bytes over both.
const (
	tokenRandom = 16
	tokenSigned = 16
	tokenSize   = tokenRandom + 8 + tokenSigned
)

func newTokens(life time.Duration, now func() time.Time) tokens {
	t := tokens{life: life, now: now}
	_, _ = rand.Read(t.key[:]) // never fails: see crypto/rand
	return t
}

// issue returns a new token.
func (t *tokens) issue() string {
	b := make([]byte, tokenRandom, tokenSize)
	_, _ = rand.Read(b)
	b = binary.BigEndian.AppendUint64(b, uint64(t.now().Add(t.life).UnixMilli()))
	return base64.RawURLEncoding.EncodeToString(append(b, t.sign(b)...))
}

// valid reports whether token was issued here and has not ended.
func (t *tokens) valid(token string) bool {
	var space [tokenSize + 2]byte
	if base64.RawURLEncoding.DecodedLen(len(token)) != tokenSize {
		return false
	}
	n, err := base64.RawURLEncoding.Strict().Decode(space[:], []byte(token))
	if err != nil || n != tokenSize {
		return false
	}
	said, signed := space[:tokenSize-tokenSigned], space[tokenSize-tokenSigned:tokenSize]
	return hmac.Equal(signed, t.sign(said)) && t.now().UnixMilli() < int64(binary.BigEndian.Uint64(said[tokenRandom:]))
}

func (t *tokens) sign(said []byte) []byte {
	mac := hmac.New(sha256.New, t.key[:])
	mac.Write(said)
	return mac.Sum(nil)[:tokenSigned]
}
