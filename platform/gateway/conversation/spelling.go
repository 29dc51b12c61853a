package conversation

import (
	"math/rand/v2"
	"strings"
	"unicode"
)

// fold lowers every rune by itself, so that their number stays.
func fold(text string) string { return strings.Map(unicode.ToLower, text) }

// recase gives a text the capitals of another with as many runes.
func recase(text, like string) string {
	runes, i := []rune(text), 0
	for _, r := range like {
		if unicode.IsUpper(r) && i < len(runes) {
			runes[i] = unicode.ToUpper(runes[i])
		}
		i++
	}
	return string(runes)
}

// renumber draws other digits for a number: a zero stays before the decimals, no
// other stands at the front, nor at the end where there was none.
func renumber(digits string, lot *rand.Rand) string {
	out := []byte(digits)
	for i, c := range out {
		switch {
		case c == '.', i == 0 && c == '0':
		case i == 0, i == len(out)-1 && c != '0' && strings.Contains(digits, "."):
			out[i] = byte('1' + lot.IntN(9))
		default:
			out[i] = byte('0' + lot.IntN(10))
		}
	}
	return string(out)
}

// scripts are alphabets to draw from, by the letters that they stand for.
var scripts = []struct {
	table    *unicode.RangeTable
	from, to rune
}{
	{unicode.Cyrillic, 'а', 'я'},
	{unicode.Greek, 'α', 'ρ'},
	{unicode.Arabic, 'ب', 'غ'},
	{unicode.Hebrew, 'א', 'ת'},
	{unicode.Han, '一', '俿'},
	{unicode.Hiragana, 'か', 'ろ'},
	{unicode.Katakana, 'カ', 'ロ'},
	{unicode.Hangul, '가', '힣'},
	{unicode.Thai, 'ก', 'ฮ'},
	{unicode.Devanagari, 'क', 'ह'},
	{unicode.Bengali, 'ক', 'ন'},
	{unicode.Tamil, 'ம', 'வ'},
	{unicode.Georgian, 'ა', 'ჰ'},
	{unicode.Armenian, 'ա', 'ֆ'},
}

// latin are letters for words that are not plain ASCII.
var latin = []rune("àáâäåæçèéêëìíîïñòóôöøùúûü")

// respell draws other letters and digits for a folded text. Plain letters go to
// and fro between consonants and vowels, so that words can be spoken.
func respell(text string, lot *rand.Rand) string {
	const consonants, vowels = "bcdfghjklmnpqrstvwxz", "aeiouy"
	vowel := lot.IntN(2) == 0
	inside := false // a run of digits
	var b strings.Builder
	for _, r := range text {
		first := !inside
		inside = r >= '0' && r <= '9'
		switch {
		case inside && first && r != '0':
			b.WriteRune('1' + rune(lot.IntN(9)))
		case inside:
			b.WriteRune('0' + rune(lot.IntN(10)))
		case r >= 'a' && r <= 'z':
			if vowel {
				b.WriteByte(vowels[lot.IntN(len(vowels))])
			} else {
				b.WriteByte(consonants[lot.IntN(len(consonants))])
			}
			vowel = !vowel
		case r < 0x80, unicode.IsMark(r), unicode.IsSpace(r), unicode.IsPunct(r):
			b.WriteRune(r)
		case unicode.IsLetter(r):
			b.WriteRune(letter(r, lot))
		case unicode.IsDigit(r):
			b.WriteRune('0' + rune(lot.IntN(10)))
		default:
			b.WriteRune('◆')
		}
	}
	return b.String()
}

// letter draws a letter of the script that r is of.
func letter(r rune, lot *rand.Rand) rune {
	for _, s := range scripts {
		if unicode.Is(s.table, r) {
			return s.from + rune(lot.IntN(int(s.to-s.from)+1))
		}
	}
	return latin[lot.IntN(len(latin))]
}
