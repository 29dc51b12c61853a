package xdm

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Wire names become GraphQL names by the rules of the reference on XDM, section
// 6.1: made legal one by one, then told apart where two of one object have become
// the same. The result depends on the set of names, never on their order.

// LegalName makes a GraphQL name of a wire name. It may give the same for two
// wire names; fieldNames tells those apart.
func LegalName(wire string) string {
	name := strings.Map(func(r rune) rune {
		if nameRune(r) {
			return r
		}
		return '_'
	}, wire)
	if name == "" || '0' <= name[0] && name[0] <= '9' {
		name = "_" + name
	}
	if name == "_" || strings.HasPrefix(name, "__") {
		name = "x" + name
	}
	return name
}

func nameRune(r rune) bool {
	return r == '_' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
}

// fieldNames returns the GraphQL name of each of the wire names of one object.
// given holds names that stand, by wire name, also those of fields that are gone;
// taken are names that the server gives the type itself.
func fieldNames(wires []string, given map[string]string, taken []string) map[string]string {
	names := make(map[string]string, len(wires))
	used := make(map[string]bool, len(wires))
	for _, name := range given {
		used[name] = true
	}
	claims := map[string][]string{} // name → the wire names that would have it
	for _, wire := range wires {
		if name, ok := given[wire]; ok {
			names[wire] = name
			continue
		}
		name := LegalName(wire)
		if slices.Contains(taken, name) {
			name = "x_" + name
		}
		claims[name] = append(claims[name], wire)
	}
	// Names that nobody disputes are settled first, so that digits never take one.
	var losers []string
	for name, claimants := range claims {
		for _, wire := range claimants {
			if !used[name] && (wire == name || len(claimants) == 1) {
				names[wire] = name
			} else {
				losers = append(losers, wire)
			}
		}
	}
	for _, wire := range wires {
		used[names[wire]] = true
	}
	slices.Sort(losers)
	for _, wire := range losers {
		name := LegalName(wire)
		if slices.Contains(taken, name) {
			name = "x_" + name
		}
		names[wire] = withDigits(name+"_", wire, func(s string) bool { return !used[s] })
		used[names[wire]] = true
	}
	return names
}

// withDigits returns name and the first six hexadecimal digits of the SHA-256 of
// source, or as many more as it takes to be free.
func withDigits(name, source string, free func(string) bool) string {
	sum := sha256.Sum256([]byte(source))
	digits := hex.EncodeToString(sum[:])
	for n := 6; n < len(digits); n++ {
		if free(name + digits[:n]) {
			return name + digits[:n]
		}
	}
	return name + digits
}

// goNames returns the Go method behind each GraphQL name of one type: exported,
// and different from the others even to a reader who is blind to case, as gqlgen
// is when it looks for a method.
func goNames(names []string) map[string]string {
	claims := map[string][]string{}
	plain := make(map[string]string, len(names))
	for _, name := range names {
		plain[name] = pascal(name)
		if plain[name] == "" || '0' <= plain[name][0] && plain[name][0] <= '9' {
			plain[name] = "X" + plain[name]
		}
		if reservedMethods[strings.ToLower(plain[name])] {
			plain[name] += "Field"
		}
		folded := strings.ToLower(plain[name])
		claims[folded] = append(claims[folded], name)
	}
	used := map[string]bool{}
	for folded := range claims {
		used[folded] = true
	}
	chosen := make(map[string]string, len(names))
	for _, name := range slices.Sorted(slices.Values(names)) {
		if len(claims[strings.ToLower(plain[name])]) == 1 {
			chosen[name] = plain[name]
			continue
		}
		chosen[name] = withDigits(plain[name]+"_", name, func(s string) bool { return !used[strings.ToLower(s)] })
		used[strings.ToLower(chosen[name])] = true
	}
	return chosen
}

// reservedMethods are names, in lower case, that the Go tools or gqlgen give a
// meaning of their own.
var reservedMethods = map[string]bool{
	"marshalgql": true, "unmarshalgql": true, "marshalgqlcontext": true, "unmarshalgqlcontext": true,
	"marshaljson": true, "unmarshaljson": true, "marshalxml": true, "unmarshalxml": true,
	"marshaltext": true, "unmarshaltext": true, "gobencode": true, "gobdecode": true,
	"readbyte": true, "readrune": true, "unreadbyte": true, "unreadrune": true, "writebyte": true,
	"readfrom": true, "writeto": true, "peek": true, "seek": true, "scan": true,
	"format": true, "gostring": true, "string": true, "error": true,
}

// pascal joins the words of wire names, each with a capital: loyalty, rewards
// give LoyaltyRewards.
func pascal(names ...string) string {
	var b strings.Builder
	for _, name := range names {
		for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r == '_' || !nameRune(r) }) {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}
