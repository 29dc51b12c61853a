package gateway

import (
	"net/http"
	"strings"
)

func (g *Gateway) sandboxRoutes() []route {
	const base = "/data/foundation/sandbox-management"
	return []route{
		{method: http.MethodGet, path: base, serve: g.listSandboxes},
		{method: http.MethodGet, path: base + "/", serve: g.listSandboxes},
		{method: http.MethodGet, path: base + "/sandboxes", serve: g.listSandboxes},
		{method: http.MethodGet, path: base + "/sandboxes/{name}", serve: g.getSandbox},
	}
}

// wireSandboxRecord is a sandbox as the sandbox service writes it. Its dates
// have no zone.
//
// Source: Sandbox API guide.
type wireSandboxRecord struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	State    string `json:"state"`
	Type     string `json:"type"`
	Region   string `json:"region"`
	Default  bool   `json:"isDefault"`
	ETag     int    `json:"eTag"`
	Created  string `json:"createdDate"`
	Modified string `json:"lastModifiedDate"`
}

func (g *Gateway) wireSandboxRecord(name string) wireSandboxRecord {
	of, since := g.wireSandbox(name), g.opened.UTC().Format("2006-01-02 15:04:05")
	return wireSandboxRecord{
		Name: name, Title: strings.ToUpper(name[:1]) + name[1:], State: "active", Type: of.Type, Region: "LOCAL",
		Default: of.Default, ETag: 1, Created: since, Modified: since,
	}
}

func (g *Gateway) listSandboxes(*request) (reply, error) {
	all := make([]wireSandboxRecord, len(g.cfg.Sandboxes))
	for i, name := range g.cfg.Sandboxes {
		all[i] = g.wireSandboxRecord(name)
	}
	return marshalled(http.StatusOK, map[string]any{
		"sandboxes": all, "_page": map[string]int{"limit": len(all), "count": len(all)}, "_links": map[string]any{},
	})
}

func (g *Gateway) getSandbox(q *request) (reply, error) {
	for _, name := range g.cfg.Sandboxes {
		if name == q.PathValue("name") {
			return marshalled(http.StatusOK, g.wireSandboxRecord(name))
		}
	}
	return reply{}, problem(http.StatusNotFound, "https://ns.adobe.com/aep/errors/SANDBOX-404", "Not Found",
		"There is no sandbox of that name; the sandboxes here are "+strings.Join(g.cfg.Sandboxes, ", "))
}
