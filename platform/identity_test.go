package platform_test

import (
	"bytes"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"activityhub/platform"
)

func TestParseIdentity(t *testing.T) {
	tests := []struct {
		name, text string
		want       platform.Identity
		refused    string // part of the message; "" if it is taken
	}{
		{"plain", "Email:ada@example.com", platform.Identity{Namespace: "Email", ID: "ada@example.com"}, ""},
		{"colons in the value", "ext:a:b:", platform.Identity{Namespace: "ext", ID: "a:b:"}, ""},
		{"blanks are verbatim", "Email: ada ", platform.Identity{Namespace: "Email", ID: " ada "}, ""},
		{"dots in the code", "Phone_E.164:+49", platform.Identity{Namespace: "Phone_E.164", ID: "+49"}, ""},
		{"longest value", "x:" + strings.Repeat("é", 1024), platform.Identity{Namespace: "x", ID: strings.Repeat("é", 1024)}, ""},
		{"no colon", "ada@example.com", platform.Identity{}, "NAMESPACE:ID"},
		{"no namespace", ":ada", platform.Identity{}, "needs a namespace code"},
		{"no value", "Email:", platform.Identity{}, "in namespace Email needs a value"},
		{"blank in the code", "E mail:ada", platform.Identity{}, "letters, digits"},
		{"letter of another script", "Еmail:ada", platform.Identity{}, "letters, digits"},
		{"code too long", strings.Repeat("n", 65) + ":ada", platform.Identity{}, "1 to 64"},
		{"value too long", "x:" + strings.Repeat("é", 1025), platform.Identity{}, "at most 1024 characters, this one has 1025"},
		{"NUL in the value", "x:a\x00", platform.Identity{}, "without NUL"},
		{"not UTF-8", "x:a\xff", platform.Identity{}, "UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := platform.ParseIdentity(tt.text)
			if tt.refused == "" && (err != nil || got != tt.want) {
				t.Errorf("got %v, %v; want %v", got, err, tt.want)
			}
			if tt.refused != "" && (!errors.Is(err, platform.ErrInvalid) || !strings.Contains(err.Error(), tt.refused)) {
				t.Errorf("error %v, want an invalid request and %q", err, tt.refused)
			}
		})
	}
}

func FuzzParseIdentity(f *testing.F) {
	for _, seed := range []string{"Email:ada@example.com", "a:b:c", ":", "x:", "no colon", "Phone_E.164:+49", "x:\x00", "\xff:\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, err := platform.ParseIdentity(s)
		if err == nil {
			if id.String() != s || !utf8.ValidString(s) {
				t.Errorf("ParseIdentity(%q).String() = %q", s, id)
			}
			if again := id.Fold().Fold(); again != id.Fold() || again.ID != id.ID {
				t.Errorf("folding %q gives %q", id, again)
			}
			return
		}
		// A value that is no part of the fixed texts must not be in the message.
		_, value, _ := strings.Cut(s, ":")
		if len(value) > 4 && (strings.ContainsAny(value, "@\x00") || !utf8.ValidString(value)) && strings.Contains(err.Error(), value) {
			t.Errorf("the error of %q has its value: %v", s, err)
		}
	})
}

// TestIdentityInLogs writes an identity to a log, as careless code would.
func TestIdentityInLogs(t *testing.T) {
	id := platform.Identity{Namespace: "Email", ID: "ada@example.com"}
	for name, handler := range map[string]func(*bytes.Buffer) slog.Handler{
		"text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		"JSON": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var b bytes.Buffer
		slog.New(handler(&b)).Info("looked up", "who", id)
		if strings.Contains(b.String(), "ada@") || !strings.Contains(b.String(), "Email:…") {
			t.Errorf("%s log: %s; want the namespace without the value", name, b.String())
		}
	}
}

func TestCanonical(t *testing.T) {
	tests := []struct {
		name   string
		linked []string
		want   string
	}{
		{"a key before contact data", []string{"Email:a", "CRMID:z"}, "crmid:z"},
		{"contact data before devices", []string{"ECID:1", "Phone:9"}, "phone:9"},
		{"hashed contact data is contact data", []string{"Email_LC_SHA256:0", "LoyaltyID:9", "Phone_E.164:0"}, "loyaltyid:9"},
		{"push tokens are devices", []string{"FCM:0", "APNS:0", "Email:z"}, "email:z"},
		{"the least of a kind", []string{"LoyaltyID:1", "CRMID:b", "CRMID:a"}, "crmid:a"},
		{"namespaces in any case", []string{"crmid:b", "CRMID:a"}, "crmid:a"},
		{"values keep their case", []string{"CRMID:b", "CRMID:B"}, "crmid:B"},
		{"only devices", []string{"IDFA:1", "ECID:2"}, "ecid:2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			linked := make([]platform.LinkedIdentity, len(tt.linked))
			for i, text := range tt.linked {
				id, err := platform.ParseIdentity(text)
				if err != nil {
					t.Fatal(err)
				}
				linked[i] = platform.LinkedIdentity{Identity: id, Primary: i == 0}
			}
			for range 20 { // whatever their order
				rand.Shuffle(len(linked), func(i, j int) { linked[i], linked[j] = linked[j], linked[i] })
				p := platform.Profile{Asked: linked[0].Identity, Identities: linked}
				if got := p.Canonical().String(); got != tt.want {
					t.Errorf("%v has the canonical identity %s, want %s", linked, got, tt.want)
				}
			}
		})
	}
	alone := platform.Profile{Asked: platform.Identity{Namespace: "CRMID", ID: "A"}}
	if got := alone.Canonical(); got.String() != "crmid:A" {
		t.Errorf("without linked identities it is %v, want the one asked for", got)
	}
}

// TestCompareIsByFoldedCodes orders identities as their folded forms are.
func TestCompareIsByFoldedCodes(t *testing.T) {
	codes := []platform.Namespace{"", "Email", "email", "EMAIL", "Email_LC_SHA256", "ecid", "ECID", "e-mail", "E_mail", "Z", "É", "é", "eK", "e\u212a", "éa", "\xff"}
	for _, a := range codes {
		for _, b := range codes {
			want := strings.Compare(string(a.Fold()), string(b.Fold()))
			if got := (platform.Identity{Namespace: a, ID: "1"}).Compare(platform.Identity{Namespace: b, ID: "1"}); got != want {
				t.Errorf("%q against %q is %d, want %d", a, b, got, want)
			}
		}
	}
}
