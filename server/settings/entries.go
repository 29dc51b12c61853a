package settings

import (
	"strings"

	"github.com/goccy/go-yaml"
)

// An Entry is one setting in force.
type Entry struct {
	Key    string `json:"key"`
	Value  any    `json:"value"`          // "(hidden)" for a secret that there is
	Source string `json:"source"`         // default, FILE:LINE, env NAME or flag --NAME
	Env    string `json:"env,omitempty"`  // the variable that sets it
	Flag   string `json:"flag,omitempty"` // the flag that sets it
}

const hidden = "(hidden)"

// Entries returns every setting in force, in the order of the registry.
func (l *Loaded) Entries() []Entry { return l.entries(Registry()) }

// IsDefault reports whether nobody set the setting with that key.
func (l *Loaded) IsDefault(key string) bool { return l.source[key] == "" }

func (l *Loaded) entries(registry []Setting) []Entry {
	entries := make([]Entry, len(registry))
	for i, s := range registry {
		e := Entry{Key: s.Key, Value: s.show(&l.Settings), Source: "default", Env: s.Env()}
		if source, ok := l.source[s.Key]; ok {
			e.Source = source
		}
		if s.Secret && e.Value != "" {
			e.Value = hidden
		}
		if s.Flag() != "" {
			e.Flag = "--" + s.Flag()
		}
		entries[i] = e
	}
	return entries
}

// YAML returns the entry as the settings file has it, with the source behind
// it as a comment. Where the file itself is cannot be set in it, and a secret is
// not told, so those entries are comments whole.
func (e Entry) YAML() (string, error) {
	text, err := yaml.MarshalWithOptions(map[string]any{e.Key: e.Value}, yaml.IndentSequence(true))
	if err != nil {
		return "", err
	}
	first, rest, _ := strings.Cut(string(text), "\n")
	if e.Key == configKey || e.Value == hidden {
		first = "# " + first
	}
	return first + "  # " + e.Source + "\n" + rest, nil
}
