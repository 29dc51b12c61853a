package gateway

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"activityhub/platform"
	"activityhub/platform/local/definitions"
)

// namespaceBody is a namespace as it is written.
//
// Source: Identity Service API reference, namespaces.
type namespaceBody struct {
	Name        string `json:"name"`
	Code        string `json:"code"`
	IDType      string `json:"idType"`
	Description string `json:"description"`
}

func (g *Gateway) wrongNamespace(description string) *refusal {
	return namespaceError(http.StatusBadRequest, "Namespace validation", "INVALID_REQUEST_PARAMS", description, g.cfg.Now())
}

// createNamespace registers a namespace. It cannot be deleted again.
func (g *Gateway) createNamespace(q *request) (reply, error) {
	body, err := typed[namespaceBody](q, g.wrongNamespace)
	if err != nil {
		return reply{}, err
	}
	n := platform.IdentityNamespace{Code: platform.Namespace(body.Code), Name: body.Name, Description: body.Description, IDType: strings.ToUpper(body.IDType), Custom: true}
	now := g.moment()
	return g.putNamespace(q, func(d *definitions.Definitions) (definitions.Change, error) {
		if known, ok := d.Namespace(n.Code); ok {
			return definitions.Change{}, namespaceError(http.StatusConflict, "NAMESPACE_CODE_CONFLICT", "INTEGRATION_CODE_EXISTS", fmt.Sprintf("Namespace code %s already exists. Please use a different code", known.Code), now)
		}
		if wrong := wrongIn(n); wrong != "" {
			return definitions.Change{}, g.wrongNamespace(wrong)
		}
		return definitions.PutNamespace(n, definitions.About{Created: now, Updated: now}), nil
	}, n.Code, func(made wireNamespace) any { return made })
}

// changeNamespace changes the name and the description of a namespace. It
// answers with an array of one.
func (g *Gateway) changeNamespace(q *request) (reply, error) {
	found, err := g.namespaceByID(q)
	if err != nil {
		return reply{}, err
	}
	body, err := typed[namespaceBody](q, g.wrongNamespace)
	if err != nil {
		return reply{}, err
	}
	return g.putNamespace(q, func(d *definitions.Definitions) (definitions.Change, error) {
		n, _ := d.Namespace(found.Code) // namespaces stay
		switch {
		case !n.Custom:
			return definitions.Change{}, g.wrongNamespace("A standard namespace cannot be changed")
		case body.Code != "" && platform.Namespace(body.Code).Fold() != n.Code.Fold() || body.IDType != "" && !strings.EqualFold(body.IDType, n.IDType):
			return definitions.Change{}, g.wrongNamespace("code and idType are non editable fields")
		}
		n.Name, n.Description = body.Name, body.Description
		if wrong := wrongIn(n); wrong != "" {
			return definitions.Change{}, g.wrongNamespace(wrong)
		}
		about := d.About(definitions.OfNamespace(n.Code))
		about.Updated = g.moment()
		return definitions.PutNamespace(n, about), nil
	}, found.Code, func(made wireNamespace) any { return []wireNamespace{made} })
}

// putNamespace writes what change makes of the definitions, and answers with the
// namespace of that code in the form that answer gives it.
func (g *Gateway) putNamespace(q *request, change func(*definitions.Definitions) (definitions.Change, error), code platform.Namespace, answer func(wireNamespace) any) (reply, error) {
	err := g.redefine(q, func(d *definitions.Definitions) ([]definitions.Change, error) {
		c, err := change(d)
		return []definitions.Change{c}, err
	})
	if err != nil {
		return reply{}, unwritten(err, g.wrongNamespace, g.wrongNamespace)
	}
	v := g.view()
	return marshalled(http.StatusOK, answer(g.wireNamespace(v, v.namespaces.byCode[code.Fold()])))
}

// wrongIn says what is wrong with a namespace; "" if nothing is.
func wrongIn(n platform.IdentityNamespace) string {
	if err := (platform.Identity{Namespace: n.Code, ID: "x"}).Check(); err != nil {
		return "code: " + err.Error()
	}
	if !slices.Contains(definitions.IDTypes, n.IDType) {
		return "Please provide a valid value of idType. Valid values are: " + strings.Join(definitions.IDTypes, ", ")
	}
	return checked(named{"name", n.Name, maxName, true}, named{"description", n.Description, maxDescription, false})
}

// moment is now, as exactly as the wire tells times.
func (g *Gateway) moment() time.Time { return g.cfg.Now().UTC().Truncate(time.Millisecond) }

// redefine changes the definitions. A caller who stops waiting does not stop what
// is being written.
func (g *Gateway) redefine(q *request, change func(*definitions.Definitions) ([]definitions.Change, error)) error {
	_, err := g.platform.Redefine(context.WithoutCancel(q.Context()), change)
	return err
}
