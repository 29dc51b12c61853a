package xdm

import (
	"maps"
	"slices"
	"strings"
)

// Which objects share a type, and what types are called: reference on XDM,
// section 6.2.
//
// Objects that were expanded from the same data type and have the same structure
// share a type; so do the objects inside them. All others have a type of their
// own, named after the path. A type of a standard data type is named after it:
// where its expansions differ, the most common one has that name.

// A class is a set of places that share a type: objects, or the entries of maps.
type class struct {
	key      string
	standard string // type name after a standard data type, or ""
	objects  []*object
	maps     []*shape
	name     string
	typ      *Type
}

// A namer gives classes their type names.
type namer struct {
	names    Names
	reserved func(string) bool
	used     map[string]bool // in lower case, so that no two names differ in case only
	objects  []*class        // each after the class of its owner
	entries  []*class        // each after those in its values
}

func (n *namer) nameTypes(g *grower) {
	n.classify(g)
	for i, root := range g.roots {
		g.roots[i].class.name = root.root.Type
		n.used[strings.ToLower(root.root.Type)] = true
	}
	n.keepGiven(g.given)
	n.nameStandard()
	for _, c := range n.objects {
		if first := c.objects[0]; c.name == "" {
			above := first.owner.class.name
			if first.owner.owner == nil {
				above = first.root.Prefix
			}
			n.settle(c, above+pascal(pathBelow(first.relative)))
		}
	}
	for _, c := range n.entries {
		if c.name == "" {
			n.settle(c, strings.TrimSuffix(valueName(c.maps[0].elem), "Entry")+"Entry")
		}
	}
	n.record()
}

// classify puts all objects and maps into classes, their places in order.
func (n *namer) classify(g *grower) {
	byKey := map[string]*class{}
	find := func(key string, list *[]*class) *class {
		c := byKey[key]
		if c == nil {
			c = &class{key: key}
			byKey[key] = c
			*list = append(*list, c)
		}
		return c
	}
	for _, o := range g.objects {
		o.class = find(classKey(o), &n.objects)
		o.class.standard = standardName(o)
		o.class.objects = append(o.class.objects, o)
	}
	for _, s := range g.maps {
		s.class = find("map "+s.elem.classKey(), &n.entries)
		s.class.maps = append(s.class.maps, s)
	}
}

func classKey(o *object) string {
	switch {
	case o.owner == nil:
		return o.root.Key
	case standardName(o) != "":
		return "standard " + standardName(o) + " " + o.digest
	case o.field.From != "":
		return "tenant " + o.field.From + " " + o.digest
	}
	return o.owner.class.key + "\x00" + o.relative
}

func (s *shape) classKey() string {
	switch s.kind {
	case KindObject:
		return s.object.class.key
	case KindList, KindMap:
		return string(s.kind) + " " + s.elem.classKey()
	}
	return string(s.kind)
}

// standardName returns the type name that the data type of o asks for, "" if it
// is none of standard XDM.
func standardName(o *object) string {
	if o.field == nil {
		return ""
	}
	for _, origin := range []string{"https://ns.adobe.com/xdm/", "https://ns.adobe.com/experience/", "http://schema.org/", "https://schema.org/"} {
		if rest, ok := strings.CutPrefix(o.field.From, origin); ok {
			if name := pascal(rest[strings.LastIndexByte(rest, '/')+1:]); name != "" {
				return "Xdm" + name
			}
		}
	}
	return ""
}

// keepGiven lets names of the names file stand. Where classes dispute one, most
// places decide, then the order of the places.
func (n *namer) keepGiven(given Names) {
	type vote struct {
		class *class
		name  string
		count int
	}
	var votes []vote
	for _, c := range slices.Concat(n.objects, n.entries) {
		counts := map[string]int{}
		for _, at := range c.places() {
			if name := given[at.root].Types[at.place]; name != "" {
				counts[name]++
			}
		}
		for _, name := range slices.Sorted(maps.Keys(counts)) {
			votes = append(votes, vote{c, name, counts[name]})
		}
	}
	slices.SortStableFunc(votes, func(a, b vote) int { return b.count - a.count })
	for _, v := range votes {
		if v.class.name == "" && n.free(v.name) {
			n.take(v.class, v.name)
		}
	}
}

// nameStandard names classes after their data types, the most common first.
func (n *namer) nameStandard() {
	byCount := slices.Clone(n.objects)
	slices.SortStableFunc(byCount, func(a, b *class) int { return len(b.objects) - len(a.objects) })
	for _, c := range byCount {
		if c.name == "" && c.standard != "" && n.free(c.standard) {
			n.take(c, c.standard)
		}
	}
}

func (n *namer) free(name string) bool { return !n.used[strings.ToLower(name)] && !n.reserved(name) }

func (n *namer) take(c *class, name string) {
	c.name = name
	n.used[strings.ToLower(name)] = true
}

// settle names c, with digits of its first place if the name is not free. The
// letter X before them keeps names of types free of underscores, which gqlgen
// puts between the names of types and fields.
func (n *namer) settle(c *class, name string) {
	if !n.free(name) {
		first := c.places()[0]
		name = withDigits(name+"X", first.root+":"+first.place, n.free)
	}
	n.take(c, name)
}

// record enters all type names in the names file.
func (n *namer) record() {
	for _, c := range slices.Concat(n.objects, n.entries) {
		for _, at := range c.places() {
			if at.place != "" {
				n.names.root(at.root).Types[at.place] = c.name
			}
		}
	}
}

// placeOf is a place of a root.
type placeOf struct{ root, place string }

func (c *class) places() []placeOf {
	places := make([]placeOf, 0, len(c.objects)+len(c.maps))
	for _, o := range c.objects {
		places = append(places, placeOf{o.root.Key, o.place})
	}
	for _, s := range c.maps {
		places = append(places, placeOf{s.owner.root.Key, s.place})
	}
	return places
}

// valueName names the values of a map, for the name of its entries.
func valueName(s *shape) string {
	switch s.kind {
	case KindObject:
		return s.object.class.name
	case KindList:
		return valueName(s.elem) + "List"
	case KindMap:
		return strings.TrimSuffix(s.class.name, "Entry") + "Map"
	}
	return string(s.kind)
}

// ReservedType reports whether the server has, or may have, a type called name.
func ReservedType(name string) bool {
	return reservedTypes[name] || strings.HasSuffix(name, "Connection") || strings.HasSuffix(name, "Edge")
}

var reservedTypes = func() map[string]bool {
	names := map[string]bool{}
	for _, name := range strings.Fields(`
		Query Mutation Subscription Node PageInfo String Int Float Boolean ID Long Date DateTime Decimal JSON XDMPath
		Profile ProfileAttributes Identity IdentityInput IdentityNamespace ExperienceEvent ExperienceEventAttributes
		ExperienceEventFilter EventOrder Purchase PurchasedItem CampaignInteraction CampaignInteractionKind
		ModelScore ScoreKind ScoreFactor Money Consent MergePolicy Platform PlatformLimit Capability
		Segment SegmentDefinition SegmentExpression SegmentEvaluation SegmentFilter SegmentLifecycle SegmentMembership
		SegmentStatus Wire`) {
		names[name] = true
	}
	return names
}()
