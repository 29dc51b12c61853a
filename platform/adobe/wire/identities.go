package wire

import (
	"encoding/json"
	"strings"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// Identities returns the identities that an entity holds in identityMap, or in
// the array identities of older answers, as they are written there. It returns
// [ErrShape] where neither is what it should be, or a value is neither text nor a
// number; an identity without value is passed over.
//
// Source: Entities guide, editions of 2023 and before for the array.
func Identities(entity xdm.Object) ([]platform.LinkedIdentity, error) {
	var scratch xdm.Scratch
	return identities(nil, entity, &scratch)
}

// identities appends those of entity to all.
func identities(all []platform.LinkedIdentity, entity xdm.Object, scratch *xdm.Scratch) ([]platform.LinkedIdentity, error) {
	if identityMap := entity.Get("identityMap"); !identityMap.Absent() {
		return inMap(all, identityMap, scratch)
	}
	older, err := entity.Get("identities").Array()
	if err != nil {
		return nil, ErrShape
	}
	for _, v := range older {
		identity, err := v.Object()
		if err != nil {
			return nil, ErrShape
		}
		if all, err = add(all, code(identity.Get("namespace")), identity); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func inMap(all []platform.LinkedIdentity, v xdm.Value, scratch *xdm.Scratch) ([]platform.LinkedIdentity, error) {
	namespaces, err := v.Object()
	if err != nil {
		return nil, ErrShape
	}
	for namespace, list := range namespaces.All() {
		items, err := list.Array()
		if err != nil {
			return nil, ErrShape
		}
		for _, item := range items {
			mark := scratch.Mark()
			identity, err := scratch.Object(item)
			if err != nil {
				return nil, ErrShape
			}
			if all, err = add(all, platform.Namespace(namespace), identity); err != nil {
				return nil, err
			}
			scratch.Release(mark)
		}
	}
	return all, nil
}

// add appends one identity, whose id may be a number and whose primary may be
// text.
func add(all []platform.LinkedIdentity, namespace platform.Namespace, o xdm.Object) ([]platform.LinkedIdentity, error) {
	value := o.Get("id")
	id, _, err := value.Str()
	if err != nil || value.Kind() == "a boolean" {
		return nil, ErrShape
	}
	if id == "" || namespace == "" {
		return all, nil
	}
	primary, _, _ := o.Get("primary").Boolean()
	return append(all, platform.LinkedIdentity{Identity: platform.Identity{Namespace: namespace, ID: id}, Primary: primary}), nil
}

// code reads a namespace: {"code": "Email"}, or the code alone.
func code(v xdm.Value) platform.Namespace {
	if v.IsObject() {
		o, err := v.Object()
		if err != nil {
			return ""
		}
		v = o.Get("code")
	}
	return platform.Namespace(v.Text())
}

// IdentityMap writes the identities of a person, which are in order, as XDM
// does: from namespace to {"id", "primary"}.
func IdentityMap(linked []platform.LinkedIdentity) string {
	var b strings.Builder
	b.Grow(64*len(linked) + 2)
	b.WriteByte('{')
	for i, identity := range linked {
		if i == 0 || linked[i-1].Namespace != identity.Namespace {
			if i > 0 {
				b.WriteString("],")
			}
			writeText(&b, string(identity.Namespace))
			b.WriteString(":[")
		} else {
			b.WriteByte(',')
		}
		b.WriteString(`{"id":`)
		writeText(&b, identity.ID)
		if identity.Primary {
			b.WriteString(`,"primary":true`)
		}
		b.WriteByte('}')
	}
	if len(linked) > 0 {
		b.WriteByte(']')
	}
	b.WriteByte('}')
	return b.String()
}

// writeText writes s as JSON, as encoding/json does.
func writeText(b *strings.Builder, s string) {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			raw, err := json.Marshal(s)
			if err != nil {
				panic(err) // text always can be written
			}
			b.Write(raw)
			return
		}
	}
	b.WriteByte('"')
	b.WriteString(s)
	b.WriteByte('"')
}
