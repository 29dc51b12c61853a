package xdm

// A Scratch makes objects out of values without allocating for each: their
// members share one space, taken from the end and given back to it. The zero
// value is ready to use, by one goroutine at a time.
//
//	mark := scratch.Mark()
//	o, err := scratch.Object(v)
//	… // read o
//	scratch.Release(mark) // o is not read any more
type Scratch struct{ members []member }

// scratchAtFirst is how many members most objects have.
const scratchAtFirst = 8

// Mark returns how much of s is taken.
func (s *Scratch) Mark() int { return len(s.members) }

// Release gives back what was taken since [Scratch.Mark] returned mark.
func (s *Scratch) Release(mark int) {
	clear(s.members[mark:]) // values hold on to whole documents
	s.members = s.members[:mark]
}

// Object is [Value.Object] with the members in s.
func (s *Scratch) Object(v Value) (Object, error) {
	if !v.IsObject() {
		return v.Object()
	}
	mark := len(s.members)
	if s.members == nil {
		s.members = make([]member, 0, scratchAtFirst)
	}
	eachMember(v.raw, func(name, value string) {
		s.members = append(s.members, member{name: unquote(name), value: Value{value}})
	})
	return Object{members: s.members[mark:len(s.members):len(s.members)]}, nil
}

// Element is [ElementOf] with the members in s, for a value that is not absent.
func (s *Scratch) Element(v Value) Object {
	o, err := s.Object(v)
	if err != nil {
		return Object{broken: err}
	}
	return o
}
