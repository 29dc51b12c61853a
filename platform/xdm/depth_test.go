package xdm_test

import (
	"strings"
	"testing"

	"activityhub/platform/xdm"
)

func TestDeeper(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		depth      int
	}{
		{"nothing", "", 0},
		{"a number", "17", 0},
		{"side by side", `[[],[],{}]`, 2},
		{"one in another", `{"a":[{"b":[]}]}`, 4},
		{"brackets in text", `{"[[[[":"{{{{"}`, 1},
		{"escaped quotes", `["\"[[", "\\", [[]]]`, 3},
		{"never closed", strings.Repeat("[", 500), 500},
		{"closed too often", "]]]]" + strings.Repeat("[", 3), 0},
		{"text that never ends", `["[[[[`, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for most := range 505 {
				if got, want := xdm.Deeper(tt.text, most), tt.depth > most; got != want || xdm.Deeper([]byte(tt.text), most) != want {
					t.Fatalf("deeper than %d: %t, want %t", most, got, want)
				}
			}
		})
	}
}
