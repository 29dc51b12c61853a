package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// Sources are where settings come from.
type Sources struct {
	Flags map[string]string // by the name of the flag, without dashes
	Env   []string          // NAME=value, as os.Environ gives them
}

// Loaded is the settings in force and who set each.
type Loaded struct {
	Settings Settings
	source   map[string]string // setting key → who set it; absent for defaults
	byFile   map[string]string // setting key → file:line
}

// Load lays flags over the environment over the file over the defaults. Errors
// name the place, and the nearest name or the right value.
func Load(from Sources) (*Loaded, error) {
	l := &Loaded{Settings: Default(), source: map[string]string{}, byFile: map[string]string{}}
	env, err := variables(from.Env)
	if err != nil {
		return nil, err
	}
	// Where the file is has to be known before it is read, and the file is
	// the weakest of the three.
	config, _ := find(configKey)
	if err := l.overlay(config, env, from.Flags); err != nil {
		return nil, err
	}
	if l.Settings.Config != "" {
		if err := l.readFile(l.Settings.Config); err != nil {
			return nil, err
		}
	}
	for _, s := range Registry() {
		if err := l.overlay(s, env, from.Flags); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// overlay sets s from its variable and then from its flag.
func (l *Loaded) overlay(s Setting, env, flags map[string]string) error {
	if s.assign == nil {
		return nil
	}
	if text, ok := env[s.Env()]; ok {
		if !s.assign(&l.Settings, text) {
			return fmt.Errorf("the variable %s is not right; it is %s", s.Env(), s.want)
		}
		l.source[s.Key] = "env " + s.Env()
	}
	if text, ok := flags[s.Flag()]; ok && s.Flag() != "" {
		if !s.assign(&l.Settings, text) {
			return fmt.Errorf("the flag --%s is not right; it is %s", s.Flag(), s.want)
		}
		l.source[s.Key] = "flag --" + s.Flag()
	}
	return nil
}

const envPrefix = "ACTIVITYHUB_"

// variables returns the variables that are ours, and refuses one that no
// setting has.
func variables(environ []string) (map[string]string, error) {
	known := map[string]bool{}
	for _, s := range Registry() {
		if s.Env() != "" {
			known[s.Env()] = true
		}
	}
	ours := map[string]string{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, envPrefix) {
			continue
		}
		if !known[name] {
			return nil, fmt.Errorf("unknown variable %s; the nearest known one is %s", name, nearest(name, slices.Sorted(maps.Keys(known))))
		}
		ours[name] = value
	}
	return ours, nil
}

// reason drops the operation and the path from an error of the file system.
func reason(err error) error {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}
