package adobe_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"activityhub/platform"
	"activityhub/platform/adobe"
	"activityhub/platform/xdm"
)

// instead is a transport that answers look-ups of entities with one body, and
// everything else as a fake does.
type instead struct {
	usual http.RoundTripper
	body  []byte
}

func (i instead) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, "/entities") {
		return i.usual.RoundTrip(r)
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: int64(len(i.body)), Body: io.NopCloser(bytes.NewReader(i.body))}, nil
}

// BenchmarkProfiles looks up 50 people whose records have 6 KB, without a
// network: all of them, or two fields. Beside it the least that a client written
// by hand does: one request, and encoding/json.
func BenchmarkProfiles(b *testing.B) {
	people := crm(50)
	for _, size := range []int{400, 6 << 10} {
		var all []string
		for _, who := range people {
			filler := strings.Repeat(`,"words":"that are of no interest","number":1.5`, size/48)
			all = append(all, strings.Replace(record("X"+who.ID, who.String(), "Email:"+who.ID+"@example.com"), `{"firstName":`, `{"middleName":"x"`+filler+`,"firstName":`, 1))
		}
		body := []byte(entries(all...))
		f := say(200, "")
		engine := f.engine(b, func(c *adobe.Config) { c.Transport = instead{http.DefaultTransport, body} })
		for name, projection := range map[string]xdm.Projection{"whole": {}, "cut": xdm.Project("person.name.firstName")} {
			b.Run(fmt.Sprintf("engine/%s/%dB", name, size), func(b *testing.B) {
				b.SetBytes(int64(len(body)))
				b.ReportAllocs()
				for b.Loop() {
					found, err := engine.Profiles(b.Context(), platform.ProfilesRequest{Identities: people, Projection: projection})
					if err != nil || len(found) != len(people) {
						b.Fatal(len(found), err)
					}
				}
			})
		}
		b.Run(fmt.Sprintf("floor/%dB", size), func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			client := http.Client{Transport: instead{http.DefaultTransport, body}}
			for b.Loop() {
				res, err := client.Post("http://127.0.0.1/data/core/ups/access/entities", "application/json", strings.NewReader("{}"))
				if err != nil {
					b.Fatal(err)
				}
				var answer map[string]struct {
					Entity struct {
						Person      struct{ Name struct{ FirstName string } }
						IdentityMap map[string][]struct{ ID string }
					}
				}
				err = json.NewDecoder(res.Body).Decode(&answer)
				_ = res.Body.Close()
				if err != nil || len(answer) != len(people) {
					b.Fatal(len(answer), err)
				}
			}
		})
	}
}
