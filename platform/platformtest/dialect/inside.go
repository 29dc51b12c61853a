package dialect

import (
	"encoding/json"
	"slices"
	"strings"
)

// identities rewrites what an entity says of its identities.
func (h *handler) identities(entity *object) {
	i := entity.index("identityMap")
	if i < 0 {
		return
	}
	codes, ok := entity.members[i].value.(*object)
	if !ok {
		return
	}
	var older []tree
	for j := range codes.members {
		switch h.d.Codes {
		case "lower":
			codes.members[j].name = strings.ToLower(codes.members[j].name)
		case "upper":
			codes.members[j].name = strings.ToUpper(codes.members[j].name)
		}
		list, _ := codes.members[j].value.([]tree)
		for _, item := range list {
			identity, ok := item.(*object)
			if !ok {
				continue
			}
			older = append(older, olderIdentity(codes.members[j].name, identity))
			if h.d.Bare {
				identity.drop("primary", "authenticatedState")
			}
		}
	}
	if h.d.Reversed {
		slices.Reverse(codes.members)
	}
	switch h.d.Identities {
	case "beside":
		entity.set("identities", older)
	case "instead":
		entity.members[i] = member{"identities", older}
	}
}

// olderIdentity writes an identity as the array of older answers has it, where a
// flag was text.
//
// Source: profile.yaml, samples.
func olderIdentity(code string, identity *object) tree {
	older := an(member{"id", identity.get("id")}, member{"namespace", an(member{"code", quoted(code)})})
	if string(write(identity.get("primary"))) == "true" {
		older.set("primary", quoted("true"))
	}
	return older
}

// memberships rewrites what an entity says of its segments.
func (h *handler) memberships(entity *object) {
	namespaces := entity.object("segmentMembership")
	for i := range namespaces.members {
		if h.d.Memberships && namespaces.members[i].name == "ups" {
			namespaces.members[i].name = "UPS"
		}
		segments, ok := namespaces.members[i].value.(*object)
		if !ok {
			continue
		}
		for _, m := range segments.members {
			membership, ok := m.value.(*object)
			if !ok {
				continue
			}
			if h.d.Memberships && membership.text("status") == "realized" {
				membership.set("status", quoted("existing"))
			}
			h.moment(membership, "lastQualificationTime")
			h.moment(membership, "validUntil")
		}
		if h.d.Reversed {
			slices.Reverse(segments.members)
		}
	}
	if h.d.Reversed {
		slices.Reverse(namespaces.members)
	}
}

// number returns a tree of one number.
func number(n int64) tree {
	raw, err := json.Marshal(n)
	if err != nil {
		panic(err) // every integer is JSON
	}
	return json.RawMessage(raw)
}
