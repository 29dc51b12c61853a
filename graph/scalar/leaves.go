package scalar

import (
	"io"

	"activityhub/platform/xdm"
)

// String is text. Numbers and booleans are given as text.
type String xdm.Value

// StringOf returns v as String, nil if it is absent.
func StringOf(v *xdm.Value, err error) (*String, error) {
	v, err = checked(v, err, stringText)
	return (*String)(v), err
}

// MarshalGQL writes s as JSON.
func (s *String) MarshalGQL(w io.Writer) { write(w, (*xdm.Value)(s), stringText) }

// UnmarshalGQL reads what a query gives.
func (s *String) UnmarshalGQL(input any) error { return read((*xdm.Value)(s), input, stringText) }

// Int is a whole number of 32 bits.
type Int xdm.Value

// IntOf returns v as Int, nil if it is absent.
func IntOf(v *xdm.Value, err error) (*Int, error) {
	v, err = checked(v, err, intText)
	return (*Int)(v), err
}

// MarshalGQL writes s as JSON.
func (s *Int) MarshalGQL(w io.Writer) { write(w, (*xdm.Value)(s), intText) }

// UnmarshalGQL reads what a query gives.
func (s *Int) UnmarshalGQL(input any) error { return read((*xdm.Value)(s), input, intText) }

// Long is a whole number of 53 bits and a sign, a number in JSON too.
type Long xdm.Value

// LongOf returns v as Long, nil if it is absent.
func LongOf(v *xdm.Value, err error) (*Long, error) {
	v, err = checked(v, err, longText)
	return (*Long)(v), err
}

// MarshalGQL writes s as JSON.
func (s *Long) MarshalGQL(w io.Writer) { write(w, (*xdm.Value)(s), longText) }

// UnmarshalGQL reads what a query gives.
func (s *Long) UnmarshalGQL(input any) error { return read((*xdm.Value)(s), input, longText) }

// Float is a finite number, in the digits of the document.
type Float xdm.Value

// FloatOf returns v as Float, nil if it is absent.
func FloatOf(v *xdm.Value, err error) (*Float, error) {
	v, err = checked(v, err, floatText)
	return (*Float)(v), err
}

// MarshalGQL writes s as JSON.
func (s *Float) MarshalGQL(w io.Writer) { write(w, (*xdm.Value)(s), floatText) }

// UnmarshalGQL reads what a query gives.
func (s *Float) UnmarshalGQL(input any) error { return read((*xdm.Value)(s), input, floatText) }

// Boolean is true or false.
type Boolean xdm.Value

// BooleanOf returns v as Boolean, nil if it is absent.
func BooleanOf(v *xdm.Value, err error) (*Boolean, error) {
	v, err = checked(v, err, booleanText)
	return (*Boolean)(v), err
}

// MarshalGQL writes s as JSON.
func (s *Boolean) MarshalGQL(w io.Writer) { write(w, (*xdm.Value)(s), booleanText) }

// UnmarshalGQL reads what a query gives.
func (s *Boolean) UnmarshalGQL(input any) error { return read((*xdm.Value)(s), input, booleanText) }

// Date is an RFC 3339 full-date, handed on unchanged.
type Date xdm.Value

// DateOf returns v as Date, nil if it is absent.
func DateOf(v *xdm.Value, err error) (*Date, error) {
	v, err = checked(v, err, dateText)
	return (*Date)(v), err
}

// MarshalGQL writes s as JSON.
func (s *Date) MarshalGQL(w io.Writer) { write(w, (*xdm.Value)(s), dateText) }

// UnmarshalGQL reads what a query gives.
func (s *Date) UnmarshalGQL(input any) error { return read((*xdm.Value)(s), input, dateText) }

// DateTime is an RFC 3339 date-time, handed on unchanged.
type DateTime xdm.Value

// DateTimeOf returns v as DateTime, nil if it is absent.
func DateTimeOf(v *xdm.Value, err error) (*DateTime, error) {
	v, err = checked(v, err, dateTimeText)
	return (*DateTime)(v), err
}

// MarshalGQL writes s as JSON.
func (s *DateTime) MarshalGQL(w io.Writer) { write(w, (*xdm.Value)(s), dateTimeText) }

// UnmarshalGQL reads what a query gives.
func (s *DateTime) UnmarshalGQL(input any) error { return read((*xdm.Value)(s), input, dateTimeText) }

// JSON is any value, as the document holds it.
type JSON xdm.Value

// JSONOf returns v as JSON, nil if it is absent.
func JSONOf(v *xdm.Value, err error) (*JSON, error) {
	v, err = checked(v, err, jsonText)
	return (*JSON)(v), err
}

// MarshalGQL writes s as JSON.
func (s *JSON) MarshalGQL(w io.Writer) { write(w, (*xdm.Value)(s), jsonText) }

// UnmarshalGQL reads what a query gives.
func (s *JSON) UnmarshalGQL(input any) error { return read((*xdm.Value)(s), input, jsonText) }
