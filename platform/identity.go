package platform

import (
	"cmp"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxIdentityLength is the longest identity value, in characters.
//
// Source: Identity Service guardrails.
const MaxIdentityLength = 1024

// MaxIdentitiesPerCluster is how many identities one person may have before the
// Platform refuses to look them up.
//
// Source: Real-Time Customer Profile guardrails.
const MaxIdentitiesPerCluster = 50

// A Namespace is the code of an identity namespace, such as "ECID" or "Email".
// Codes are compared without regard to case: see [Namespace.Fold].
type Namespace string

// Fold returns the form of n to compare and to key maps by.
func (n Namespace) Fold() Namespace { return Namespace(strings.ToLower(string(n))) }

// compareFolded compares what Fold returns, without making it where codes are
// ASCII, as all are that the service takes.
func (n Namespace) compareFolded(m Namespace) int {
	for i := range min(len(n), len(m)) {
		a, b := n[i], m[i]
		if a >= utf8.RuneSelf || b >= utf8.RuneSelf {
			return cmp.Compare(n.Fold(), m.Fold())
		}
		if c := cmp.Compare(lower(a), lower(b)); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(n), len(m))
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// An Identity points at a person. It is comparable, so it can key a map or a
// loader; that is why "primary" is on [LinkedIdentity]. The zero value is
// invalid.
type Identity struct {
	Namespace Namespace // code, such as "ECID"
	ID        string    // verbatim: its case matters
}

// ParseIdentity reads the form NAMESPACE:ID, such as "Email:ada@example.com".
// Only the first colon divides, so an ID may hold colons. It returns
// [ErrInvalid] for anything that [Identity.Check] refuses.
func ParseIdentity(s string) (Identity, error) {
	namespace, id, ok := strings.Cut(s, ":")
	if !ok {
		return Identity{}, Invalidf("an identity is written NAMESPACE:ID, such as Email:ada@example.com; there is no colon in what was given")
	}
	identity := Identity{Namespace: Namespace(namespace), ID: id}
	return identity, identity.Check()
}

// String returns the form that [ParseIdentity] reads. It holds a personal
// value: it belongs in answers, never in logs or errors.
func (i Identity) String() string { return string(i.Namespace) + ":" + i.ID }

// LogValue keeps the value of an identity out of logs.
func (i Identity) LogValue() slog.Value { return slog.StringValue(string(i.Namespace) + ":…") }

// Fold returns i with its namespace folded: the form to key maps by. The ID
// stays verbatim, because the Platform compares values exactly.
func (i Identity) Fold() Identity { return Identity{Namespace: i.Namespace.Fold(), ID: i.ID} }

// Check returns an [ErrInvalid] that says what is wrong with i, without
// repeating its value.
func (i Identity) Check() error {
	switch {
	case i.Namespace == "":
		return Invalidf("an identity needs a namespace code, such as Email")
	case !validNamespace(string(i.Namespace)):
		return Invalidf("a namespace code is 1 to 64 letters, digits, '-', '_' or '.', such as Email or CRMID")
	case i.ID == "":
		return Invalidf("an identity in namespace %s needs a value that is not empty", i.Namespace)
	case !utf8.ValidString(i.ID) || strings.ContainsRune(i.ID, 0):
		return Invalidf("an identity value is UTF-8 text without NUL characters")
	case utf8.RuneCountInString(i.ID) > MaxIdentityLength:
		return Invalidf("an identity value has at most %d characters, this one has %d", MaxIdentityLength, utf8.RuneCountInString(i.ID))
	}
	return nil
}

func validNamespace(code string) bool {
	if len(code) > 64 {
		return false
	}
	for _, r := range code {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.' {
			return false
		}
	}
	return true
}

// Compare orders identities by folded namespace, then by ID.
func (i Identity) Compare(j Identity) int {
	if c := i.Namespace.compareFolded(j.Namespace); c != 0 {
		return c
	}
	return cmp.Compare(i.ID, j.ID)
}

// A LinkedIdentity is an identity as a profile holds it.
type LinkedIdentity struct {
	Identity
	Primary bool // the identity its record was stored under; merged answers may not say
}

// Canonical returns the one of linked that stands for the person in opaque ids:
// the least by [Identity.Compare] among the people's own keys, or among all
// where there is none. It is the same whichever identity was asked for. ok is
// false when linked is empty.
func Canonical(linked []LinkedIdentity) (identity Identity, ok bool) {
	if len(linked) == 0 {
		return Identity{}, false
	}
	least := slices.MinFunc(linked, func(a, b LinkedIdentity) int {
		return cmp.Or(cmp.Compare(rank(a.Namespace), rank(b.Namespace)), a.Compare(b.Identity))
	})
	return Identity{Namespace: least.Namespace.Fold(), ID: least.ID}, true
}

// rank puts keys that sources give a person before contact data, and both
// before devices, so that the opaque id seldom carries an e-mail address and
// does not change when a device comes along.
func rank(n Namespace) int {
	switch n.Fold() {
	case "email", "email_lc_sha256", "phone", "phone_e.164", "phone_sha256", "phone_sha256_e.164":
		return 1
	case "ecid", "aaid", "adcloud", "apns", "core", "fcm", "gaid", "idfa", "tntid", "waid":
		return 2
	}
	return 0
}

// An IdentityNamespace describes a namespace that the engine knows.
type IdentityNamespace struct {
	Code        Namespace
	Name        string
	Description string
	IDType      string // COOKIE, CROSS_DEVICE, DEVICE, EMAIL, MOBILE, NON_PEOPLE, PHONE
	Custom      bool   // set up by the tenant, rather than standard
}

func unknownNamespace(code Namespace, known []IdentityNamespace) error {
	codes := make([]string, len(known))
	for i, n := range known {
		codes[i] = string(n.Code)
	}
	slices.Sort(codes)
	return Invalidf("unknown namespace %s; the namespaces here are %s", quoteCode(code), strings.Join(codes, ", "))
}

// quoteCode quotes a namespace code that passed Check for a message. One without
// letters is not repeated: it is no code, but a number in the wrong place.
func quoteCode(code Namespace) string {
	if code.Fold() == Namespace(strings.ToUpper(string(code))) {
		return "code"
	}
	return fmt.Sprintf("%q", string(code))
}
