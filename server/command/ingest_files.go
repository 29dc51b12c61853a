package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// checkFiles refuses what could not be read to the end, or would be lost on the
// way, before anything is stored. It opens no pipe.
func (c *ingestCommand) checkFiles() error {
	infos := make([]fs.FileInfo, len(c.Files)) // nil for standard input
	stdin := false
	for i, name := range c.Files {
		switch {
		case name == "":
			return usage("the name of a file is empty")
		case name == "-" && stdin:
			return usage("standard input is named twice; it can be read once")
		case name == "-":
			stdin = true
			continue
		}
		info, err := readable(name)
		if err != nil {
			return fmt.Errorf("%w; nothing was stored", err)
		}
		infos[i] = info
	}
	for i, name := range c.Files {
		target := c.Rejects
		if target == "" {
			target = rejectsFor(name)
		}
		if input := c.inputAt(target, infos); input != "" && c.Rejects != "" {
			return usage("--rejects names the input %s; name another file", input)
		} else if input != "" {
			return usage("%s is an input, and the rejects of %s would go there; name another file with --rejects", input, c.Files[i])
		}
	}
	return nil
}

// readable returns what there is to know of a file that can be read.
func readable(name string) (fs.FileInfo, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, reason(err))
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%s is a folder; name the files in it", name)
	}
	if !info.Mode().IsRegular() {
		return info, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, reason(err))
	}
	return info, f.Close()
}

// inputAt returns the input that is the file at path; "" if none is.
func (c *ingestCommand) inputAt(path string, infos []fs.FileInfo) string {
	target, err := os.Stat(path)
	if err != nil {
		return ""
	}
	for i, info := range infos {
		if info != nil && os.SameFile(info, target) {
			return c.Files[i]
		}
	}
	return ""
}

// reason drops the operation and the path from an error of the file system.
func reason(err error) error {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}
