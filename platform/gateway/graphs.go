package gateway

import (
	"net/http"

	"activityhub/platform"
	"activityhub/platform/local"
)

// graphType is the media type of a graph.
const graphType = "application/json;version=2.2.1;charset=utf-8"

// stitching is the way that identities are linked here: all that one record
// names are one person.
const stitching = "STITCH_ALL"

type wireGraph struct {
	XID       any   `json:"xid,omitempty"`
	Composite any   `json:"composite_xid,omitempty"`
	Members   []any `json:"members,omitzero"`

	Vertices []wireVertex `json:"vertices,omitzero"`
	Edges    []wireEdge   `json:"edges,omitzero"`
}

type wireVertex struct {
	XID       any   `json:"xid,omitempty"`
	Composite any   `json:"composite_xid,omitempty"`
	Updated   int64 `json:"last_updated_ts,omitempty"` // ms
}

type wireEdge struct {
	XIDs       []any    `json:"xid_pair,omitempty"`
	Composites []any    `json:"composite_xid_pair,omitempty"`
	First      int64    `json:"first_established_ts"` // ms
	Last       int64    `json:"last_established_ts"`  // ms
	DataSets   []string `json:"dataset_ids,omitzero"`
	Batches    []string `json:"batch_ids,omitzero"`
}

// postGraph answers with the identities linked to each one asked about, as a set
// or as a graph. Those it knows nothing of come back by themselves.
func (g *Gateway) postGraph(q *request) (reply, error) {
	body, err := q.json()
	if err != nil {
		return reply{}, err
	}
	form := body.Get("projection_type").String()
	if form != "set" && form != "graph" {
		return reply{}, graphError(q, "Graph Request Invalid - projection types available are [graph|set].")
	}
	all := g.inquiries(body, "xids", "composite_xids")
	if wrong := counted(all); wrong != "" {
		return reply{}, graphError(q, "Graph Request Invalid - "+wrong+".")
	}
	found, err := g.clusters(q, all, form == "graph")
	if err != nil {
		return reply{}, err
	}
	answer := struct {
		Version    string      `json:"version"`
		Graphs     []wireGraph `json:"graphs"`
		XIDs       []any       `json:"unprocessed_xids,omitzero"`
		Composites []any       `json:"unprocessed_composite_xids,omitzero"`
		Stitching  string      `json:"algo_type"`
	}{Version: "2.0", Graphs: []wireGraph{}, Stitching: stitching}
	unprocessed := []any{}
	for _, one := range all {
		cluster := found[one.identity]
		if one.unknown || cluster == nil {
			unprocessed = append(unprocessed, one.asGiven)
			continue
		}
		graph := g.wireGraph(one, cluster, form == "graph", body.Get("require_edge_meta_data").Bool())
		answer.Graphs = append(answer.Graphs, graph)
	}
	if all[0].spelling == asXID {
		answer.XIDs = unprocessed
	} else {
		answer.Composites = unprocessed
	}
	sent, err := marshalled(http.StatusOK, answer)
	sent.header = http.Header{"Content-Type": {graphType}, "Cache-Control": {"no-cache"}}
	return sent, err
}

// wireGraph writes a cluster as the set of its members, or as a graph of them
// whose edges say which data sets made them if origins are wanted.
func (g *Gateway) wireGraph(one inquiry, c *local.Cluster, graph, origins bool) wireGraph {
	spell := func(id platform.Identity) any { return g.spell(one.spelling, "ns", id) }
	var w wireGraph
	if one.spelling == asXID {
		w.XID = spell(one.identity)
	} else {
		w.Composite = spell(one.identity)
	}
	if !graph {
		w.Members = make([]any, len(c.Members))
		for i, member := range c.Members {
			w.Members[i] = spell(member)
		}
		return w
	}
	w.Vertices, w.Edges = make([]wireVertex, len(c.Members)), make([]wireEdge, len(c.Links))
	for i, member := range c.Members {
		w.Vertices[i].Updated = lastLinked(c, member)
		if one.spelling == asXID {
			w.Vertices[i].XID = spell(member)
		} else {
			w.Vertices[i].Composite = spell(member)
		}
	}
	for i, l := range c.Links {
		edge, pair := &w.Edges[i], []any{spell(l.A), spell(l.B)}
		edge.First, edge.Last = l.First.UnixMilli(), l.Last.UnixMilli()
		if one.spelling == asXID {
			edge.XIDs = pair
		} else {
			edge.Composites = pair
		}
		if origins {
			edge.DataSets, edge.Batches = make([]string, len(l.DataSets)), []string{}
			for i, name := range l.DataSets {
				edge.DataSets[i] = dataSetID(name)
			}
		}
	}
	return w
}

// lastLinked returns when something last linked member to another, in ms of the
// Unix epoch; 0 if nothing does.
func lastLinked(c *local.Cluster, member platform.Identity) int64 {
	var last int64
	for _, l := range c.Links {
		if l.A == member || l.B == member {
			last = max(last, l.Last.UnixMilli())
		}
	}
	return last
}
