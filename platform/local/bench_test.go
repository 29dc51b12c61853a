package local_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/local"
	"activityhub/platform/local/store"
	"activityhub/platform/xdm"
)

// crowd returns records of crm and events of web for that many people: one
// record of some 600 bytes, and events of some 500 bytes each, in the order in
// which a day would bring them.
func crowd(people, eventsEach int) (records, events string) {
	var r, e strings.Builder
	for k := range people {
		fmt.Fprintf(&r, `{"_suite":{"customerNumber":"C%06d","npsScore":%d,"notes":{"first":%q},"contracts":[{"number":"K%d","start":"2024-01-01","lines":[{"phone":"+49%d","network":"5g"}]}]},`+
			`"personalEmail":{"address":"person%d@example.com","primary":true},"person":{"name":{"firstName":"Person","lastName":"Number %d"}},"homeAddress":{"city":"London","countryCode":"GB"},`+
			`"segmentMembership":{"ups":{"gold":{"status":"realized","lastQualificationTime":"2025-01-01T00:00:00Z"}}}}`+"\n",
			k, k%11, strings.Repeat("note ", 40), k, k, k, k)
	}
	for n := range eventsEach {
		for k := range people {
			fmt.Fprintf(&e, `{"_id":"%08x-%04x-4000-8000-%012x","timestamp":%q,"eventType":%q,"identityMap":{"CRMID":[{"id":"C%06d","primary":true}]},"channel":{"_id":"https://ns.adobe.com/xdm/channels/web"},`+
				`"commerce":{"order":{"purchaseID":"P-%d-%d","priceTotal":12.50,"currencyCode":"EUR"}},"productListItems":[{"SKU":"SKU-1","name":%q,"quantity":1},{"SKU":"SKU-2","name":"Cable","quantity":2}]}`+"\n",
				uint32(k*2654435761), n, k, time.Date(2025, 1, 1, 0, n, k%60, 0, time.UTC).Format(time.RFC3339), []string{"web.webpagedetails.pageViews", "commerce.purchases"}[n%5/4], k, k, n, strings.Repeat("thing ", 20))
		}
	}
	return r.String(), e.String()
}

// BenchmarkIngest measures durable ingestion in records per second, and beside
// it, as a floor, how fast SQLite itself takes the rows that came of it: the
// same tables, transactions of the same size, prepared statements, no checks.
// Ingest must reach half of it ("ratio" at least 0.5).
func BenchmarkIngest(b *testing.B) {
	records, events := crowd(2000, 10)
	var ingested, inserted time.Duration
	for b.Loop() {
		dir := b.TempDir()
		p := open(b, in(dir))
		start := time.Now()
		stored := ingest(b, p, "crm", records).Stored + ingest(b, p, "web", events).Stored
		ingested += time.Since(start)
		if stored != 22000 {
			b.Fatalf("%d stored, want 22000", stored)
		}
		inserted += floor(b, dir)
	}
	b.ReportMetric(22000*float64(b.N)/ingested.Seconds(), "records/s")
	b.ReportMetric(22000*float64(b.N)/inserted.Seconds(), "floor-records/s")
	b.ReportMetric(inserted.Seconds()/ingested.Seconds(), "ratio")
}

// floor reads all rows of the store in dir, in the order they were stored, and
// returns how long it takes to insert them into an empty one.
func floor(b *testing.B, dir string) time.Duration {
	tables := []struct {
		name, order string
		columns     int
	}{
		{"identities", "id", 6}, {"fragments", "id", 6}, {"fragment_links", "fragment", 2}, {"events", "stored", 8}, {"event_links", "ts", 4},
		{"event_ids", "(select stored from events e where e.pid = event_ids.pid and e.ts = event_ids.ts and e.id = event_ids.id)", 3},
	}
	connect := func(dir string) *sql.DB {
		db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, store.FileName)+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-8192)&_pragma=wal_autocheckpoint(4000)&_txlock=immediate")
		if err != nil {
			b.Fatal(err)
		}
		db.SetMaxOpenConns(1)
		b.Cleanup(func() { db.Close() })
		return db
	}
	from := connect(dir)
	empty := b.TempDir()
	if err := open(b, in(empty)).Close(); err != nil {
		b.Fatal(err)
	}
	to := connect(empty)
	var took time.Duration
	for _, table := range tables {
		rows, err := from.Query("select * from " + table.name + " order by " + table.order)
		if err != nil {
			b.Fatal(err)
		}
		var all [][]any
		for rows.Next() {
			values, pointers := make([]any, table.columns), make([]any, table.columns)
			for i := range values {
				pointers[i] = &values[i]
			}
			if err := rows.Scan(pointers...); err != nil {
				b.Fatal(err)
			}
			all = append(all, values)
		}
		start := time.Now()
		insert, err := to.Prepare("insert into " + table.name + " values (" + strings.TrimSuffix(strings.Repeat("?,", table.columns), ",") + ")")
		if err != nil {
			b.Fatal(err)
		}
		for len(all) > 0 {
			tx, err := to.Begin()
			if err != nil {
				b.Fatal(err)
			}
			prepared := tx.Stmt(insert)
			for _, values := range all[:min(2000, len(all))] {
				if _, err := prepared.Exec(values...); err != nil {
					b.Fatal(err)
				}
			}
			all = all[min(2000, len(all)):]
			if err := tx.Commit(); err != nil {
				b.Fatal(err)
			}
		}
		took += time.Since(start)
	}
	return took
}

func BenchmarkProfiles(b *testing.B) {
	p := open(b, synchronous("NORMAL"))
	records, events := crowd(5000, 4)
	ingest(b, p, "crm", records)
	ingest(b, p, "web", events)
	projection := xdm.Project("identityMap", "person.name", "personalEmail.address", "segmentMembership", "_suite.npsScore")
	for _, people := range []int{1, 50} {
		ids := make([]platform.Identity, people)
		b.Run(fmt.Sprint("people=", people), func(b *testing.B) {
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				for i := range ids {
					ids[i] = platform.Identity{Namespace: "Email", ID: fmt.Sprintf("person%d@example.com", (n*people+i*7)%5000)}
				}
				found, err := p.Profiles(context.Background(), platform.ProfilesRequest{Identities: ids, Projection: projection})
				if err != nil || len(found) != people {
					b.Fatalf("%d profiles, %v", len(found), err)
				}
			}
		})
	}
}

func BenchmarkEvents(b *testing.B) {
	p := open(b, synchronous("NORMAL"))
	_, events := crowd(2000, 20)
	ingest(b, p, "web", events)
	var heavy strings.Builder
	for n := range 5000 {
		kind := "web.webpagedetails.pageViews"
		if n%500 == 0 {
			kind = "commerce.purchases"
		}
		fmt.Fprintf(&heavy, `{"_id":"h%d","timestamp":%q,"eventType":%q,"identityMap":{"CRMID":[{"id":"heavy","primary":true}]},"productListItems":[{"name":%q}]}`+"\n",
			n, time.Date(2025, 1, 1, 0, n, 0, 0, time.UTC).Format(time.RFC3339), kind, strings.Repeat("thing ", 60))
	}
	ingest(b, p, "web", heavy.String())
	projection := xdm.Project("commerce.order.priceTotal")
	for _, c := range []struct {
		name   string
		people int
		req    platform.EventsRequest
	}{
		{"people=1", 1, platform.EventsRequest{Limit: 10}},
		{"people=50", 50, platform.EventsRequest{Limit: 10}},
		{"people=1/type", 1, platform.EventsRequest{Limit: 10, Filter: platform.EventFilter{Types: []string{"commerce.purchases"}}}},
		{"heavy", 0, platform.EventsRequest{Limit: 10}},
		{"heavy/type", 0, platform.EventsRequest{Limit: 10, Filter: platform.EventFilter{Types: []string{"commerce.purchases"}}}},
		{"heavy/count", 0, platform.EventsRequest{Count: true}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				c.req.Identities = []platform.Identity{{Namespace: "CRMID", ID: "heavy"}}
				if c.people > 0 {
					c.req.Identities = c.req.Identities[:0]
					for i := range c.people {
						c.req.Identities = append(c.req.Identities, platform.Identity{Namespace: "CRMID", ID: fmt.Sprintf("C%06d", (n+i*13)%2000)})
					}
				}
				c.req.Order, c.req.Projection = platform.NewestFirst, projection
				pages, err := p.Events(context.Background(), c.req)
				if err != nil || len(pages) != len(c.req.Identities) {
					b.Fatalf("%d pages, %v", len(pages), err)
				}
			}
		})
	}
}

var _ platform.Engine = (*local.Platform)(nil)
