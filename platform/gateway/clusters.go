package gateway

import (
	"fmt"
	"net/http"
	"strconv"

	"activityhub/platform"
	"activityhub/platform/local"
)

// What follows answers the older calls to the Identity Service.

type wireCluster struct {
	XID       any   `json:"xid,omitempty"`
	Composite any   `json:"compositeXid,omitempty"`
	Members   []any `json:"members"`
}

// wireCluster writes a cluster; c is nil for an identity without one.
func (g *Gateway) wireCluster(one inquiry, c *local.Cluster) wireCluster {
	w := wireCluster{Members: []any{}}
	if one.spelling == asXID {
		w.XID = one.asGiven
	} else {
		w.Composite = one.asGiven
	}
	if c != nil {
		for _, member := range c.Members {
			w.Members = append(w.Members, g.spell(one.spelling, "namespace", member))
		}
	}
	return w
}

// getCluster answers with the members of the cluster of one identity.
func (g *Gateway) getCluster(q *request) (reply, error) {
	one, err := g.inquiryIn(q, clusterError)
	if err != nil {
		return reply{}, err
	}
	one.asGiven = g.spell(one.spelling, "namespace", one.identity)
	found, err := g.clusters(q, []inquiry{one}, false)
	if err != nil {
		return reply{}, err
	}
	return marshalled(http.StatusOK, struct {
		Version string `json:"version"`
		wireCluster
		Stitching string `json:"algo_type"`
	}{"1.1.0", g.wireCluster(one, found[one.identity]), stitching})
}

// postClusters answers with the members of the cluster of each identity, none
// for one without a cluster.
func (g *Gateway) postClusters(q *request) (reply, error) {
	body, err := q.json()
	if err != nil {
		return reply{}, err
	}
	all := g.inquiries(body, "xids", "compositeXids", "compositeXidsWithNamespace")
	if wrong := counted(all); wrong != "" {
		return reply{}, clusterError(wrong)
	}
	found, err := g.clusters(q, all, false)
	if err != nil {
		return reply{}, err
	}
	answer := struct {
		Version     string        `json:"version"`
		Clusters    []wireCluster `json:"clusters"`
		Unprocessed []any         `json:"unprocessedRecords"`
		Stitching   string        `json:"algo_type"`
	}{"1.1.0", make([]wireCluster, len(all)), []any{}, stitching}
	for i, one := range all {
		answer.Clusters[i] = g.wireCluster(one, found[one.identity])
	}
	return marshalled(http.StatusOK, answer)
}

// clusterError is what cluster calls say of a request that makes no sense.
func clusterError(description string) *refusal {
	return refuse(http.StatusBadRequest, struct {
		Title       string `json:"title"`
		Status      int    `json:"status"`
		Description string `json:"description"`
	}{"InvalidInput", http.StatusBadRequest, description})
}

type wireMapping struct {
	XID       any          `json:"xid,omitempty"`
	Composite any          `json:"compositeXid,omitempty"`
	Mapping   []wireMapped `json:"mapping"`
	Regions   []any        `json:"regions"`
}

type wireMapped struct {
	XID       any    `json:"xid,omitempty"`
	Composite any    `json:"compositeXid,omitempty"`
	Linked    string `json:"lastAssociationTime"` // ms
}

// getMapping answers with the identities linked to one that lie in a namespace.
func (g *Gateway) getMapping(q *request) (reply, error) {
	one, err := g.inquiryIn(q, clusterError)
	if err != nil {
		return reply{}, err
	}
	one.asGiven = g.spell(one.spelling, "namespace", one.identity)
	target, err := g.target(q.query.Get("targetNs"))
	if err != nil {
		return reply{}, err
	}
	return g.mappings(q, []inquiry{one}, target)
}

// postMappings is getMapping for up to 1,000 identities.
func (g *Gateway) postMappings(q *request) (reply, error) {
	body, err := q.json()
	if err != nil {
		return reply{}, err
	}
	all := g.inquiries(body, "xids", "compositeXids", "compositeXidsWithNamespace")
	if wrong := counted(all); wrong != "" {
		return reply{}, clusterError(wrong)
	}
	target, err := g.target(body.Get("targetNs").String())
	if err != nil {
		return reply{}, err
	}
	return g.mappings(q, all, target)
}

// target returns the namespace of that number; "" if the question names none, and
// means the namespace of the identity asked about.
func (g *Gateway) target(number string) (platform.Namespace, error) {
	if number == "" {
		return "", nil
	}
	n, err := strconv.Atoi(number)
	known, ok := g.view().namespaces.byNumber[n]
	if err != nil || !ok {
		return "", clusterError("targetNs is the number of a namespace; GET /data/core/idnamespace/identities lists those there are")
	}
	return known.Code, nil
}

// mappings answers 204 where nothing is linked.
func (g *Gateway) mappings(q *request, all []inquiry, target platform.Namespace) (reply, error) {
	found, err := g.clusters(q, all, true)
	if err != nil {
		return reply{}, err
	}
	answer := struct {
		Version     int           `json:"version"`
		Mappings    []wireMapping `json:"mappings"`
		Unprocessed []any         `json:"unprocessedXids"`
		Numbers     []any         `json:"unprocessedNids"`
	}{1, []wireMapping{}, []any{}, []any{}}
	for _, one := range all {
		if one.unknown && one.spelling == asXID {
			answer.Unprocessed = append(answer.Unprocessed, one.asGiven)
		} else if one.unknown {
			answer.Numbers = append(answer.Numbers, one.asGiven)
		} else if m := g.wireMapping(one, found[one.identity], target); len(m.Mapping) > 0 {
			answer.Mappings = append(answer.Mappings, m)
		}
	}
	if len(answer.Mappings) == 0 {
		return reply{status: http.StatusNoContent}, nil
	}
	return marshalled(http.StatusOK, answer)
}

func (g *Gateway) wireMapping(one inquiry, c *local.Cluster, target platform.Namespace) wireMapping {
	if target == "" {
		target = one.identity.Namespace
	}
	m := wireMapping{Regions: []any{}}
	if one.spelling == asXID {
		m.XID = one.asGiven
	} else {
		m.Composite = one.asGiven
	}
	if c == nil {
		return m
	}
	for _, member := range c.Members {
		if member == one.identity || member.Namespace != target {
			continue
		}
		mapped := wireMapped{Linked: fmt.Sprint(lastLinked(c, member))}
		if one.spelling == asXID {
			mapped.XID = g.spell(asXID, "", member)
		} else {
			mapped.Composite = g.spell(one.spelling, "namespace", member)
		}
		m.Mapping = append(m.Mapping, mapped)
	}
	return m
}
