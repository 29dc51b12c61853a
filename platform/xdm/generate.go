package xdm

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
)

// The files that Generate writes.
const (
	SDLFile       = "attributes.graphqls"
	AccessorsFile = "attributes.generated.go"
	NamesFile     = "names.json"
)

// GenerateOptions say what Generate reads and where it writes.
type GenerateOptions struct {
	Profile         string   // file with the union schema of profiles
	ExperienceEvent string   // file with the union schema of events
	Dir             string   // made if it is not there; its name is the Go package
	Include         []string // globs; none means all
	Exclude         []string // globs; nil means DefaultExclude
}

// A GenerateReport says what Generate made.
type GenerateReport struct {
	Types   int      // object types
	Fields  int      // their fields
	Changed []string // files written, because they are new or different
	Left    []string // fields left out, with the reason
}

// Generate writes the GraphQL types of two union schemas into a folder: the SDL,
// the accessors and the names file. Equal schemas give equal bytes, whatever the
// order of their properties, and names that the names file holds stay.
func Generate(options GenerateOptions) (*GenerateReport, error) {
	packageName, err := packageOf(options.Dir)
	if err != nil {
		return nil, err
	}
	profile, err := ReadSchema(options.Profile)
	if err != nil {
		return nil, err
	}
	event, err := ReadSchema(options.ExperienceEvent)
	if err != nil {
		return nil, err
	}
	names, err := readNames(filepath.Join(options.Dir, NamesFile))
	if err != nil {
		return nil, err
	}
	mapping, err := Map(MapOptions{Include: options.Include, Exclude: options.Exclude, Names: names}, DefaultRoots(profile, event)...)
	if err != nil {
		return nil, err
	}
	accessors, err := mapping.Accessors(packageName)
	if err != nil {
		return nil, err
	}
	report := &GenerateReport{Types: len(mapping.Types), Left: mapping.Left}
	for _, t := range mapping.Types {
		report.Fields += len(t.Fields)
	}
	if err := os.MkdirAll(options.Dir, 0o755); err != nil {
		return nil, err
	}
	for _, file := range []struct {
		name    string
		content []byte
	}{{SDLFile, mapping.SDL()}, {AccessorsFile, accessors}, {NamesFile, mapping.Names.JSON()}} {
		changed, err := replace(filepath.Join(options.Dir, file.name), file.content)
		if err != nil {
			return nil, err
		}
		if changed {
			report.Changed = append(report.Changed, file.name)
		}
	}
	return report, nil
}

// DefaultRoots returns the two roots of the server's schema.
func DefaultRoots(profile, event *Schema) []Root {
	return []Root{
		{Key: "profile", Type: "ProfileAttributes", Prefix: "Profile", Title: "a customer", Schema: profile},
		{Key: "experienceEvent", Type: "ExperienceEventAttributes", Prefix: "ExperienceEvent", Title: "an experience event", Schema: event},
	}
}

// ReadSchema reads the union schema in a file.
func ReadSchema(file string) (*Schema, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the union schema: %w", err)
	}
	schema, err := ParseSchema(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return schema, nil
}

// readNames reads a names file; there are no names if there is no file.
func readNames(file string) (Names, error) {
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return Names{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the names file: %w", err)
	}
	names, err := ParseNames(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return names, nil
}

var goPackage = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// packageOf returns the Go package of a folder.
func packageOf(dir string) (string, error) {
	if dir == "" {
		return "", errors.New("name the folder to write to")
	}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	name := filepath.Base(absolute)
	if !goPackage.MatchString(name) {
		return "", fmt.Errorf("the folder %q names the Go package, and cannot: choose small letters and digits, such as attributes", name)
	}
	return name, nil
}

// replace makes content that of file, at one go, and reports whether it was
// another before.
func replace(file string, content []byte) (changed bool, err error) {
	if before, err := os.ReadFile(file); err == nil && bytes.Equal(before, content) {
		return false, nil
	}
	temporary, err := os.CreateTemp(filepath.Dir(file), ".new-*")
	if err != nil {
		return false, err
	}
	defer os.Remove(temporary.Name())
	if _, err := temporary.Write(content); err != nil {
		return false, errors.Join(err, temporary.Close())
	}
	if err := errors.Join(temporary.Chmod(0o644), temporary.Close()); err != nil {
		return false, err
	}
	return true, os.Rename(temporary.Name(), file)
}
