package adobe

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

const (
	maxRefusal = 64 << 10 // bytes of an error that are read
	maxDepth   = 1000     // objects and arrays around one another
)

var errTooLarge = errors.New("the body is over its cap")

// buffers are for bodies while they are read. One that grew beyond mostPooled
// bytes is let go.
var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 16<<10); return &b }}

const mostPooled = 1 << 20

// readAll reads the body of res up to most bytes, counted after decompression.
// It returns errTooLarge, and reads no further, if there are more.
func readAll(res *http.Response, most int64) (string, error) {
	if res.ContentLength > most {
		return "", errTooLarge
	}
	buffer := buffers.Get().(*[]byte)
	b := slices.Grow((*buffer)[:0], int(max(res.ContentLength, 0)))
	defer func() {
		if cap(b) <= mostPooled {
			*buffer = b
			buffers.Put(buffer)
		}
	}()
	for {
		if len(b) == cap(b) {
			b = slices.Grow(b, 1)
		}
		n, err := res.Body.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		switch {
		case int64(len(b)) > most:
			return "", errTooLarge
		case err == io.EOF:
			return string(b), nil
		case err != nil:
			return string(b), err
		}
	}
}

// checkAnswer returns an error for the body of a good status that is no JSON in
// UTF-8, such as the page of a proxy, or that is nothing where there must be
// something.
func checkAnswer(op string, status int, body string) error {
	switch {
	case strings.TrimSpace(body) == "" && status == http.StatusOK:
		return malformed(op, "the Platform answered with nothing")
	case body == "":
		return nil
	case !utf8.ValidString(body) || xdm.Deeper(body, maxDepth) || !gjson.Valid(body):
		return malformed(op, "the Platform's answer is no JSON, or is cut off")
	}
	return nil
}

func malformed(op, message string) error {
	return &platform.Error{Op: op, Kind: platform.ErrInvalidResponse, Message: message}
}
