package conversation

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"activityhub/platform/xdm"
)

// maxLine bounds one line of a record, in bytes.
const maxLine = 64 << 20

// Load reads a record. The last line may be cut short, as by a crash; it then
// counts as not there. Any other line that is not right is an error with its
// number, and so is a record of a version that is not known.
func Load(r io.Reader) (*Replay, error) {
	replay := &Replay{asked: make(map[string]int)}
	lines := bufio.NewReaderSize(r, 64<<10)
	for number := 1; ; number++ {
		line, whole, err := readLine(lines)
		if err != nil {
			return nil, fmt.Errorf("line %d cannot be read: %w", number, err)
		}
		if len(line) == 0 && !whole {
			break
		}
		if err := replay.add(number, line); err != nil {
			if !whole && number > 1 {
				replay.Torn = true
				break
			}
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	if replay.lines == 0 {
		return nil, errors.New("line 1: the record is empty; it begins with its format and version")
	}
	slices.SortStableFunc(replay.exchanges, func(a, b exchange) int { return cmp.Compare(a.Number, b.Number) })
	replay.index()
	return replay, nil
}

// readLine returns the next line without its end; whole is false if it has none.
func readLine(r *bufio.Reader) (line []byte, whole bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > maxLine:
			return nil, false, fmt.Errorf("it is over %d MiB", maxLine>>20)
		case err == nil:
			return line[:len(line)-1], true, nil
		case errors.Is(err, io.EOF):
			return line, false, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, false, err
		}
	}
}

// add takes a line of the record in.
func (p *Replay) add(number int, line []byte) error {
	if number == 1 {
		var first head
		if err := strict(line, &first); err != nil || first.Format != formatName {
			return fmt.Errorf("this is no record of a conversation; one begins with {\"format\":%q,\"version\":%d}", formatName, formatVersion)
		}
		if first.Version != formatVersion {
			return fmt.Errorf("version %d of the format is not known, %d is; replay it with the program that recorded it, or a newer one", first.Version, formatVersion)
		}
		p.lines = 1
		return nil
	}
	var e exchange
	if err := strict(line, &e); err != nil {
		return fmt.Errorf("this is no exchange: %w", err)
	}
	if err := e.check(); err != nil {
		return fmt.Errorf("this is no exchange: %w", err)
	}
	p.lines++
	p.exchanges = append(p.exchanges, e)
	return nil
}

// strict decodes one JSON document; its errors do not repeat what is in it.
func strict(line []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return explain(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows it; one line is one exchange")
	}
	return nil
}

// explain says what is wrong with JSON without its values.
func explain(err error) error {
	var syntax *json.SyntaxError
	var mistyped *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("the JSON is broken at byte %d", syntax.Offset)
	case errors.As(err, &mistyped):
		return fmt.Errorf("%s is a %s; it is of another type", mistyped.Field, mistyped.Value)
	case strings.HasPrefix(err.Error(), "json: unknown field"):
		return errors.New("it has a member that is not known")
	}
	return errors.New("the JSON is cut short")
}

func (e exchange) check() error {
	switch {
	case e.Request.Method == "" || !strings.HasPrefix(e.Request.Path, "/"):
		return errors.New("request needs a method and a path")
	case e.Answer.Status != 0 && (e.Answer.Status < 100 || e.Answer.Status > 599):
		return errors.New("answer.status is not that of HTTP")
	case e.Answer.Status == 0 && !e.Answer.Broke:
		return errors.New("answer needs a status, unless the connection broke")
	case e.Answer.Took < 0 || e.After < 0:
		return errors.New("a time is below zero")
	case e.Answer.Type != "" && !mediaType.MatchString(e.Answer.Type):
		return errors.New("answer.type is not a media type that is replayed")
	}
	if xdm.Deeper([]byte(e.Request.Body), maxDepth) || xdm.Deeper([]byte(e.Answer.Body), maxDepth) {
		return fmt.Errorf("a body is nested deeper than %d", maxDepth)
	}
	for _, stand := range []*standIn{e.Request.Stand, e.Answer.Stand} {
		if stand != nil && (stand.Bytes < 0 || stand.Bytes > maxStandIn || !slices.Contains([]string{"html", "broken", "text", "large"}, stand.Kind)) {
			return errors.New("a standIn needs a known kind and its bytes")
		}
	}
	for name := range e.Answer.Header {
		if _, ok := keptHeaders[http.CanonicalHeaderKey(name)]; !ok {
			return errors.New("answer.header holds one that is not replayed")
		}
	}
	return nil
}
