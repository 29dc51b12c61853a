package direct

import (
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"activityhub/graph"
	"activityhub/graph/scalar"
	"activityhub/platform/curated"
	"activityhub/platform/xdm"
)

func (c *compiler) profileObject(selections ast.SelectionSet) *object[*graph.Profile] {
	return compileObject(c, "Profile", selections, c.profileField)
}

func (c *compiler) profileField(f *field) writer[*graph.Profile] {
	switch f.Name {
	case "id":
		return text((*graph.Profile).ID)
	case "identities":
		return c.identities(f)
	case "attributes":
		return attributesOf(c.tree(f), func(p *graph.Profile) xdm.Object { return p.Profile.Attributes })
	case "attribute":
		return attribute(c, f, (*graph.Profile).Attribute)
	case "segments":
		return c.segments(f)
	case "events":
		return c.events(f)
	case "purchases":
		return c.purchases(f)
	case "campaignInteractions":
		return c.campaignInteractions(f)
	case "scores":
		return c.scores(f)
	case "lifetimeValue":
		return child(c.money(f), func(r *run, p *graph.Profile) (*curated.Money, error) { return r.profile.LifetimeValue(r.ctx, p) })
	case "consents":
		return list(c.consent(f), func(_ *run, p *graph.Profile) ([]*graph.Consent, error) { return p.Consents() })
	case "mergePolicy":
		return child(c.mergePolicy(f), func(r *run, p *graph.Profile) (*graph.MergePolicy, error) { return r.profile.MergePolicy(r.ctx, p) })
	case "lastModifiedAt":
		return optionalMoment((*graph.Profile).LastModifiedAt)
	}
	return nil
}

func (c *compiler) identities(f *field) writer[*graph.Profile] {
	namespaces := arguments(c, f, graph.Arguments.Identities)
	o := c.identity(f)
	return func(r *run, f *field, p *graph.Profile) bool {
		only, ok := namespaces(r, f)
		return ok && elements(r, f, o, p.Identities(only))
	}
}

func (c *compiler) identity(f *field) *object[*graph.Identity] {
	return compileObject(c, "Identity", f.Selections, func(f *field) writer[*graph.Identity] {
		switch f.Name {
		case "namespace":
			return text(func(i *graph.Identity) string { return i.Namespace })
		case "id":
			return text(func(i *graph.Identity) string { return i.ID })
		case "primary":
			return boolean(func(i *graph.Identity) bool { return i.Primary })
		}
		return nil
	})
}

// attribute compiles a field that reads one path of a document.
func attribute[T any](c *compiler, f *field, get func(T, xdm.Path) *scalar.JSON) writer[T] {
	path := arguments(c, f, graph.Arguments.Attribute)
	return func(r *run, f *field, v T) bool {
		at, ok := path(r, f)
		if !ok {
			return false
		}
		found := get(v, at)
		if found == nil {
			return false
		}
		r.buf, _ = scalar.Append(r.buf, scalar.KindJSON, (*xdm.Value)(found)) // any value will do
		return true
	}
}

func (c *compiler) money(f *field) *object[*curated.Money] {
	return compileObject(c, "Money", f.Selections, func(f *field) writer[*curated.Money] {
		switch f.Name {
		case "amount":
			return text(func(m *curated.Money) string { return m.Amount })
		case "currency":
			return textOrError((*curated.Money).Currency)
		}
		return nil
	})
}

func (c *compiler) consent(f *field) *object[*graph.Consent] {
	return compileObject(c, "Consent", f.Selections, func(f *field) writer[*graph.Consent] {
		switch f.Name {
		case "purpose":
			return text(func(c *graph.Consent) string { return c.Purpose })
		case "subscription":
			return optionalText(func(c *graph.Consent) *string { return c.Subscription })
		case "identity":
			return child(c.identity(f), func(_ *run, c *graph.Consent) (*graph.Identity, error) { return c.Identity(), nil })
		case "value":
			return requiredOrError(func(c *graph.Consent) (string, error) { return c.Value() }, AppendText)
		case "granted":
			return optional(func(c *graph.Consent) *bool { return c.Granted() }, appendBool)
		case "reason":
			return textOrError(func(c *graph.Consent) (*string, error) { return c.Reason() })
		case "time":
			return optionalOrError(func(c *graph.Consent) (*time.Time, error) { return c.Time() }, appendTime)
		}
		return nil
	})
}

func (c *compiler) mergePolicy(f *field) *object[*graph.MergePolicy] {
	return compileObject(c, "MergePolicy", f.Selections, func(f *field) writer[*graph.MergePolicy] {
		switch f.Name {
		case "id":
			return text((*graph.MergePolicy).ID)
		case "mergePolicyId":
			return text((*graph.MergePolicy).MergePolicyID)
		case "name":
			return optionalText((*graph.MergePolicy).Name)
		case "default":
			return boolean(func(m *graph.MergePolicy) bool { return m.Default })
		case "identityGraph":
			return optionalText((*graph.MergePolicy).IdentityGraph)
		case "attributeMerge":
			return optionalText((*graph.MergePolicy).AttributeMerge)
		}
		return nil
	})
}
