package contract_test

import (
	"testing"

	"activityhub/platform/platformtest/contract"
)

// notRead are the examples of calls that the product does not make, by the
// reason. Their shape is held to the OpenAPI files all the same.
var notRead = map[string][]string{
	"the product reads no statistics of samples":     {"preview-sample-status.response.json"},
	"the product reads computed attributes in lists": {"computed-attribute-get.response.json"},
	"segment jobs, previews and schedules are not its business": {
		"segment-jobs-list.response.json", "segment-job-create.request.json", "segment-job-get.response.json", "preview-create.request.json",
		"preview-create.response.json", "estimate-get.response.json", "schedules-list.response.json",
	},
	"the product neither makes nor deletes audiences, and reads them in lists": {
		"audience-create-error-400.response.json", "audience-get-error-404.response.json", "audience-delete-error-400.response.json",
		"audiences-bulk-get-error-400.response.json", "audiences-bulk-get-error-404.response.json",
	},
	"linked identities come with the profile, so the product does not ask for graphs": {
		"identity-xid.response.json", "identity-graph-set.response.json", "identity-graph-full.response.json", "identity-graph-xids.response.json",
		"identity-clusters-xids.response.json", "identity-clusters-nsid.response.json", "identity-clusters-namespace.response.json", "identity-graph-error-400.response.json",
	},
	"the product makes no namespaces": {"namespace-create.response.json", "namespace-error-409.response.json", "namespace-error-404.response.json"},
	"the product sends nothing to be stored": {
		"streaming-single.response.json", "streaming-single-skipped-validation.response.json", "streaming-sync-validation-error.response.json",
		"streaming-batch-ok.response.json", "streaming-batch-partial.response.json",
	},
	"of the Schema Registry the product reads the two unions alone": {
		"unions-list.response.json", "schemas-list.response.json", "schema-get.response.json", "descriptors-list.response.json",
		"descriptor-get.response.json", "descriptor-create.response.json", "schema-registry-stats.response.json",
	},
	"the product does not call the Policy Service": {
		"labels-core-list.response.json", "label-error-404.response.json", "policies-custom-list.response.json", "constraints-by-labels.response.json",
		"constraints-by-fields.request.json", "constraints-by-fields.response.json", "policy-bulk-eval.request.json", "policy-bulk-eval.response.json",
	},
}

func unread() map[string]reading {
	all := map[string]reading{}
	for _, files := range notRead {
		for _, file := range files {
			all[file] = shape
		}
	}
	return all
}

// shape validates an example against its operation.
func shape(t *testing.T, e contract.Example) {
	c, x := contract.Load(t), e.Exchange(t)
	issues := c.CheckAnswer
	if e.Request() {
		issues = c.CheckRequest
	}
	for _, issue := range issues(x) {
		t.Error(issue)
	}
}
