package gateway

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"strings"

	"activityhub/platform"
)

// An XID is one identity, sealed: whoever has it can ask for that identity and
// learns nothing else from it. One identity, its namespace folded, has one XID,
// in every gateway and for ever, so that a client may keep it. Nothing is stored:
// the XID holds the identity itself, encrypted under a nonce that is made of
// it (a synthetic one), which also tells a made-up XID from a real one.
//
// The keys are in this program: they hide nothing from those who have it. They
// keep clients from taking XIDs apart, as they must not with Adobe's.
type xids struct {
	seal  [16]byte
	block cipher.Block
}

// sealSize is how many bytes of an XID are its nonce.
const sealSize = 8

func newXIDs() xids {
	seal, hide := sha256.Sum256([]byte("activityhub gateway XID seal")), sha256.Sum256([]byte("activityhub gateway XID cipher"))
	block, err := aes.NewCipher(hide[:16])
	if err != nil {
		panic(err) // the size of the key is right
	}
	return xids{seal: [16]byte(seal[:16]), block: block}
}

// of returns the XID of id.
func (x *xids) of(id platform.Identity) string {
	return string(x.append(make([]byte, 0, 64), id))
}

// append appends the XID of id. It takes about a quarter of a microsecond, and a
// look-up needs one for each identity of each person.
func (x *xids) append(b []byte, id platform.Identity) []byte {
	var space [128]byte
	sealed := appendPacked(space[:sealSize], id.Fold())
	copy(sealed, x.nonce(sealed[sealSize:]))
	x.hide(sealed)
	return base64.RawURLEncoding.AppendEncode(b, sealed)
}

// identity returns the identity, its namespace folded, that xid is of; ok is
// false if it is none.
func (x *xids) identity(xid string) (id platform.Identity, ok bool) {
	if len(xid) > 8<<10 { // no identity is as long
		return platform.Identity{}, false
	}
	sealed, ok := decoded(xid)
	if !ok || len(sealed) <= sealSize {
		return platform.Identity{}, false
	}
	x.hide(sealed) // the same again shows it
	if !hmac.Equal(x.nonce(sealed[sealSize:]), sealed[:sealSize]) {
		return platform.Identity{}, false
	}
	id, ok = unpacked(sealed[sealSize:])
	return id, ok && id.Check() == nil
}

// decoded returns the bytes that text stands for. No two texts stand for the
// same: encoding/base64 would skip line ends.
func decoded(text string) ([]byte, bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return b, err == nil && !strings.ContainsAny(text, "\r\n")
}

// nonce returns the nonce of plain: a hash of it under a key.
func (x *xids) nonce(plain []byte) []byte {
	var space [192]byte
	sum := sha256.Sum256(append(append(space[:0], x.seal[:]...), plain...))
	return sum[:sealSize]
}

// hide encrypts what follows the nonce, in counter mode.
func (x *xids) hide(sealed []byte) {
	var pad [2 * aes.BlockSize]byte // counter, and what it becomes
	counter, key := pad[:aes.BlockSize], pad[aes.BlockSize:]
	copy(counter, sealed[:sealSize])
	for rest := sealed[sealSize:]; len(rest) > 0; {
		x.block.Encrypt(key, counter)
		rest = rest[subtle.XORBytes(rest, rest, key):]
		binary.BigEndian.PutUint64(counter[sealSize:], binary.BigEndian.Uint64(counter[sealSize:])+1)
	}
}

// digits marks an identity whose value is an even number of decimal digits, as
// ECIDs are: two of them fit a byte.
const digits = 0x80

// appendPacked appends id: the length of its namespace and whether its value is
// packed digits, the namespace, and the value.
func appendPacked(b []byte, id platform.Identity) []byte {
	namespace := byte(len(id.Namespace)) // at most 64, see Identity.Check
	if len(id.ID)%2 != 0 || strings.ContainsFunc(id.ID, func(r rune) bool { return r < '0' || r > '9' }) {
		b = append(append(b, namespace), id.Namespace...)
		return append(b, id.ID...)
	}
	b = append(append(b, namespace|digits), id.Namespace...)
	for i := 0; i < len(id.ID); i += 2 {
		b = append(b, (id.ID[i]-'0')<<4|(id.ID[i+1]-'0'))
	}
	return b
}

func unpacked(b []byte) (id platform.Identity, ok bool) {
	length, packed := int(b[0]&^digits), b[0]&digits != 0
	if length > len(b)-1 {
		return id, false
	}
	id.Namespace, b = platform.Namespace(b[1:1+length]), b[1+length:]
	if !packed {
		id.ID = string(b)
		return id, true
	}
	value := make([]byte, 0, 2*len(b))
	for _, pair := range b {
		value = append(value, '0'+pair>>4, '0'+pair&15)
	}
	id.ID = string(value)
	return id, true
}
