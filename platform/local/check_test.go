package local_test

import (
	"context"
	"errors"
	"testing"

	"activityhub/platform"
	"activityhub/platform/local"
	"activityhub/platform/platformtest"
)

// Check says what Ingest would, and keeps nothing.
func TestCheck(t *testing.T) {
	p, err := local.Open(t.Context(), local.Config{Dir: t.TempDir(), Definitions: platformtest.Definitions()})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for _, c := range []struct{ record, code, path string }{
		{`{"_suite":{"customerNumber":"C1"}}`, "", ""},
		{`{"_suite":{"customerNumber":7}}`, "WRONG_TYPE", "_suite.customerNumber"},
		{`{"person":{}}`, local.CodeMissingIdentity, "_suite.customerNumber"},
	} {
		reject, err := p.Check("crm", c.record)
		if err != nil || (reject == nil) != (c.code == "") || reject != nil && (reject.Code != c.code || reject.Path != c.path || reject.Record != nil) {
			t.Errorf("%s: %+v, %v", c.record, reject, err)
		}
	}
	if _, err := p.Check("nobody", "{}"); !errors.Is(err, platform.ErrInvalid) {
		t.Errorf("a data set that is not there: %v", err)
	}
	found, err := p.Profiles(context.Background(), platform.ProfilesRequest{Identities: []platform.Identity{{Namespace: "CRMID", ID: "C1"}}})
	if err != nil || len(found) > 0 {
		t.Errorf("a record that was checked is kept: %v, %v", found, err)
	}
}
