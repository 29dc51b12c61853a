package direct

import (
	"github.com/vektah/gqlparser/v2/ast"

	"activityhub/graph/attributes"
	"activityhub/graph/scalar"
	"activityhub/platform/xdm"
)

// The XDM trees are read without their accessors: the wire names are known, and
// what a value is made of follows from the type that the schema gives it. The
// accessors do the same, one allocation at a time.

// attributesOf writes the tree of a document.
func attributesOf[T any](o *object[xdm.Object], document func(T) xdm.Object) writer[T] {
	return func(r *run, f *field, v T) bool {
		r.push(f)
		ok := o.write(r, document(v))
		r.pop()
		return ok
	}
}

// tree compiles the selection of f, which is an object of an XDM tree.
func (c *compiler) tree(f *field) *object[xdm.Object] {
	name := f.Definition.Type.Name()
	return compileObject(c, name, f.Selections, func(f *field) writer[xdm.Object] {
		wire, _, ok := attributes.Wire(name, f.Name)
		if !ok {
			return nil
		}
		write := c.value(f, f.Definition.Type)
		if write == nil {
			return nil
		}
		return func(r *run, f *field, o xdm.Object) bool {
			v, err := o.Ref(wire)
			if err != nil {
				r.fail(f, err)
			}
			return v != nil && err == nil && write(r, f, v)
		}
	})
}

// value compiles what f, a field of that type, makes of a value.
func (c *compiler) value(f *field, t *ast.Type) writer[*xdm.Value] {
	switch {
	case t.NonNull:
		return nil
	case t.Elem == nil && len(f.Selections) == 0:
		return leaf(t.NamedType)
	case t.Elem == nil:
		return nestedObject(c.tree(f))
	case len(f.Selections) == 0:
		return leaves(t)
	case t.Elem.Elem != nil:
		return nil
	}
	if c.isEntry(t.Elem.NamedType) {
		return entries(c.entry(f))
	}
	return objects(c.tree(f))
}

// leaf writes a scalar.
func leaf(name string) writer[*xdm.Value] {
	kind, ok := scalar.KindOf(name)
	if !ok {
		return nil
	}
	return func(r *run, f *field, v *xdm.Value) bool {
		if v.Absent() {
			return false
		}
		written, err := scalar.Append(r.buf, kind, v)
		if err != nil {
			r.fail(f, err)
			return false
		}
		r.buf = written
		return true
	}
}

// leaves writes a list of scalars, or of lists of them.
func leaves(t *ast.Type) writer[*xdm.Value] {
	kind, ok := scalar.KindOf(t.Name())
	if !ok {
		return nil
	}
	depth := 0
	for ; t.Elem != nil; t = t.Elem {
		depth++
	}
	return func(r *run, f *field, v *xdm.Value) bool {
		list, err := scalar.ListOf(v, nil, kind, depth)
		if err != nil {
			r.fail(f, err)
		}
		if list == nil || err != nil {
			return false
		}
		r.buf = list.Append(r.buf, func(at []int, err error) { r.failElement(f, at, err) })
		return true
	}
}

// nestedObject writes an object.
func nestedObject(o *object[xdm.Object]) writer[*xdm.Value] {
	return func(r *run, f *field, v *xdm.Value) bool {
		if v.Absent() {
			return false
		}
		mark := r.scratch.Mark()
		value, err := r.scratch.Object(*v)
		if err != nil {
			r.fail(f, err)
			return false
		}
		r.push(f)
		ok := o.write(r, value)
		r.pop()
		r.scratch.Release(mark)
		return ok
	}
}

// objects writes a list of objects. An empty one is null: XDM reads both alike.
func objects(o *object[xdm.Object]) writer[*xdm.Value] {
	return func(r *run, f *field, v *xdm.Value) bool {
		values, err := v.Array()
		if err != nil {
			r.fail(f, err)
		}
		if len(values) == 0 {
			return false
		}
		r.push(f)
		r.buf = append(r.buf, '[')
		for i, value := range values {
			if i > 0 {
				r.buf = append(r.buf, ',')
			}
			r.at(i)
			mark := r.scratch.Mark()
			if value.Absent() || !o.write(r, r.scratch.Element(value)) {
				r.buf = append(r.buf, "null"...)
			}
			r.scratch.Release(mark)
		}
		r.buf = append(r.buf, ']')
		r.pop()
		return true
	}
}

// entries writes the members of an object that is a map.
func entries(o *object[*xdm.Entry]) writer[*xdm.Value] {
	return func(r *run, f *field, v *xdm.Value) bool {
		values, err := xdm.MapOf(v, nil, func(e *xdm.Entry) *xdm.Entry { return e })
		if err != nil {
			r.fail(f, err)
		}
		return values != nil && err == nil && elements(r, f, o, values)
	}
}

// isEntry reports whether the type of that name is that of the entries of a map:
// those alone have a key that is not null.
func (c *compiler) isEntry(name string) bool {
	key := c.schema.Types[name].Fields.ForName("key")
	return key != nil && key.Type.NonNull
}

// entry compiles the selection of f, which is a map.
func (c *compiler) entry(f *field) *object[*xdm.Entry] {
	return compileObject(c, f.Definition.Type.Name(), f.Selections, func(f *field) writer[*xdm.Entry] {
		if f.Name == "key" {
			return text((*xdm.Entry).Key)
		}
		write := c.value(f, f.Definition.Type)
		if write == nil {
			return nil
		}
		return func(r *run, f *field, e *xdm.Entry) bool {
			v, err := e.Ref()
			return err == nil && write(r, f, v)
		}
	})
}
