package direct

import "activityhub/graph"

// rootProfile compiles Query.profile.
func (c *compiler) rootProfile(f *field) writer[struct{}] {
	who := arguments(c, f, func(a graph.Arguments) (one, error) {
		in, policy, err := a.Profile()
		return one{in, policy}, err
	})
	o := c.profileObject(f.Selections)
	return func(r *run, f *field, _ struct{}) bool {
		asked, ok := who(r, f)
		if !ok {
			return false
		}
		p, err := r.query.Profile(f.context(r.ctx), asked.identity, asked.mergePolicy)
		if err != nil {
			r.fail(f, err)
		}
		if p == nil || err != nil {
			return false
		}
		r.push(f)
		ok = o.write(r, p)
		r.pop()
		return ok
	}
}

type one struct {
	identity    graph.IdentityInput
	mergePolicy *string
}

// rootProfiles compiles Query.profiles.
func (c *compiler) rootProfiles(f *field) writer[struct{}] {
	who := arguments(c, f, func(a graph.Arguments) (several, error) {
		in, policy, err := a.Profiles()
		return several{in, policy}, err
	})
	o := c.profileObject(f.Selections)
	return func(r *run, f *field, _ struct{}) bool {
		asked, ok := who(r, f)
		if !ok {
			return false
		}
		profiles, err := r.query.Profiles(f.context(r.ctx), asked.identities, asked.mergePolicy)
		if err != nil {
			r.fail(f, err)
			return false
		}
		r.push(f)
		r.buf = append(r.buf, '[')
		for i, p := range profiles {
			if i > 0 {
				r.buf = append(r.buf, ',')
			}
			r.at(i)
			if p == nil || !o.write(r, p) {
				r.buf = append(r.buf, "null"...)
			}
		}
		r.buf = append(r.buf, ']')
		r.pop()
		return true
	}
}

type several struct {
	identities  []*graph.IdentityInput
	mergePolicy *string
}
