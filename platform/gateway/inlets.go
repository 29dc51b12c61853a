package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/tidwall/gjson"

	"activityhub/platform/local"
)

// maxMessages is the most bytes of a streaming request.
//
// Source: streaming ingestion API.
const maxMessages = 1 << 20

// inletForm is what the id of a streaming connection looks like. Any will do:
// connections need not be set up here.
var inletForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

// inletService takes messages that are streamed in. A message is acknowledged
// once it is durable; what is wrong with its record is told only to those who
// ask for validation, as on Adobe, and otherwise logged without its values.
type inletService struct {
	g       *Gateway
	intakes sync.Map     // :: data set → *intake
	pace    *pace        // of requests that want validation, by connection
	count   atomic.Int64 // of requests
}

func (g *Gateway) inletRoutes() []route {
	s := &inletService{g: g, pace: newPace(g.cfg.Now)}
	return []route{
		{method: http.MethodPost, path: "/collection/{connection}", open: true, serve: s.single},
		{method: http.MethodPost, path: "/collection/batch/{connection}", open: true, serve: s.batch},
	}
}

// intake returns the intake of a data set.
func (s *inletService) intake(dataset string) *intake {
	if in, ok := s.intakes.Load(dataset); ok {
		return in.(*intake)
	}
	in, _ := s.intakes.LoadOrStore(dataset, &intake{platform: s.g.platform, dataset: dataset, under: &s.g.intake})
	return in.(*intake)
}

// admit checks what an inlet demands, and returns the body of q.
func (s *inletService) admit(q *request) ([]byte, error) {
	if s.g.cfg.InletsSignedIn {
		token, ok := bearer(q.Header.Get("Authorization"))
		if !ok || !s.g.tokens.valid(token) {
			return nil, s.refuse(q, http.StatusUnauthorized, "Unauthorized", "This inlet needs an access token: sign in and send it as Authorization: Bearer", nil)
		}
	}
	if sandbox := q.Header.Get("X-Sandbox-Name"); sandbox != "" && !slices.Contains(s.g.cfg.Sandboxes, sandbox) {
		return nil, noSandbox(s.g.cfg.Sandboxes)
	}
	if !inletForm.MatchString(q.PathValue("connection")) {
		return nil, s.refuse(q, http.StatusBadRequest, "Invalid inlet", "The id of a streaming connection is 1 to 128 letters, digits, '-' or '_'", nil)
	}
	body, err := q.body("application/json", maxMessages)
	if err != nil {
		return nil, err
	}
	if !json.Valid(body) { // it bounds how deep values nest
		return nil, s.refuse(q, http.StatusBadRequest, "Invalid JSON", "The body is not valid JSON", nil)
	}
	return body, nil
}

// refuse is an error of the data collection service. cause may be nil.
func (s *inletService) refuse(q *request, status int, title, message string, cause any) *refusal {
	type report struct {
		Message string `json:"message"`
		Cause   any    `json:"cause,omitempty"`
	}
	return refuse(status, struct {
		Type   string `json:"type"`
		Status int    `json:"status"`
		Title  string `json:"title"`
		Report report `json:"report"`
	}{"http://ns.adobe.com/adobecloud/problem/data-collection-service/inlet", status, title, report{s.about(q, message), cause}})
}

// about begins a message with the inlet that it is about.
func (s *inletService) about(q *request, message string) string {
	inlet := q.PathValue("connection")
	if !inletForm.MatchString(inlet) {
		return message
	}
	return "inletId: [" + inlet + "] " + message
}

// A message is what is streamed in: one record and where it belongs.
type message struct {
	dataset string
	record  string // a JSON object in one line
}

// read takes a message out of its envelope. It returns what is wrong with the
// envelope as a text.
//
// Source: streaming ingestion API, streamingMessage.
func (s *inletService) read(envelope gjson.Result) (m message, wrong string) {
	header, entity := envelope.Get("header"), envelope.Get("body.xdmEntity")
	if !header.IsObject() || !entity.IsObject() {
		return m, "Message has unknown xdm format: it is {header: {schemaRef, imsOrgId, datasetId}, body: {xdmMeta: {schemaRef}, xdmEntity}}"
	}
	if org := header.Get("imsOrgId").String(); org != "" && !strings.EqualFold(org, s.g.cfg.Organization) {
		return m, "Message has an absent or wrong ims org in the header"
	}
	v := s.g.view()
	name, ok := v.dataSetNamed(header.Get("datasetId").String())
	if !ok {
		return m, "Message has an unknown datasetId in the header; the data sets here are " + strings.Join(v.DataSetNames(), ", ")
	}
	of, ok := v.registry.SchemaOf(v.DataSets[name].SchemaName)
	refs := []gjson.Result{header.Get("schemaRef.id"), envelope.Get("body.xdmMeta.schemaRef.id")}
	refs = slices.DeleteFunc(refs, func(ref gjson.Result) bool { return !ref.Exists() })
	if len(refs) == 0 || !ok || slices.ContainsFunc(refs, func(ref gjson.Result) bool { return ref.String() != of.ID && ref.String() != of.AltID }) {
		return m, "Message has a schemaRef that is not the schema of its data set, which is " + of.ID
	}
	var line bytes.Buffer
	if err := json.Compact(&line, []byte(entity.Raw)); err != nil {
		return m, "Message has unknown xdm format: xdmEntity is a JSON object"
	}
	return message{name, line.String()}, ""
}

type wireReceipt struct {
	Inlet       string         `json:"inletId"`
	Transaction string         `json:"xactionId"`
	Received    int64          `json:"receivedTimeMs"`
	Validation  map[string]any `json:"syncValidation,omitempty"`
}

// single takes one message.
func (s *inletService) single(q *request) (reply, error) {
	validate, given, err := validation(q)
	if err != nil {
		return reply{}, err
	}
	body, err := s.admit(q)
	if err != nil {
		return reply{}, err
	}
	if validate {
		if wait := s.pace.take(q.PathValue("connection")); wait > 0 {
			return reply{}, tooOften(wait)
		}
	}
	m, wrong := s.read(gjson.ParseBytes(body))
	if wrong != "" {
		return reply{}, s.refuse(q, http.StatusBadRequest, "Invalid XDM Message Format", wrong, nil)
	}
	now := s.g.cfg.Now().UnixMilli()
	rejects, err := s.intake(m.dataset).put(q.Context(), []string{m.record})
	if err != nil {
		return reply{}, s.unavailable(q, err)
	}
	receipt := wireReceipt{Inlet: q.PathValue("connection"), Transaction: fmt.Sprintf("%d:%d:0", now, s.count.Add(1)), Received: now}
	reject, refused := rejects[0]
	switch {
	case refused && validate:
		return reply{}, s.violations(q, m, reject)
	case validate:
		receipt.Validation = map[string]any{"status": "pass"}
	case given:
		receipt.Validation = map[string]any{"skipped": true}
	}
	if refused {
		s.logReject(q, reject)
	}
	return marshalled(http.StatusOK, receipt)
}

// validation reads whether q wants its message validated before it is
// acknowledged, and whether it says so at all.
func validation(q *request) (wanted, given bool, err error) {
	params, err := q.params()
	if err != nil {
		return false, false, err
	}
	for _, name := range []string{"syncValidation", "synchronousValidation"} {
		switch params.Get(name) {
		case "":
		case "true":
			return true, true, nil
		case "false":
			given = true
		default:
			return false, false, malformed(q, name+" is true or false")
		}
	}
	return false, given, nil
}

type wireOutcome struct {
	Transaction string `json:"xactionId,omitempty"`
	Status      int    `json:"statusCode,omitempty"`
	Message     string `json:"message,omitempty"`
}

// batch takes several messages and answers 207, each in its place. The messages
// of one data set become durable together.
func (s *inletService) batch(q *request) (reply, error) {
	body, err := s.admit(q)
	if err != nil {
		return reply{}, err
	}
	envelope := gjson.ParseBytes(body).Get("messages")
	if !envelope.IsArray() {
		return reply{}, s.refuse(q, http.StatusBadRequest, "Invalid batch", `The body is {"messages": […]}`, nil)
	}
	now, number := s.g.cfg.Now().UnixMilli(), s.count.Add(1)
	batch := fmt.Sprintf("%d:%d", now, number)
	places := map[string][]int{} // data set → indexes of its messages
	records := map[string][]string{}
	outcomes := []wireOutcome{}
	for i, one := range envelope.Array() {
		m, wrong := s.read(one)
		if wrong != "" {
			outcomes = append(outcomes, wireOutcome{Status: http.StatusBadRequest, Message: s.about(q, wrong)})
			continue
		}
		outcomes = append(outcomes, wireOutcome{Transaction: fmt.Sprintf("%s:%d", batch, i)})
		places[m.dataset] = append(places[m.dataset], i)
		records[m.dataset] = append(records[m.dataset], m.record)
	}
	for dataset, indexes := range places {
		rejects, err := s.intake(dataset).put(q.Context(), records[dataset])
		if err != nil {
			failed := s.unavailable(q, err)
			for _, i := range indexes {
				outcomes[i] = wireOutcome{Status: failed.status, Message: s.about(q, "Message could not be stored: send it again")}
			}
		}
		for _, reject := range rejects {
			s.logReject(q, reject)
		}
	}
	return marshalled(http.StatusMultiStatus, struct {
		Inlet     string        `json:"inletId"`
		Batch     string        `json:"batchId"`
		Received  int64         `json:"receivedTimeMs"`
		Responses []wireOutcome `json:"responses"`
	}{q.PathValue("connection"), batch, now, outcomes})
}

// unavailable says that the Platform could not store what came.
func (s *inletService) unavailable(q *request, err error) *refusal {
	if ctxErr := q.Context().Err(); ctxErr == nil || !errors.Is(err, ctxErr) {
		s.g.log.Error("gateway: streamed records could not be stored", "request", q.id, "err", err)
	}
	r := s.refuse(q, http.StatusServiceUnavailable, "Service Unavailable", "The local Platform could not store the message: send it again", nil)
	r.header = http.Header{"Retry-After": {"1"}}
	return r
}

// logReject says that a record was refused, without its values: keys of maps may
// be some, so the path is left out.
func (s *inletService) logReject(q *request, reject local.Reject) {
	s.g.log.Warn("gateway: a streamed record was refused; send it with ?syncValidation=true to see why", "dataset", reject.DataSet, "code", reject.Code, "request", q.id)
}
