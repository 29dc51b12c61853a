package faults

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"io"
	"net/http"
	"strconv"
)

// Bodies that are too large are an object with one long text.
const (
	fillerHead = `{"filler":"`
	fillerTail = `"}`
)

// fillerBlock is a part of that text.
var fillerBlock = bytes.Repeat([]byte("x"), 64<<10)

// filler writes n bytes of JSON, or the fewest that are.
func filler(w io.Writer, n int64) error {
	if _, err := io.WriteString(w, fillerHead); err != nil {
		return err
	}
	for left := n - int64(len(fillerHead)+len(fillerTail)); left > 0; left -= int64(len(fillerBlock)) {
		if _, err := w.Write(fillerBlock[:min(left, int64(len(fillerBlock)))]); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, fillerTail)
	return err
}

func huge(s strike, w http.ResponseWriter, q *question, _ http.Handler) {
	n := max(cmp.Or(s.Bytes, 9<<20), int64(len(fillerHead)+len(fillerTail)))
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.FormatInt(n, 10))
	w.WriteHeader(http.StatusOK)
	_ = filler(w, n) // the client has gone if this fails, as it should
}

func bomb(s strike, w http.ResponseWriter, q *question, _ http.Handler) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(http.StatusOK)
	_ = gzipFiller(w, cmp.Or(s.Bytes, 64<<20)) // likewise
}

// gzipFiller writes the filler as gzip. A block is compressed once and sent as
// often as it comes: a bomb is for the one who opens it.
//
// Source: RFC 1951, a flush ends at a byte; RFC 1952, header and trailer.
func gzipFiller(w io.Writer, n int64) error {
	var part bytes.Buffer
	z, err := flate.NewWriter(&part, flate.BestCompression)
	if err != nil {
		return err
	}
	compressed := func(finish func() error, texts ...[]byte) []byte {
		part.Reset()
		for _, text := range texts {
			_, _ = z.Write(text) // a buffer takes everything
		}
		_ = finish()
		return bytes.Clone(part.Bytes())
	}
	size := max(0, n-int64(len(fillerHead)+len(fillerTail)))
	blocks, rest := size/int64(len(fillerBlock)), size%int64(len(fillerBlock))

	parts := [][]byte{{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}, compressed(z.Flush, []byte(fillerHead))}
	if blocks > 0 {
		block := compressed(z.Flush, fillerBlock)
		for range blocks {
			parts = append(parts, block)
		}
	}
	sum := crc32.NewIEEE()
	_ = filler(sum, n) // a sum takes everything
	trailer := binary.LittleEndian.AppendUint32(nil, sum.Sum32())
	trailer = binary.LittleEndian.AppendUint32(trailer, uint32(size+int64(len(fillerHead)+len(fillerTail))))
	parts = append(parts, compressed(z.Close, fillerBlock[:rest], []byte(fillerTail)), trailer)
	for _, part := range parts {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}
