// Package registry is what the Schema Registry of a local Platform holds:
// schemas, the unions of their classes, classes, behaviours and descriptors,
// made once from the Platform's definitions.
//
//	r, err := registry.New(defined)
//	form, err := registry.LookUpForm(accept)
//	union, ok := r.Find(registry.Unions, "_xdm.context.profile__union")
//	body := union.In(form, members)
//
// A form is how much of a resource an Accept header asks for. A union is all
// that the schemas of one class may hold; where they are one, it is that one's
// text, to the letter.
package registry
