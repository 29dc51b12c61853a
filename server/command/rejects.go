package command

import (
	"fmt"
	"os"
)

// A rejects is a file for records that could not be stored. It is made by the
// first of them, so that a load without rejects leaves no file behind.
type rejects struct {
	path  string
	begun bool
	file  *os.File
}

// rejectsFor returns where the rejects of an input go.
func rejectsFor(name string) string {
	if name == "-" {
		return "stdin.rejects.ndjson"
	}
	return name + ".rejects.ndjson"
}

// begin takes away what an earlier run left at the path. It does so once:
// several inputs may share the file.
func (r *rejects) begin() error {
	if r.begun {
		return nil
	}
	r.begun = true
	info, err := os.Lstat(r.path)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	if err := os.Remove(r.path); err != nil {
		return fmt.Errorf("the reject file of an earlier run cannot be replaced: %w", err)
	}
	return nil
}

// Write appends to the file. Only its owner may read it: it holds personal
// data.
func (r *rejects) Write(b []byte) (int, error) {
	if r.file == nil {
		f, err := os.OpenFile(r.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			return 0, fmt.Errorf("the reject file cannot be written: %w", err)
		}
		r.file = f
	}
	return r.file.Write(b)
}

// Close closes the file; a later Write opens it again.
func (r *rejects) Close() error {
	if r.file == nil {
		return nil
	}
	err := r.file.Close()
	r.file = nil
	return err
}
