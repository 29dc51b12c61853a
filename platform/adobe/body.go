package adobe

import (
	"errors"
	"io"
	"net/http"
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

var buffers = sync.Pool{New: func() any { b := make([]byte, 32<<10); return &b }}

// readAll reads the body of res up to most bytes, counted after decompression.
// It returns errTooLarge, and reads no further, if there are more.
func readAll(res *http.Response, most int64) (string, error) {
	if res.ContentLength > most {
		return "", errTooLarge
	}
	var b strings.Builder
	if res.ContentLength > 0 {
		b.Grow(int(res.ContentLength))
	}
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	for {
		n, err := res.Body.Read(*buffer)
		if int64(b.Len()+n) > most {
			return "", errTooLarge
		}
		b.Write((*buffer)[:n])
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
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
