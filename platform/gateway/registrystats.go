package gateway

import (
	"net/http"
	"time"

	"activityhub/platform/gateway/registry"
)

type wireShort struct {
	Title       string `json:"title"`
	ID          string `json:"$id"`
	AltID       string `json:"meta:altId,omitempty"`
	Version     string `json:"version,omitempty"`
	Description string `json:"description,omitempty"`
}

type wireClassUsage struct {
	ID      string      `json:"$id"`
	Title   string      `json:"title"`
	Count   int         `json:"numberOfSchemas"`
	Schemas []wireShort `json:"schemas"`
}

// stats says what the registry holds, and the id of the tenant.
func (s *registryService) stats(*request) (reply, error) {
	r := s.g.view().registry
	schemas := []wireShort{}
	for _, schema := range r.All(registry.Schemas) {
		schemas = append(schemas, wireShort{Title: schema.Title, ID: schema.ID, AltID: schema.AltID, Version: schema.Version})
	}
	usage := []wireClassUsage{}
	for _, class := range r.All(registry.Classes) {
		used := wireClassUsage{ID: class.ID, Title: class.Title, Schemas: []wireShort{}}
		for _, schema := range r.All(registry.Schemas) {
			if schema.Class == class.ID {
				used.Schemas = append(used.Schemas, wireShort{Title: schema.Title, ID: schema.ID, AltID: schema.AltID})
			}
		}
		used.Count = len(used.Schemas)
		usage = append(usage, used)
	}
	return marshalled(http.StatusOK, map[string]any{
		"imsOrg": s.g.cfg.Organization, "tenantId": r.Tenant,
		"counts": map[string]int{
			"schemas": len(schemas), "mixins": 0, "datatypes": 0, "classes": len(r.All(registry.Classes)), "unions": len(r.All(registry.Unions)),
		},
		"recentlyCreatedResources": schemas, "recentlyUpdatedResources": schemas, "classUsage": usage,
	})
}

// registryError is an error of the Schema Registry.
//
// Source: Schema Registry API, troubleshooting.
func registryError(q *request, status int, code, title, detail string, now time.Time) *refusal {
	type report struct {
		ID        string   `json:"registryRequestId"`
		Timestamp string   `json:"timestamp"`
		Detail    string   `json:"detailed-message"`
		SubErrors []string `json:"sub-errors"`
	}
	return refuse(status, struct {
		Type   string `json:"type"`
		Title  string `json:"title"`
		Status int    `json:"status"`
		Report report `json:"report"`
		Detail string `json:"detail"`
	}{"http://ns.adobe.com/aep/errors/" + code, title, status, report{q.id, now.Format("01-02-2006 15:04:05"), detail, []string{}}, detail})
}
