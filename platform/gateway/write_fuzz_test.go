package gateway_test

import "testing"

// FuzzWrite sends any body to what writes definitions: it is taken or refused,
// never an error of the gateway's, and there is one default merge policy still.
func FuzzWrite(f *testing.F) {
	for _, seed := range []string{
		policyWritten("x", `,"default":"true"`), segmentWritten("x", `,"labels":["a"],"evaluationInfo":{"batch":null}`), `{"name":"x","code":"X1","idType":"email"}`,
		`{"op":"add","path":"/default","value":"true"}`, `[{"op":"add","path":"/attributeMerge.order","value":["crm",1]}]`, `[{"op":"add","path":"/version","value":"1e3"}]`,
		`{"audienceId":"a","name":"x","namespace":"n","type":"ExternalSegment","audienceMeta":[{}]}`, `[{"op":"add","path":"/expression","value":null}]`, `[{"op":"add","path":"/expression","value":"x"}]`,
		`{"name":"set","tags":{"unifiedProfile":null}}`, `null`, `[null]`, `"\ud800"`, `{"name":"\u0000"}`, `{`, ``,
	} {
		f.Add(seed)
	}
	opened := open(f)
	f.Fuzz(func(t *testing.T, body string) {
		g := *opened
		g.TB = t
		for _, to := range []struct{ method, path string }{
			{"POST", namespacesPath}, {"POST", policiesPath}, {"PUT", policiesPath + "/alone"}, {"PATCH", policiesPath + "/alone"}, {"POST", segmentsPath}, {"PATCH", segmentsPath + "/gold"},
			{"POST", audiencesPath}, {"PUT", audiencesPath + "/gold"}, {"PATCH", audiencesPath + "/gold"}, {"POST", dataSetsPath}, {"PATCH", dataSetsPath + "/crm"},
		} {
			if got := g.send(to.method, to.path, "application/json", body, g.headers()); got.status >= 500 {
				t.Errorf("%s %s: %d %s", to.method, to.path, got.status, got.body)
			}
		}
		g.get(policiesPath, "default", "true").is(200).says("1", "_page", "totalCount")
		g.get(audiencesPath).is(200)
		g.get(dataSetsPath).is(200)
	})
}
