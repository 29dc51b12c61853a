package gateway

import (
	"net/http"
	"slices"
	"strings"

	"activityhub/platform/local/definitions"
)

// dataSetBody is a data set as it is written.
//
// Source: Catalog Service API guide.
type dataSetBody struct {
	Name        string              `json:"name"`
	Description string              `json:"description"`
	SchemaRef   wireSchemaRef       `json:"schemaRef"`
	Tags        map[string][]string `json:"tags"`
}

func wrongDataSet(detail string) *refusal {
	return problem(http.StatusBadRequest, "https://ns.adobe.com/aep/errors/CATALOG-400", "Bad Request", detail)
}

func usedDataSet(detail string) *refusal {
	return problem(http.StatusConflict, "https://ns.adobe.com/aep/errors/CATALOG-409", "Conflict", detail)
}

// namedIn is how the Catalog answers a write: with a list of one, the data set.
func namedIn(status int, name string) (reply, error) {
	return marshalled(status, []string{"@/dataSets/" + dataSetID(name)})
}

// create makes a data set for a schema there is. Its records have their
// identities where those of other data sets of the schema have theirs.
func (s *catalogService) create(q *request) (reply, error) {
	body, err := typed[dataSetBody](q, wrongDataSet)
	if err != nil {
		return reply{}, err
	}
	err = s.g.redefine(q, func(d *definitions.Definitions) ([]definitions.Change, error) {
		if _, ok := d.DataSets[body.Name]; ok {
			return nil, usedDataSet("name is that of another data set, and names are unique here: give another name")
		}
		if wrong := body.wrong(); wrong != "" {
			return nil, wrongDataSet(wrong)
		}
		schema, wrong := s.schemaNamed(d, body.SchemaRef)
		if wrong != "" {
			return nil, wrongDataSet(wrong)
		}
		if !body.enabled() {
			return nil, wrongDataSet(`tags is {"unifiedProfile": ["enabled:true"], "unifiedIdentity": ["enabled:true"]}: every data set of this local Platform feeds profiles`)
		}
		made := definitions.DataSet{Name: body.Name, Title: body.Description, SchemaName: schema, Identities: d.SharedIdentities(schema)}
		now := s.g.moment()
		return []definitions.Change{definitions.PutDataSet(made, definitions.About{Created: now, Updated: now})}, nil
	})
	if err != nil {
		return reply{}, unwritten(err, wrongDataSet, usedDataSet)
	}
	return namedIn(http.StatusCreated, body.Name)
}

// schemaNamed returns the name of the schema that ref points at.
func (s *catalogService) schemaNamed(d *definitions.Definitions, ref wireSchemaRef) (name, wrong string) {
	registry := s.g.view().registry
	for _, document := range d.Schemas {
		if of, ok := registry.SchemaOf(document.Name); ok && ref.ID != "" && (of.ID == ref.ID || of.AltID == ref.ID) {
			return document.Name, ""
		}
	}
	return "", "schemaRef.id is no schema here; GET /data/foundation/schemaregistry/tenant/schemas lists those there are"
}

// wrong says what is wrong with the texts of b; "" if nothing is.
func (b dataSetBody) wrong() string {
	if wrong := checked(named{"name", b.Name, maxName, true}, named{"description", b.Description, maxDescription, false}); wrong != "" {
		return wrong
	}
	if !definitions.IsDataSetName(b.Name) {
		return "name is 1 to 64 letters, digits, blanks or -_.(), with a letter or digit to begin with"
	}
	return ""
}

// enabled reports whether b feeds profiles, which is said by a tag.
func (b dataSetBody) enabled() bool {
	return slices.ContainsFunc(b.Tags["unifiedProfile"], func(tag string) bool { return strings.ReplaceAll(tag, " ", "") == "enabled:true" })
}

// change changes the description of a data set. Its name, schema and use stay.
func (s *catalogService) change(q *request) (reply, error) {
	body, err := typed[struct {
		dataSetBody
		Description *string `json:"description"`
	}](q, wrongDataSet)
	if err != nil {
		return reply{}, err
	}
	v := s.g.view()
	name, ok := v.dataSetNamed(q.PathValue("id"))
	if !ok {
		return reply{}, noDataSet(v.DataSetNames())
	}
	err = s.g.redefine(q, func(d *definitions.Definitions) ([]definitions.Change, error) {
		set := d.DataSets[name]
		switch {
		case set == nil:
			return nil, noDataSet(d.DataSetNames()) // it was deleted since
		case body.Name != "" && body.Name != name:
			return nil, wrongDataSet("name does not change: records are kept under it. Make another data set")
		case len(body.Tags["unifiedProfile"]) > 0 && !body.enabled():
			return nil, wrongDataSet("tags.unifiedProfile is enabled:true: every data set of this local Platform feeds profiles")
		}
		if body.SchemaRef.ID != "" {
			if schema, _ := s.schemaNamed(d, body.SchemaRef); schema != set.SchemaName {
				return nil, wrongDataSet("schemaRef does not change: records are kept that fit it. Make another data set")
			}
		}
		if body.Description == nil {
			return nil, nil
		}
		if wrong := checked(named{"description", *body.Description, maxDescription, false}); wrong != "" {
			return nil, wrongDataSet(wrong)
		}
		made := *set
		made.Title = *body.Description
		about := d.About(definitions.OfDataSet(name))
		about.Updated = s.g.moment()
		return []definitions.Change{definitions.PutDataSet(made, about)}, nil
	})
	if err != nil {
		return reply{}, unwritten(err, wrongDataSet, usedDataSet)
	}
	return namedIn(http.StatusOK, name)
}

// remove deletes a data set that holds nothing.
func (s *catalogService) remove(q *request) (reply, error) {
	v := s.g.view()
	name, ok := v.dataSetNamed(q.PathValue("id"))
	if !ok {
		return reply{}, noDataSet(v.DataSetNames())
	}
	err := s.g.redefine(q, func(d *definitions.Definitions) ([]definitions.Change, error) {
		if d.DataSets[name] == nil {
			return nil, noDataSet(d.DataSetNames()) // it was deleted since
		}
		return []definitions.Change{definitions.Delete(definitions.OfDataSet(name))}, nil
	})
	if err != nil {
		return reply{}, unwritten(err, usedDataSet, usedDataSet)
	}
	return namedIn(http.StatusOK, name)
}
