package nearest_test

import (
	"strings"
	"testing"

	"activityhub/platform/local/nearest"
)

func TestName(t *testing.T) {
	known := []string{"Email", "Phone", "CRMID", "personalEmail"}
	for word, want := range map[string]string{
		"Emial": "Email", "email": "Email", "crm": "CRMID", "personalEmial": "personalEmail", "zzzzzz": "", "": "", strings.Repeat("x", 1000): "",
	} {
		if got, ok := nearest.Name(word, known); got != want || ok != (want != "") {
			t.Errorf("nearest of %.20q is %q, %v; want %q", word, got, ok, want)
		}
	}
}
