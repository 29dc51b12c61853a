package gateway

import (
	"cmp"
	"hash/fnv"
	"net/http"
	"slices"
	"strconv"
	"time"

	"activityhub/platform"
	"activityhub/platform/local/definitions"
)

// standardIDs are the numbers of the standard namespaces, by folded code.
//
// Source: Identity Service, standard namespaces.
var standardIDs = map[platform.Namespace]int{
	"core": 0, "ecid": 4, "email": 6, "phone": 7, "waid": 8, "tntid": 9, "aaid": 10, "email_lc_sha256": 11,
	"phone_sha256": 15, "adcloud": 411, "gaid": 20914, "idfa": 20915, "fcm": 20919, "apns": 20920,
}

// A numbered namespace is one with the number that the Identity Service knows it
// by: that of the standard, or eight digits made of its code.
type numbered struct {
	platform.IdentityNamespace
	number int
}

// namespaces is every namespace, and where it is found. It is only read once it
// was made.
type namespaces struct {
	all      []numbered
	byCode   map[platform.Namespace]numbered // by folded code
	byNumber map[int]numbered
}

// numberNamespaces numbers all namespaces: those in files in order of their
// codes, then those that were written over REST in order of time, so that each
// has the same number each time.
func numberNamespaces(defined *definitions.Definitions) namespaces {
	known := slices.Clone(defined.Namespaces)
	slices.SortStableFunc(known, func(a, b platform.IdentityNamespace) int {
		return defined.About(definitions.OfNamespace(a.Code)).Created.Compare(defined.About(definitions.OfNamespace(b.Code)).Created)
	})
	n := namespaces{byCode: make(map[platform.Namespace]numbered, len(known)), byNumber: make(map[int]numbered, len(known))}
	for _, one := range known {
		number, standard := standardIDs[one.Code.Fold()]
		if !standard {
			h := fnv.New32a()
			_, _ = h.Write([]byte(one.Code.Fold())) // never fails: see hash.Hash
			for number = 10_000_000 + int(h.Sum32()%90_000_000); n.byNumber[number].Code != ""; {
				number++
			}
		}
		numbered := numbered{one, number}
		n.all = append(n.all, numbered)
		n.byCode[one.Code.Fold()] = numbered
		n.byNumber[number] = numbered
	}
	slices.SortFunc(n.all, func(a, b numbered) int { return cmp.Compare(a.Code.Fold(), b.Code.Fold()) })
	return n
}

func (g *Gateway) namespaceRoutes() []route {
	const base = "/data/core/idnamespace/identities"
	return []route{
		{method: http.MethodGet, path: base, serve: g.listNamespaces},
		{method: http.MethodGet, path: base + "/{id}", serve: g.getNamespace},
		{method: http.MethodPost, path: base, serve: g.createNamespace},
		{method: http.MethodPut, path: base + "/{id}", serve: g.changeNamespace},
	}
}

// wireNamespace is a namespace as the Identity Service writes it.
type wireNamespace struct {
	ID          int    `json:"id"`
	Code        string `json:"code"`
	Name        string `json:"name"`
	Description string `json:"description"`
	IDType      string `json:"idType"`
	Status      string `json:"status"`
	Custom      bool   `json:"custom"`
	Created     int64  `json:"createTime"` // ms
	Updated     int64  `json:"updateTime"` // ms
}

// standardSince dates the standard namespaces.
var standardSince = time.Date(2015, 9, 1, 15, 46, 59, 0, time.UTC)

func (g *Gateway) wireNamespace(v *view, n numbered) wireNamespace {
	since := definitions.About{Created: standardSince, Updated: standardSince}
	if n.Custom {
		since = g.dated(v, definitions.OfNamespace(n.Code))
	}
	return wireNamespace{
		ID: n.number, Code: string(n.Code), Name: n.Name, Description: n.Description, IDType: n.IDType,
		Status: "ACTIVE", Custom: n.Custom, Created: since.Created.UnixMilli(), Updated: since.Updated.UnixMilli(),
	}
}

// listNamespaces answers with a bare array: there is no paging.
func (g *Gateway) listNamespaces(*request) (reply, error) {
	v := g.view()
	all := make([]wireNamespace, len(v.namespaces.all))
	for i, n := range v.namespaces.all {
		all[i] = g.wireNamespace(v, n)
	}
	return marshalled(http.StatusOK, all)
}

func (g *Gateway) getNamespace(q *request) (reply, error) {
	found, err := g.namespaceByID(q)
	if err != nil {
		return reply{}, err
	}
	return marshalled(http.StatusOK, g.wireNamespace(g.view(), found))
}

func (g *Gateway) namespaceByID(q *request) (numbered, error) {
	number, err := strconv.Atoi(q.PathValue("id"))
	found, ok := g.view().namespaces.byNumber[number]
	if err != nil || !ok {
		return numbered{}, namespaceError(http.StatusNotFound, "Namespace validation", "NAMESPACE_NOT_FOUND", "There is no namespace of that id; GET /data/core/idnamespace/identities lists those there are", g.cfg.Now())
	}
	return found, nil
}
