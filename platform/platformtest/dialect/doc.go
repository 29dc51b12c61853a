// Package dialect makes a gateway answer in the other dialects that Adobe's
// documentation and answers show: maps in another order, keys left out, older
// spellings, second page forms, answers for a part. A client that works against
// the gateway and against this knows both sides of every contradiction.
//
//	for _, d := range dialect.All() {
//		server := httptest.NewServer(dialect.New(gateway, d))
//		…
//	}
//
// A handler rewrites what another answers; it holds no data of its own. What a
// dialect does not tell at all, such as when a record changed, [Dialect.Lacks]
// says.
package dialect
