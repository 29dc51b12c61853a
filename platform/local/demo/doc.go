// Package demo makes the demonstration data: customers as a shop for home
// electronics and internet contracts would know them, spread over seven data
// sets that have to be stitched together.
//
// The same number of profiles gives the same bytes, on every machine and at
// every time: nothing looks at the clock, and all that happened lies before
// [Reference]. Customer C000042 is the same however many others there are, so
// the output for 100 customers begins the output for 1,000.
//
//	reader, err := demo.NewReader(demo.Config{Profiles: 1000}, "crm")
//	counts, err := local.Ingest(ctx, "crm", reader, local.IngestOptions{})
//
// Most customers are drawn by lot. These are not:
//
//   - C000001 has everything there is to show.
//   - C000001 to C000023 go once round the languages and scripts.
//   - C000007 is in the customer system alone and has no events.
//   - C000008 is the heaviest, with more than 600 events.
//   - C000050 has exactly 50 identities, most of them browsers.
//   - C000201 and C000202 live together and call from one landline. The number
//     is a Phone identity of both, so a merge policy with an identity graph
//     sees one person in them, and one without it sees two.
//   - C000203 and C000204 share a mobile number too, but only as an attribute:
//     the agents noted who called, not from where. They stay two people.
//
// Visitors who never said who they are come on top of the customers: a browser
// with page views and nothing else. The first is [AnonymousECID].
package demo
