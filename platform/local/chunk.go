package local

import (
	"context"
	"errors"
	"io"

	"activityhub/platform/local/records"
	"activityhub/platform/local/schema"
	"activityhub/platform/local/store"
)

// A chunk is as much of a stream as one goroutine checks at a time: chunkSize
// records or chunkBytes, whichever comes first.
const (
	chunkSize  = 250
	chunkBytes = 1 << 20
)

type chunk struct {
	records []checked
	read    int64 // bytes of the stream up to its end
	err     error // of the stream, after records
}

// checked is a record that was checked against its data set.
type checked struct {
	item    records.Item
	entry   store.Entry
	problem *schema.Problem // nil if entry can be stored
}

// cut reads r and returns its chunks in order, each as the channel on which it
// comes once it is checked. It ends with the stream or with ctx.
func cut(ctx context.Context, r io.Reader, check *reader, workers int) <-chan chan chunk {
	type job struct {
		chunk
		to chan chunk
	}
	jobs := make(chan job, workers)
	ordered := make(chan chan chunk, 2*workers)
	for range workers {
		go func() {
			for j := range jobs {
				for i := range j.records {
					record := &j.records[i]
					record.entry, record.problem = check.entry(record.item)
				}
				j.to <- j.chunk
			}
		}()
	}
	go func() {
		defer close(ordered)
		defer close(jobs)
		scanner := records.NewScanner(r)
		for ended := false; !ended; {
			j := job{to: make(chan chunk, 1)}
			j.chunk, ended = read(scanner)
			select {
			case ordered <- j.to:
			case <-ctx.Done():
				return
			}
			jobs <- j
		}
	}()
	return ordered
}

// read reads one chunk and reports whether it is the last.
func read(scanner *records.Scanner) (c chunk, ended bool) {
	for from := scanner.Bytes(); len(c.records) < chunkSize && scanner.Bytes()-from < chunkBytes; {
		item, err := scanner.Next()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				c.err = err
			}
			ended = true
			break
		}
		c.records = append(c.records, checked{item: item})
	}
	c.read = scanner.Bytes()
	return c, ended
}
