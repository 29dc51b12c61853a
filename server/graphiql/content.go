package graphiql

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// How long a browser may keep content: for ever if its path names its hash, and
// otherwise only as long as the server confirms it.
const (
	immutable  = "public, max-age=31536000, immutable"
	revalidate = "no-cache"
)

// content is one thing to serve: gzipped, and unpacked for the rare client that
// does not take gzip.
type content struct {
	packed       []byte // gzip
	contentType  string
	cacheControl string
	etag         string // weak, for both encodings share it; empty where the path is the hash
}

// newContent returns body as content that browsers revalidate.
func newContent(body []byte, contentType string) *content {
	sum := sha256.Sum256(body)
	return &content{
		packed:       pack(body),
		contentType:  contentType,
		cacheControl: revalidate,
		etag:         `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`,
	}
}

// ServeHTTP answers a GET or HEAD request.
func (c *content) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", c.cacheControl)
	header.Add("Vary", "Accept-Encoding")
	if c.etag != "" {
		header.Set("ETag", c.etag)
		if matches(r.Header.Values("If-None-Match"), c.etag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	header.Set("Content-Type", c.contentType)
	if acceptsGzip(r.Header.Values("Accept-Encoding")) {
		header.Set("Content-Encoding", "gzip")
		header.Set("Content-Length", strconv.Itoa(len(c.packed)))
		if r.Method != http.MethodHead {
			w.Write(c.packed)
		}
		return
	}
	if r.Method != http.MethodHead {
		unpackTo(w, c.packed)
	}
}

// matches reports whether an If-None-Match header names etag, by the weak
// comparison of RFC 9110, section 8.8.3.2.
func matches(values []string, etag string) bool {
	for _, value := range values {
		for tag := range strings.SplitSeq(value, ",") {
			tag = strings.TrimSpace(tag)
			if tag == "*" || strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(etag, "W/") {
				return true
			}
		}
	}
	return false
}

// acceptsGzip reports whether an Accept-Encoding header takes gzip. Being named
// with a weight above zero decides, and else the weight of "*".
func acceptsGzip(values []string) bool {
	others := false // whether codings that are not named are taken
	for _, value := range values {
		for item := range strings.SplitSeq(value, ",") {
			coding, parameters, _ := strings.Cut(item, ";")
			accepted := weight(parameters) > 0
			switch strings.ToLower(strings.TrimSpace(coding)) {
			case "gzip", "x-gzip":
				return accepted
			case "*":
				others = accepted
			}
		}
	}
	return others
}

// weight reads the "q=" of a header item; 1 if it has none, 0 if it is no number.
func weight(parameters string) float64 {
	for parameter := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(parameter, "=")
		if strings.EqualFold(strings.TrimSpace(name), "q") {
			q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				return 0
			}
			return q
		}
	}
	return 1
}

func pack(body []byte) []byte {
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed) // neither it nor its Close fails on a buffer
	writer.Write(body)
	writer.Close()
	return packed.Bytes()
}

func unpack(packed []byte) (string, error) {
	var body strings.Builder
	err := unpackTo(&body, packed)
	return body.String(), err
}

func unpackTo(w io.Writer, packed []byte) error {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	_, err = io.Copy(w, reader)
	return err
}
