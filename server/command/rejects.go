package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"activityhub/platform/local"
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

// try says now what would go wrong with the first reject.
func (r *rejects) try() error {
	if r.path == "-" {
		return usage("--rejects is the name of a file; standard output is /dev/stdout")
	}
	info, err := os.Lstat(r.path)
	missing := errors.Is(err, fs.ErrNotExist)
	if err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		return nil // opening a pipe would wait for who reads it
	}
	f, err := r.open()
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil || !missing {
		return err
	}
	return os.Remove(r.path)
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

// open opens the file. Only its owner may read it: it holds personal data.
func (r *rejects) open() (*os.File, error) {
	f, err := os.OpenFile(r.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the reject file %s cannot be written: %w; name another one with --rejects", r.path, reason(err))
	}
	return f, nil
}

// Write appends to the file.
func (r *rejects) Write(b []byte) (int, error) {
	if err := r.begin(); err != nil {
		return 0, err
	}
	if r.file == nil {
		f, err := r.open()
		if err != nil {
			return 0, err
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

// A firstReject keeps the first reject that is written to it, to be told.
type firstReject struct {
	local.Reject
}

// Write reads a line of rejects.
func (f *firstReject) Write(line []byte) (int, error) {
	if f.Code != "" {
		return len(line), nil
	}
	return len(line), json.Unmarshal(line, &f.Reject)
}

// told says what was wrong, and not at which path: that may hold a key of a map
// and so somebody's address.
func (f *firstReject) told() string { return f.Code + ", " + f.Reason }
