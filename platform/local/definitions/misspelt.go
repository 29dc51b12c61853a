package definitions

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// misspelt refuses a folder with a file that is read by nobody and named almost
// like one that is: the built-in definitions would stand in its place without
// a word. Files of other names are the folder's own affair.
func (l *loader) misspelt(*Definitions) error {
	if l.folder == nil {
		return nil
	}
	entries, err := fs.ReadDir(l.folder, ".")
	if err != nil {
		return fmt.Errorf("the folder cannot be read: %w", err)
	}
	known := []string{namespacesFile, dataSetsFile, mergePoliciesFile, segmentsFile, computedFile}
	for _, entry := range entries {
		name := entry.Name()
		stem, isYAML := strings.CutSuffix(strings.Replace(strings.ToLower(name), ".yml", ".yaml", 1), ".yaml")
		if entry.IsDir() || !isYAML || slices.Contains(known, name) {
			continue
		}
		for _, file := range known {
			if levenshtein.ComputeDistance(stem, strings.TrimSuffix(file, ".yaml")) <= 2 {
				return fmt.Errorf("%s is not read; did you mean %s? Rename it or take it away", name, file)
			}
		}
	}
	return nil
}
