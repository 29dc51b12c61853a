// Package local is a Platform of its own in one folder: data sets, ingestion,
// identity stitching, profile look-up, events and segments, without a service
// to sign in to.
//
// Definitions say what it holds (see package definitions); data come in through
// [Platform.Ingest], which checks records against the schema of their data set
// and links the identities in them:
//
//	p, err := local.Open(ctx, local.Config{Dir: "data", Schemas: unions})
//	counts, err := p.Ingest(ctx, "crm", file, local.IngestOptions{Rejects: rejects})
//	client, err := platform.NewClient(platform.Config{Engine: p})
//
// Profiles are merged from their fragments at every look-up, cut to what is
// asked for; nothing merged is stored.
package local
