package gateway

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"activityhub/platform/gateway/batches"
	"activityhub/platform/gateway/condition"
)

// batchService serves batch ingestion: files of records that are ingested
// together once their batch is complete.
type batchService struct {
	g    *Gateway
	kept *batches.Batches
}

func newBatches(cfg Config) *batches.Batches {
	return batches.New(batches.Config{
		Ingest: cfg.Platform.Ingest, Now: cfg.Now, Logger: cfg.Logger,
		ID: func() string {
			var b [13]byte
			_, _ = rand.Read(b[:]) // never fails: see crypto/rand
			return strings.ToUpper(hex.EncodeToString(b[:]))
		},
	})
}

// Close stops batches that are being ingested, waits for them and for what was
// streamed in, and removes files that wait. Requests must have ended. It does not
// close the Platform.
func (g *Gateway) Close() error {
	g.intake.Wait()
	return g.batches.Close()
}

func (g *Gateway) batchRoutes() []route {
	const base, catalog = "/data/foundation/import/batches", "/data/foundation/catalog/batches"
	s := &batchService{g: g, kept: g.batches}
	return []route{
		{method: http.MethodPost, path: base, serve: s.create},
		{method: http.MethodGet, path: base + "/{batch}", serve: s.status},
		{method: http.MethodPost, path: base + "/{batch}", serve: s.act},
		{method: http.MethodPut, path: base + "/{batch}/datasets/{dataset}/files/{file}", serve: s.add},
		{method: http.MethodGet, path: catalog, serve: s.list},
		{method: http.MethodGet, path: catalog + "/{batch}", serve: s.catalogStatus},
	}
}

type wireRelated struct {
	Type string `json:"type"`
	ID   string `json:"id"`
}

type wireBatchMetrics struct {
	Read       int   `json:"inputRecordCount"`
	Stored     int   `json:"outputRecordCount"`
	Failed     int   `json:"failedRecordCount"`
	Duplicates int   `json:"duplicateRecordCount"`
	Bytes      int64 `json:"inputByteSize"`
	Files      int   `json:"inputFileCount"`
	Start      int64 `json:"startTime,omitempty"` // ms
	End        int64 `json:"endTime,omitempty"`   // ms
}

type wireBatchError struct {
	Code        string `json:"code"`
	Description string `json:"description"`
	File        string `json:"file,omitempty"`
	Line        int    `json:"line,omitempty"`
	Path        string `json:"path,omitempty"`
}

// wireBatch is a batch as the Catalog writes it. Its errors tell where a record
// was refused and why, never what was in it.
type wireBatch struct {
	ID           string            `json:"id"`
	Organization string            `json:"imsOrg"`
	Status       string            `json:"status"`
	Created      int64             `json:"created"` // ms
	Updated      int64             `json:"updated"` // ms
	Related      []wireRelated     `json:"relatedObjects"`
	Version      string            `json:"version"`
	Tags         map[string]string `json:"tags"`
	Metrics      wireBatchMetrics  `json:"metrics"`
	Errors       []wireBatchError  `json:"errors"`
}

func (s *batchService) wire(status batches.Status) wireBatch {
	w := wireBatch{
		ID: status.ID, Organization: s.g.cfg.Organization, Status: status.State,
		Created: status.Created.UnixMilli(), Updated: status.Updated.UnixMilli(),
		Related: []wireRelated{{"dataSet", dataSetID(status.DataSet)}}, Version: "1.0.0", Tags: map[string]string{},
		Metrics: batchMetrics(status), Errors: make([]wireBatchError, len(status.Errors)),
	}
	for i, reject := range status.Errors {
		w.Errors[i] = wireBatchError{reject.Code, reject.Reason, reject.Source, reject.Line, reject.Path}
	}
	return w
}

func batchMetrics(status batches.Status) wireBatchMetrics {
	counts := status.Counts
	m := wireBatchMetrics{
		Read: counts.Read, Stored: counts.Stored, Failed: counts.Rejected, Duplicates: counts.Duplicates + counts.Stale,
		Bytes: counts.Bytes, Files: status.Files, Start: milliseconds(status.Started),
	}
	if status.State == batches.Success || status.State == batches.Failed {
		m.End = status.Updated.UnixMilli()
	}
	return m
}

// create begins a batch.
func (s *batchService) create(q *request) (reply, error) {
	body, err := q.json()
	if err != nil {
		return reply{}, err
	}
	name, ok := s.g.dataSetNamed(body.Get("datasetId").String())
	if !ok {
		return reply{}, noDataSet(s.g.platform.DataSets())
	}
	if format := strings.ToLower(body.Get("inputFormat.format").String()); format != "json" {
		return reply{}, malformed(q, `inputFormat is {"format": "json"}: this local Platform reads JSON and NDJSON, so write the records of a Parquet or CSV file as JSON first`)
	}
	status, err := s.kept.Create(name)
	if err != nil {
		return reply{}, s.explain(q, err)
	}
	return marshalled(http.StatusCreated, s.wire(status))
}

// find returns the batch of q.
func (s *batchService) find(q *request) (batches.Status, error) {
	status, ok := s.kept.Status(q.PathValue("batch"))
	if !ok {
		return status, s.explain(q, batches.ErrUnknown)
	}
	return status, nil
}

func (s *batchService) status(q *request) (reply, error) {
	status, err := s.find(q)
	if err != nil {
		return reply{}, err
	}
	return marshalled(http.StatusOK, s.wire(status))
}

// catalogStatus answers with a map from the id to the batch, as the Catalog
// does.
func (s *batchService) catalogStatus(q *request) (reply, error) {
	status, err := s.find(q)
	if err != nil {
		return reply{}, err
	}
	return marshalled(http.StatusOK, map[string]wireBatch{status.ID: s.wire(status)})
}

// list answers with a map from ids to batches.
func (s *batchService) list(q *request) (reply, error) {
	params, err := q.params()
	if err != nil {
		return reply{}, err
	}
	start, limit, err := page(q, params, dataSetsPerPage, maxDataSetsPerPage)
	if err != nil {
		return reply{}, err
	}
	var found []json.RawMessage
	for _, status := range s.kept.All() {
		raw, err := json.Marshal(s.wire(status))
		if err != nil {
			return reply{}, err
		}
		found = append(found, raw)
	}
	all := map[string]json.RawMessage{}
	for _, raw := range cut(found, start, limit) {
		all[condition.Get(raw, "id").String()] = raw
	}
	return marshalled(http.StatusOK, all)
}

// add keeps a file. It is read as it comes, so that it may be larger than other
// bodies.
func (s *batchService) add(q *request) (reply, error) {
	status, err := s.find(q)
	if err != nil {
		return reply{}, err
	}
	if name, ok := s.g.dataSetNamed(q.PathValue("dataset")); !ok || name != status.DataSet {
		return reply{}, noDataSet([]string{status.DataSet})
	}
	file := q.PathValue("file")
	if strings.HasSuffix(strings.ToLower(file), ".parquet") {
		return reply{}, problem(http.StatusUnsupportedMediaType, untyped, "UnsupportedMediaType", "Parquet files are not read: write their records as JSON or NDJSON first")
	}
	if q.ContentLength > batches.MaxFile {
		return reply{}, s.explain(q, batches.ErrTooLarge)
	}
	if err := s.kept.Add(status.ID, file, q.Body); err != nil {
		return reply{}, s.explain(q, err)
	}
	return reply{status: http.StatusOK}, nil
}

// act completes or aborts a batch.
func (s *batchService) act(q *request) (reply, error) {
	params, err := q.params()
	if err != nil {
		return reply{}, err
	}
	status, err := s.find(q)
	if err != nil {
		return reply{}, err
	}
	switch strings.ToUpper(params.Get("action")) {
	case "COMPLETE":
		err = s.kept.Complete(status.ID)
	case "ABORT":
		err = s.kept.Abort(status.ID)
	case "REVERT":
		return reply{}, malformed(q, "REVERT is not possible here: records of this local Platform are replaced, not taken back")
	default:
		return reply{}, malformed(q, "the parameter action is COMPLETE or ABORT")
	}
	if err != nil {
		return reply{}, s.explain(q, err)
	}
	return reply{status: http.StatusOK}, nil
}

// explain words an error of batches.
func (s *batchService) explain(q *request, err error) error {
	switch {
	case errors.Is(err, batches.ErrUnknown):
		return problem(http.StatusNotFound, untyped, "NotFound", "There is no batch of that id, or it ended long ago")
	case errors.Is(err, batches.ErrTooLarge):
		return tooLarge(q, batches.MaxFile)
	case errors.Is(err, batches.ErrTooMany):
		return tooOften(time.Minute)
	case errors.Is(err, batches.ErrState), errors.Is(err, batches.ErrDuplicate), errors.Is(err, batches.ErrFiles), errors.Is(err, batches.ErrFileName):
		return malformed(q, err.Error())
	}
	if q.Context().Err() != nil || errors.Is(err, io.ErrUnexpectedEOF) {
		return malformed(q, "the body did not arrive whole")
	}
	return err
}
