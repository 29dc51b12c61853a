package direct

import "time"

// Writers of leaves. get reads the value; a nil pointer is null.

func required[T, V any](get func(T) V, write func([]byte, V) []byte) writer[T] {
	return func(r *run, _ *field, v T) bool {
		r.buf = write(r.buf, get(v))
		return true
	}
}

func optional[T, V any](get func(T) *V, write func([]byte, V) []byte) writer[T] {
	return func(r *run, _ *field, v T) bool {
		value := get(v)
		if value != nil {
			r.buf = write(r.buf, *value)
		}
		return value != nil
	}
}

// requiredOrError and optionalOrError are for values that may be of another
// type than the schema says.

func requiredOrError[T, V any](get func(T) (V, error), write func([]byte, V) []byte) writer[T] {
	return func(r *run, f *field, v T) bool {
		value, err := get(v)
		if err != nil {
			r.fail(f, err)
			return false
		}
		r.buf = write(r.buf, value)
		return true
	}
}

func optionalOrError[T, V any](get func(T) (*V, error), write func([]byte, V) []byte) writer[T] {
	return func(r *run, f *field, v T) bool {
		value, err := get(v)
		if err != nil {
			r.fail(f, err)
		}
		if value == nil || err != nil {
			return false
		}
		r.buf = write(r.buf, *value)
		return true
	}
}

func text[T any](get func(T) string) writer[T]          { return required(get, AppendText) }
func optionalText[T any](get func(T) *string) writer[T] { return optional(get, AppendText) }
func textOrError[T any](get func(T) (*string, error)) writer[T] {
	return optionalOrError(get, AppendText)
}
func moment[T any](get func(T) time.Time) writer[T]          { return required(get, appendTime) }
func optionalMoment[T any](get func(T) *time.Time) writer[T] { return optional(get, appendTime) }

func enum[T any, E ~string](get func(T) E) writer[T] {
	return func(r *run, _ *field, v T) bool {
		r.buf = AppendText(r.buf, string(get(v)))
		return true
	}
}

func optionalEnum[T any, E ~string](get func(T) *E) writer[T] {
	return optional(get, func(b []byte, e E) []byte { return AppendText(b, string(e)) })
}

func boolean[T any](get func(T) bool) writer[T] { return required(get, appendBool) }

// child writes what get returns as o; nil is null.
func child[T, C any](o *object[*C], get func(*run, T) (*C, error)) writer[T] {
	return func(r *run, f *field, v T) bool {
		value, err := get(r, v)
		if err != nil {
			r.fail(f, err)
		}
		if value == nil || err != nil {
			return false
		}
		r.push(f)
		ok := o.write(r, value)
		r.pop()
		return ok
	}
}

// list writes what get returns as a list of o; a nil list is null, and so is
// one with an element that is.
func list[T, C any](o *object[C], get func(*run, T) ([]C, error)) writer[T] {
	return func(r *run, f *field, v T) bool {
		values, err := get(r, v)
		if err != nil {
			r.fail(f, err)
		}
		if values == nil || err != nil {
			return false
		}
		return elements(r, f, o, values)
	}
}

// elements writes values, none of which may be null, as a list of o.
func elements[C any](r *run, f *field, o *object[C], values []C) bool {
	ok := true
	r.push(f)
	r.buf = append(r.buf, '[')
	for i, value := range values {
		if i > 0 {
			r.buf = append(r.buf, ',')
		}
		r.at(i)
		ok = o.write(r, value) && ok
	}
	r.buf = append(r.buf, ']')
	r.pop()
	return ok
}
