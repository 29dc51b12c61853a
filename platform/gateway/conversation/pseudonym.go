package conversation

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
)

// Bounds of pseudonyms.
const (
	maxRemembered = 2_000_000 // values whose pseudonym is kept apart from all others
	maxAttempts   = 32        // to find one that no other value has
)

// pseudonyms replaces values, the same by the same.
type pseudonyms struct {
	key   [sha256.Size]byte
	shift time.Duration // of all times: whole seconds

	mu    sync.Mutex
	given map[string]string // class and value → pseudonym
	taken map[string]bool   // pseudonyms given
}

// newPseudonyms draws a key and a shift between 60 and 1,000 days.
func newPseudonyms(random io.Reader) (*pseudonyms, error) {
	p := &pseudonyms{given: make(map[string]string), taken: make(map[string]bool)}
	if _, err := io.ReadFull(random, p.key[:]); err != nil {
		return nil, fmt.Errorf("no key can be drawn: %w", err)
	}
	const day = 24 * 60 * 60
	p.shift = time.Duration(60*day+p.lot("shift", "", 0).Int64N(940*day)) * time.Second
	return p, nil
}

// lot returns what a value's pseudonym is drawn from.
func (p *pseudonyms) lot(class, value string, attempt int) *rand.Rand {
	mac := hmac.New(sha256.New, p.key[:])
	_, _ = fmt.Fprintf(mac, "%s\x00%s\x00%d", class, value, attempt)
	return rand.New(rand.NewChaCha8([32]byte(mac.Sum(nil))))
}

// draw returns the pseudonym of a value in a class, which no other value has as
// long as there are enough of that shape, and which is not the value.
func (p *pseudonyms) draw(class, value string, make func(lot *rand.Rand) string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := class + "\x00" + value
	if known, ok := p.given[id]; ok {
		return known
	}
	full := len(p.given) >= maxRemembered
	var made string
	for attempt := range maxAttempts {
		made = make(p.lot(class, value, attempt))
		if full || made != value && !p.taken[made] {
			break
		}
	}
	if !full {
		p.given[id], p.taken[made] = made, true
	}
	return made
}

var (
	numberForm = regexp.MustCompile(`^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$`)
	emailForm  = regexp.MustCompile(`^[^@\s"<>/]+@[^@\s"<>/]+\.[^@\s"<>./]+$`)
	orgForm    = regexp.MustCompile(`^([0-9A-Fa-f]{24})(@AdobeOrg)$`)
	urlForm    = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]{1,15}://)([^/?#]*)(.*)$`)
	hexForm    = regexp.MustCompile(`^(?:[0-9a-f-]{8,}|[0-9A-F-]{8,})$`)
	opaqueForm = regexp.MustCompile(`^[A-Za-z0-9_=-]{10,}$`)
)

// of returns the pseudonym of a text.
func (p *pseudonyms) of(value string) string {
	switch {
	case strings.Trim(value, "0") == "":
		return value // nobody: clients that try a Platform ask for an identity of zeros
	case numberForm.MatchString(value):
		return p.number(value)
	case orgForm.MatchString(value):
		parts := orgForm.FindStringSubmatch(value)
		return p.hex(parts[1]) + parts[2]
	case emailForm.MatchString(value):
		return p.email(value)
	case urlForm.MatchString(value):
		parts := urlForm.FindStringSubmatch(value)
		return parts[1] + p.host(parts[2]) + p.shaped(parts[3])
	case isHex(value):
		return p.hex(value)
	case isOpaque(value):
		return p.opaque(value)
	}
	if address, err := netip.ParseAddr(value); err == nil {
		return p.address(address)
	}
	return p.shaped(value)
}

// isHex reports whether a text is a hexadecimal id such as a UUID; ones of
// digits alone are numbers.
func isHex(value string) bool {
	return hexForm.MatchString(value) && strings.ContainsAny(value, "0123456789") && strings.ContainsAny(value, "abcdefABCDEF")
}

// isOpaque reports whether a text mixes cases and digits as base64 does.
func isOpaque(value string) bool {
	return opaqueForm.MatchString(value) && strings.ContainsAny(value, "0123456789") &&
		strings.IndexFunc(value, unicode.IsUpper) >= 0 && strings.IndexFunc(value, unicode.IsLower) >= 0
}

// email keeps the address one, at a domain that is reserved for examples.
func (p *pseudonyms) email(value string) string {
	at := strings.LastIndexByte(value, '@')
	folded := fold(value)
	local := p.draw("email", folded, func(lot *rand.Rand) string { return respell(fold(value[:at]), lot) })
	return recase(local, value[:at]) + "@" + p.host(value[at+1:])
}

// host returns a name below example.com, with a capital if the host has one.
func (p *pseudonyms) host(value string) string {
	if value == "" {
		return ""
	}
	folded := fold(value)
	label := p.draw("host", folded, func(lot *rand.Rand) string { return respell("hhhhhhhh", lot) })
	if folded != value {
		label = strings.ToUpper(label[:1]) + label[1:]
	}
	return label + ".example.com"
}

func (p *pseudonyms) address(a netip.Addr) string {
	return p.draw("address", a.String(), func(lot *rand.Rand) string {
		if a.Is4() {
			return netip.AddrFrom4([4]byte{10, byte(lot.Uint32()), byte(lot.Uint32()), byte(lot.Uint32())}).String()
		}
		in := [16]byte{0x20, 0x01, 0x0d, 0xb8}
		for i := 4; i < len(in); i++ {
			in[i] = byte(lot.Uint32())
		}
		return netip.AddrFrom16(in).String()
	})
}

func (p *pseudonyms) hex(value string) string {
	folded := fold(value)
	made := p.draw("hex", folded, func(lot *rand.Rand) string {
		return strings.Map(func(r rune) rune {
			if r == '-' {
				return r
			}
			return rune("0123456789abcdef"[lot.IntN(16)])
		}, folded)
	})
	if folded != value {
		return strings.ToUpper(made)
	}
	return made
}

func (p *pseudonyms) opaque(value string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	return p.draw("opaque", value, func(lot *rand.Rand) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune("=-_", r) {
				return r
			}
			return rune(alphabet[lot.IntN(len(alphabet))])
		}, value)
	})
}

// shaped replaces letters and digits, each by one of its kind.
func (p *pseudonyms) shaped(value string) string {
	folded := fold(value)
	return recase(p.draw("text", folded, func(lot *rand.Rand) string { return respell(folded, lot) }), value)
}

// number replaces the digits of a number; zero, the sign and the exponent stay.
func (p *pseudonyms) number(value string) string {
	digits, sign := strings.CutPrefix(value, "-")
	exponent := ""
	if at := strings.IndexAny(digits, "eE"); at >= 0 {
		digits, exponent = digits[:at], digits[at:]
	}
	if strings.Trim(digits, "0.") == "" {
		return value
	}
	made := p.draw("number", digits, func(lot *rand.Rand) string { return renumber(digits, lot) })
	if sign {
		made = "-" + made
	}
	return made + exponent
}
