package server_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"activityhub/server/servertest"
)

// A page of any connection, as the tests below ask for it.
type page struct {
	TotalCount int
	PageInfo   struct {
		HasNextPage, HasPreviousPage bool
		StartCursor, EndCursor       *string
	}
	Edges []struct {
		Cursor string
		Node   struct{ Key string }
	}
}

// connections are fields of a profile (and of the query) with what tells their
// nodes apart.
var connections = map[string]string{
	"events":               `profile(identity: { namespace: "CRMID", id: "C000001" }) { list: events(%s) { %s edges { cursor node { key: eventId } } } }`,
	"events oldest first":  `profile(identity: { namespace: "CRMID", id: "C000001" }) { list: events(order: OLDEST_FIRST, %s) { %s edges { cursor node { key: eventId } } } }`,
	"events of a type":     `profile(identity: { namespace: "CRMID", id: "C000001" }) { list: events(filter: { types: ["web.webpagedetails.pageViews", "commerce.purchases"] }, %s) { %s edges { cursor node { key: eventId } } } }`,
	"purchases":            `profile(identity: { namespace: "CRMID", id: "C000001" }) { list: purchases(%s) { %s edges { cursor node { key: orderId } } } }`,
	"campaignInteractions": `profile(identity: { namespace: "CRMID", id: "C000001" }) { list: campaignInteractions(%s) { %s edges { cursor node { key: time } } } }`,
	"memberships":          `profile(identity: { namespace: "CRMID", id: "C000001" }) { list: segments(status: [REALIZED, EXITED], %s) { %s edges { cursor node { key: segmentId } } } }`,
	"segments":             `list: segments(%s) { %s edges { cursor node { key: segmentId } } }`,
}

const pageFields = `totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`

func getPage(t *testing.T, api *servertest.API, connection, args string) page {
	t.Helper()
	var answer struct {
		Data struct {
			Profile struct{ List page }
			List    page
		}
	}
	decode(t, api.Post(t, "{ "+fmt.Sprintf(connections[connection], args, pageFields)+" }", nil), &answer)
	if connection == "segments" {
		return answer.Data.List
	}
	return answer.Data.Profile.List
}

// TestPagingForwardEqualsBackward reads every connection whole in pages of
// several sizes, from both ends.
func TestPagingForwardEqualsBackward(t *testing.T) {
	api := servertest.Start(t, servertest.Config{Customers: 2})
	for name := range connections {
		for _, size := range []int{1, 7, 100} {
			if size == 1 && strings.HasPrefix(name, "events") {
				continue // hundreds of requests that prove nothing more
			}
			t.Run(fmt.Sprintf("%s by %d", name, size), func(t *testing.T) {
				forward, backward := readForward(t, api, name, size), readBackward(t, api, name, size)
				if len(forward) < 3 {
					t.Fatalf("%d nodes are too few to tell anything", len(forward))
				}
				if !slices.Equal(forward, backward) {
					t.Errorf("forward gives\n%v\nand backward\n%v", forward, backward)
				}
			})
		}
	}
}

func readForward(t *testing.T, api *servertest.API, name string, size int) []string {
	t.Helper()
	var found []string
	args := fmt.Sprintf("first: %d", size)
	for {
		p := getPage(t, api, name, args)
		if p.PageInfo.HasPreviousPage != (len(found) > 0) {
			t.Errorf("after %d nodes hasPreviousPage is %v", len(found), p.PageInfo.HasPreviousPage)
		}
		for _, e := range p.Edges {
			found = append(found, e.Node.Key)
		}
		if !p.PageInfo.HasNextPage {
			if len(found) != p.TotalCount {
				t.Errorf("%d nodes, totalCount is %d", len(found), p.TotalCount)
			}
			return found
		}
		if last := p.Edges[len(p.Edges)-1].Cursor; last != *p.PageInfo.EndCursor {
			t.Errorf("endCursor is %q, that of the last edge %q", *p.PageInfo.EndCursor, last)
		}
		args = fmt.Sprintf("first: %d, after: %q", size, *p.PageInfo.EndCursor)
	}
}

func readBackward(t *testing.T, api *servertest.API, name string, size int) []string {
	t.Helper()
	var keys []string
	args := fmt.Sprintf("last: %d", size)
	for {
		p := getPage(t, api, name, args)
		if p.PageInfo.HasNextPage != (len(keys) > 0) {
			t.Errorf("before %d nodes hasNextPage is %v", len(keys), p.PageInfo.HasNextPage)
		}
		for _, e := range slices.Backward(p.Edges) {
			keys = append(keys, e.Node.Key)
		}
		if !p.PageInfo.HasPreviousPage {
			slices.Reverse(keys)
			return keys
		}
		if first := p.Edges[0].Cursor; first != *p.PageInfo.StartCursor {
			t.Errorf("startCursor is %q, that of the first edge %q", *p.PageInfo.StartCursor, first)
		}
		args = fmt.Sprintf("last: %d, before: %q", size, *p.PageInfo.StartCursor)
	}
}

// TestCursorsStayRight reads a page, lets events arrive before, in and after
// it, and reads on: nothing is missed and nothing comes twice.
func TestCursorsStayRight(t *testing.T) {
	api := servertest.Start(t, servertest.Config{})
	put := func(ids ...string) {
		var lines strings.Builder
		for _, id := range ids {
			fmt.Fprintf(&lines, `{"_id":"e%[1]s","timestamp":"2026-01-01T00:00:%[1]sZ","eventType":"web.webpagedetails.pageViews","identityMap":{"CRMID":[{"id":"C000001","primary":true}]}}`+"\n", id)
		}
		servertest.Ingest(t, api.Local, "web", strings.NewReader(lines.String()))
	}
	put("10", "20", "30", "40", "50")
	first := getPage(t, api, "events", "first: 2")
	if got := keys(first); !slices.Equal(got, []string{"e50", "e40"}) {
		t.Fatalf("the first page is %v", got)
	}
	put("55", "45", "35", "05")
	rest := getPage(t, api, "events", fmt.Sprintf("first: 10, after: %q", *first.PageInfo.EndCursor))
	if got := keys(rest); !slices.Equal(got, []string{"e35", "e30", "e20", "e10", "e05"}) {
		t.Errorf("the rest is %v", got)
	}
	before := getPage(t, api, "events", fmt.Sprintf("last: 10, before: %q", *first.PageInfo.EndCursor))
	if got := keys(before); !slices.Equal(got, []string{"e55", "e50", "e45"}) {
		t.Errorf("what lies before the cursor is %v", got)
	}
}

func keys(p page) []string {
	var keys []string
	for _, e := range p.Edges {
		keys = append(keys, e.Node.Key)
	}
	return keys
}

// TestPagesAreAsRelaySays asks for pages between all kinds of cursors and
// compares each with what the specification of Relay's connections makes of the
// whole list.
func TestPagesAreAsRelaySays(t *testing.T) {
	api := servertest.Start(t, servertest.Config{Customers: 2})
	for name := range connections {
		whole := getPage(t, api, name, "first: 100")
		n := len(whole.Edges)
		more := whole.PageInfo.HasNextPage
		for _, size := range []string{"", "first: 1", "first: 90", "last: 1", "last: 90"} {
			for _, after := range []int{-1, 0, n / 2, n - 1} { // -1 is no cursor
				for _, before := range []int{-1, 0, n / 2, n - 1} {
					if more && before < 0 {
						continue // how the list goes on is not known here
					}
					args := size
					if after >= 0 {
						args += fmt.Sprintf(" after: %q", whole.Edges[after].Cursor)
					}
					if before >= 0 {
						args += fmt.Sprintf(" before: %q", whole.Edges[before].Cursor)
					}
					if args == "" {
						args = "first: 20"
					}
					got := getPage(t, api, name, args)
					want, previous, next := relayPage(keys(whole), size, after, before)
					if !slices.Equal(keys(got), want) || got.PageInfo.HasPreviousPage != previous || got.PageInfo.HasNextPage != next {
						t.Errorf("%s, %d of them, %q after %d before %d: got %v, previous %v, next %v; want %v, %v, %v",
							name, n, size, after, before, keys(got), got.PageInfo.HasPreviousPage, got.PageInfo.HasNextPage, want, previous, next)
					}
				}
			}
		}
	}
}

// relayPage returns the page of all that Relay's specification gives, and
// whether something lies before and after it.
func relayPage(all []string, size string, after, before int) (page []string, previous, next bool) {
	direction, n := "first", 20
	if size != "" {
		_, _ = fmt.Sscanf(strings.Replace(size, ":", "", 1), "%s %d", &direction, &n)
	}
	from, to := after+1, len(all)
	if before >= 0 {
		to = max(from, before)
	}
	page = all[from:to]
	if direction == "first" {
		return page[:min(n, len(page))], after >= 0, len(page) > n
	}
	return page[max(0, len(page)-n):], len(page) > n, before >= 0
}
