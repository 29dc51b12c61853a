package gateway_test

import (
	"strings"
	"testing"
	"time"
)

const importPath = "/data/foundation/import/batches"

// settled waits until a batch has ended, and returns it.
func (f *fixture) settled(id string) answer {
	f.Helper()
	for range 500 {
		got := f.get(importPath + "/" + id).is(200)
		if state := got.at("status"); state != "loading" && state != "processing" {
			return got
		}
		time.Sleep(10 * time.Millisecond)
	}
	f.Fatal("the batch does not end")
	return answer{}
}

func (f *fixture) create(dataset string) string {
	f.Helper()
	return f.post(importPath, `{"datasetId":"`+dataset+`","inputFormat":{"format":"json"}}`).is(201).says("loading", "status").at("id").(string)
}

func (f *fixture) upload(id, dataset, name, body string) answer {
	f.Helper()
	return f.send("PUT", importPath+"/"+id+"/datasets/"+dataset+"/files/"+name, "application/octet-stream", body, f.headers())
}

func TestBatch(t *testing.T) {
	f := open(t)
	id := f.create("crm")
	f.upload(id, "crm", "1.json", "["+ada+"]").is(200)
	f.upload(id, "crm", "2.ndjson", bob+"\n"+`{"wrong":"secret"}`+"\n").is(200)
	f.upload(id, "crm", "1.json", ada).is(400)
	f.upload(id, "loyalty", "3.json", ada).is(404)
	f.upload(id, "crm", "4.parquet", "PAR1").is(415)
	f.upload(id, "crm", "..%2Fescape", ada).is(400)
	f.upload(id, "crm", ".hidden", ada).is(400)
	f.send("POST", importPath+"/"+id+"?action=complete", "", "", f.headers()).is(200)
	got := f.settled(id).says("success", "status").says("3", "metrics", "inputRecordCount").says("2", "metrics", "outputRecordCount").says("1", "metrics", "failedRecordCount").
		says("2.ndjson", "errors", 0, "file").says("2", "errors", 0, "line").says("UNKNOWN_FIELD", "errors", 0, "code")
	if strings.Contains(got.body, "secret") {
		t.Errorf("the status tells values: %s", got.body)
	}
	if f.firstName("CRMID", "C2") != "Bob" {
		t.Error("the records of the batch are not there")
	}
	f.get("/data/foundation/catalog/batches/"+id).is(200).says(id, id, "id").says("dataSet", id, "relatedObjects", 0, "type")
	f.get("/data/foundation/catalog/batches").is(200).says("success", id, "status")
	f.upload(id, "crm", "5.json", ada).is(400)
	f.send("POST", importPath+"/"+id+"?action=COMPLETE", "", "", f.headers()).is(400)
}

func TestBatchThatFails(t *testing.T) {
	f := open(t)
	id := f.create("crm")
	f.upload(id, "crm", "1.json", "PAR1 not what it is called").is(200)
	f.send("POST", importPath+"/"+id+"?action=COMPLETE", "", "", f.headers()).is(200)
	f.settled(id).says("failed", "status").says("NOT_AN_OBJECT", "errors", 0, "code")

	aborted := f.create("crm")
	f.upload(aborted, "crm", "1.json", ada).is(200)
	f.send("POST", importPath+"/"+aborted+"?action=ABORT", "", "", f.headers()).is(200)
	f.settled(aborted).says("aborted", "status")
	if f.firstName("CRMID", "C1") != nil {
		t.Error("a batch that was aborted is stored")
	}
	f.send("POST", importPath+"/"+aborted+"?action=COMPLETE", "", "", f.headers()).is(400)
	f.send("POST", importPath+"/"+aborted+"?action=REVERT", "", "", f.headers()).is(400)
	f.send("POST", importPath+"/"+aborted, "", "", f.headers()).is(400)

	f.get(importPath + "/nobody").is(404)
	f.send("POST", importPath+"/nobody?action=COMPLETE", "", "", f.headers()).is(404)
	f.post(importPath, `{"datasetId":"nobody","inputFormat":{"format":"json"}}`).is(404)
	f.post(importPath, `{"datasetId":"crm","inputFormat":{"format":"parquet"}}`).is(400)
	for range 99 {
		f.create("crm")
	}
	f.create("crm")
	f.post(importPath, `{"datasetId":"crm","inputFormat":{"format":"json"}}`).is(429)
}
