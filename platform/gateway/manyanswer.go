package gateway

import (
	"net/http"

	"activityhub/platform"
	"activityhub/platform/local"
)

// An entry is the answer to one identity of a look-up of many.
type entry struct {
	asked
	write  func([]byte) []byte // appends what is known, as a JSON object with members; nil if nothing is
	failed *local.LinkedError  // why the person cannot be looked up; nil unless that is it
}

// fail takes from err what it says of this entry alone, and returns what it says
// of all of them.
func (e *entry) fail(err error) error {
	err = platform.ErrorFor(err, e.identity)
	if e.failed = linkedTooOften(err); e.failed != nil {
		return nil
	}
	return err
}

// entries answers with a map from XID to entry. shell appends the entry of
// somebody nobody knows; without it such entries are left out.
func (g *Gateway) entries(all []entry, shell func(b []byte, xid string) []byte) (reply, error) {
	anybody := false
	for _, e := range all {
		anybody = anybody || e.write != nil || e.failed != nil
		if e.failed != nil && g.cfg.Partial {
			return inPart(all), nil
		}
		if e.failed != nil {
			return reply{}, tooManyLinked(e.failed)
		}
	}
	if !anybody && g.cfg.NotFound == NotFoundStatus {
		return reply{}, noEntity()
	}
	return buffered(func(b []byte) []byte {
		b = append(b, '{')
		first := true
		for _, e := range all {
			if e.write == nil && (shell == nil || g.cfg.NotFound != NotFoundShell) {
				continue
			}
			if !first {
				b = append(b, ',')
			}
			first = false
			b = append(appendText(b, e.xid), ':')
			if e.write == nil {
				b = shell(b, e.xid)
			} else {
				b = e.write(b)
			}
		}
		return append(b, '}')
	}), nil
}

// inPart answers 207 with an array: what is known of those who could be looked
// up, and an error for each of the others, all with their XIDs.
func inPart(all []entry) reply {
	answer := buffered(func(b []byte) []byte {
		b = append(b, '[')
		first := true
		for _, e := range all {
			if e.write == nil && e.failed == nil {
				continue
			}
			if !first {
				b = append(b, ',')
			}
			first = false
			b = append(b, `{"xid":`...)
			b = appendText(b, e.xid)
			if e.failed != nil {
				b = append(b, `,"error":`...)
				b = append(append(b, tooManyLinked(e.failed).body...), '}')
				continue
			}
			at := len(b)
			b = e.write(b)
			b[at] = ',' // its members follow the XID
		}
		return append(b, ']')
	})
	answer.status = http.StatusMultiStatus
	return answer
}
