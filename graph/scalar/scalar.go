package scalar

import (
	"encoding/json"
	"io"

	"activityhub/platform/xdm"
)

// A texter returns the JSON text of a value that is not absent.
type texter func(*xdm.Value) (string, error)

// checked returns v if text can write it, and nil if it is absent.
func checked(v *xdm.Value, err error, text texter) (*xdm.Value, error) {
	if err != nil || v == nil || v.Absent() {
		return nil, err
	}
	if _, err := text(v); err != nil {
		return nil, err
	}
	return v, nil
}

// write writes v, which was checked; null if it is absent all the same.
func write(w io.Writer, v *xdm.Value, text texter) {
	s := "null"
	if v != nil && !v.Absent() {
		if written, err := text(v); err == nil {
			s = written
		}
	}
	// The executor writes to memory, which does not fail.
	_, _ = io.WriteString(w, s)
}

// read makes v what a variable or a literal of a query says.
func read(v *xdm.Value, input any, text texter) error {
	raw, err := json.Marshal(input)
	if err != nil {
		return err
	}
	parsed, err := xdm.ParseValue(raw)
	if err != nil {
		return err
	}
	if _, err := checked(&parsed, nil, text); err != nil {
		return err
	}
	*v = parsed
	return nil
}
