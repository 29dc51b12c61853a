package batches

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

// fileForm is what a file is called. The name is that of a file on disk too, so
// it has no separators and begins with no dot.
var fileForm = regexp.MustCompile(`^[A-Za-z0-9_=-][A-Za-z0-9._=-]{0,199}$`)

// Add keeps a file of a batch that is loading.
func (b *Batches) Add(id, name string, body io.Reader) error {
	if !fileForm.MatchString(name) {
		return ErrFileName
	}
	path, room, err := b.begin(id, name)
	if err != nil {
		return err
	}
	size, err := spool(path, body, room)
	b.mu.Lock()
	defer b.mu.Unlock()
	one := b.all[id]
	one.busy--
	b.bytes += size
	one.Bytes += size
	one.Updated = b.cfg.Now()
	if err == nil && b.bytes > maxBytes {
		err = ErrTooLarge // others came at the same time
	}
	if err == nil && one.State != Loading {
		err = ErrState // aborted meanwhile
	}
	if err != nil {
		b.drop(one, name, size)
		if errors.Is(err, ErrState) {
			b.discard(one)
		}
	}
	return err
}

// begin reserves the place of a file and returns it, with the bytes that it may
// have.
func (b *Batches) begin(id, name string) (path string, room int64, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	one, ok := b.all[id]
	switch {
	case !ok:
		return "", 0, ErrUnknown
	case one.State != Loading || b.closed:
		return "", 0, ErrState
	case slices.Contains(one.files, name):
		return "", 0, ErrDuplicate
	case len(one.files) >= maxFiles:
		return "", 0, ErrFiles
	}
	if b.dir == "" {
		if b.dir, err = os.MkdirTemp(b.cfg.Dir, "activityhub-batches-"); err != nil {
			return "", 0, fmt.Errorf("the folder for batches cannot be made: %w", err)
		}
	}
	if err := os.MkdirAll(filepath.Join(b.dir, id), 0o700); err != nil {
		return "", 0, fmt.Errorf("the folder for a batch cannot be made: %w", err)
	}
	one.files = append(one.files, name)
	one.Files, one.busy = len(one.files), one.busy+1
	return filepath.Join(b.dir, id, name), min(MaxFile, maxBytes-b.bytes), nil
}

// spool writes body to a file of at most room bytes.
func spool(path string, body io.Reader, room int64) (size int64, err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, fmt.Errorf("a file of a batch cannot be kept: %w", err)
	}
	size, err = io.Copy(file, io.LimitReader(body, room+1))
	err = errors.Join(err, file.Close())
	if err == nil && size > room {
		err = ErrTooLarge
	}
	return size, err
}

// drop forgets a file that did not arrive whole.
func (b *Batches) drop(one *batch, name string, size int64) {
	_ = os.Remove(filepath.Join(b.dir, one.ID, name)) // what stays goes with the folder
	b.bytes -= size
	one.Bytes -= size
	one.files = slices.DeleteFunc(one.files, func(known string) bool { return known == name })
	one.Files = len(one.files)
}

// discard removes the files of a batch that ended, unless one of them is still
// being added.
func (b *Batches) discard(one *batch) {
	if one.busy > 0 || b.dir == "" {
		return
	}
	if err := os.RemoveAll(filepath.Join(b.dir, one.ID)); err != nil {
		b.cfg.Logger.Warn("the files of a batch cannot be removed", "batch", one.ID, "err", err)
	}
	b.bytes -= one.Bytes
	one.Bytes, one.files = 0, nil
}
