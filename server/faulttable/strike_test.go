package faulttable_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing/synctest"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/platform/gateway/faults"
)

// A request is a look-up that the Platform was asked for.
type request struct {
	schema string
	began  time.Time
	ended  atomic.Bool
}

// servePlatform is what answers behind the network.
func (h *hub) servePlatform(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	takes := latency
	if strings.HasPrefix(r.URL.Path, lookUps) {
		seen := &request{schema: schemaOf(r), began: time.Now()}
		h.mu.Lock()
		h.requests = append(h.requests, seen)
		h.mu.Unlock()
		defer seen.ended.Store(true)
		if seen.schema == profiles {
			takes = profilesLatency
		}
	}
	if pass(r.Context(), takes) != nil {
		return
	}
	if struck := h.struck.Load(); struck != nil {
		(*struck).ServeHTTP(w, r)
		return
	}
	h.upstream.ServeHTTP(w, r)
}

const lookUps = "/data/core/ups/access/"

// strike makes the look-ups of one schema fail, or those of all with "".
func (h *hub) strike(schema string, all ...faults.Fault) {
	for i := range all {
		all[i].On.Path = lookUps + "**"
		if all[i].On.Schema == "" {
			all[i].On.Schema = schema
		}
	}
	struck := indiscreet(faults.New(h.upstream, faults.Scenario{Seed: 1, Faults: all}))
	h.struck.Store(&struck)
}

// strikeWith makes another handler answer the look-ups of one schema, or those of
// all with "".
func (h *hub) strikeWith(schema string, with http.Handler) {
	var struck http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if schema == "" || schema == schemaOf(r) {
			with.ServeHTTP(w, r)
			return
		}
		h.upstream.ServeHTTP(w, r)
	})
	h.struck.Store(&struck)
}

// schemaOf returns the schema that a look-up is for. It leaves the body as it is.
func schemaOf(r *http.Request) string {
	if schema := r.URL.Query().Get("schema.name"); schema != "" {
		return schema
	}
	body, _ := io.ReadAll(r.Body) // it is in memory
	r.Body = io.NopCloser(bytes.NewReader(body))
	return gjson.GetBytes(body, "schema.name").String()
}

// cut breaks the network: every connection is made anew, and ends so.
func (h *hub) cut(b breakage) {
	h.http.CloseIdleConnections()
	synctest.Wait()
	h.network.broken.Store(&b)
}

// heal ends all faults.
func (h *hub) heal() {
	h.struck.Store(nil)
	h.network.broken.Store(nil)
}

// asked returns how many look-ups of a schema the Platform was asked for since
// a number of them; "" for any.
func (h *hub) asked(schema string, since int) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, r := range h.requests[since:] {
		if schema == "" || r.schema == schema {
			n++
		}
	}
	return n
}

// underWay returns how many look-ups the Platform has not answered.
func (h *hub) underWay() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, r := range h.requests {
		if !r.ended.Load() {
			n++
		}
	}
	return n
}
