package settings

import "testing"

func TestASecretIsNeverShown(t *testing.T) {
	secret := bind(Setting{Key: "token", Secret: true}, text("a token", anyText), func(s *Settings) *string { return &s.Data })
	l := &Loaded{Settings: Default(), source: map[string]string{}}
	if err := l.overlay(secret, map[string]string{"ACTIVITYHUB_TOKEN": "tell-nobody"}, nil); err != nil {
		t.Fatal(err)
	}
	got := l.entries([]Setting{secret})[0]
	if got.Value != hidden || got.Source != "env ACTIVITYHUB_TOKEN" {
		t.Errorf("entry = %+v, want the value hidden and the source told", got)
	}
}
