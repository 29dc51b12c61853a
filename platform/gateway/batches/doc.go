// Package batches keeps the files of batches until they are complete, ingests
// them in the background, and says what became of them.
//
//	b := batches.New(batches.Config{Ingest: platform.Ingest})
//	id, err := b.Create("crm")
//	err = b.Add(id, "part-1.json", body)
//	err = b.Complete(id)
//	status, ok := b.Status(id)
//
// A batch is loading until it is complete, then processing, and in the end a
// success or failed; it can be aborted while it loads. Files wait in a folder of
// their own that goes away with them; statuses are kept in memory.
package batches
