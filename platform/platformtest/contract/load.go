package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/goccy/go-yaml"
)

// A Contract is the six OpenAPI files, amended by slips.
type Contract struct {
	operations []*operation
}

// files are the OpenAPI files, each with the path that its own paths begin below.
var files = map[string]string{
	"profile.yaml":             "/data/core",
	"segmentation.yaml":        "/data/core/ups",
	"identity-service.yaml":    "/data/core",
	"streaming-ingestion.yaml": "",
	"schema-registry.yaml":     "/data/foundation/schemaregistry",
	"policy-service.yaml":      "/data/foundation/dulepolicy",
}

var loadOnce = sync.OnceValues(all)

// Load returns the contract. It skips the test where the reference material is
// not on the machine.
func Load(t testing.TB) *Contract {
	t.Helper()
	reference(t)
	c, err := loadOnce()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Without returns the contract without the amendments of one slip, to show what
// it is needed for.
func Without(t testing.TB, slip Slip) *Contract {
	t.Helper()
	whole := Load(t)
	others := slices.DeleteFunc(Slips(), func(s Slip) bool { return s.What == slip.What && s.File == slip.File })
	var c Contract
	for _, op := range whole.operations {
		if op.file != slip.File {
			c.operations = append(c.operations, op)
		}
	}
	if err := c.read(slip.File, others); err != nil {
		t.Fatal(err)
	}
	return &c
}

// reference returns the folder of the reference material, or skips the test.
func reference(t testing.TB) string {
	t.Helper()
	folder, err := folder()
	if err != nil {
		t.Skip("the reference material, with the OpenAPI files and the examples, is not on this machine")
	}
	return folder
}

// folder finds the reference material beside the module that the test is of.
func folder() (string, error) {
	at, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			found := filepath.Join(at, "..", "shared", "reference")
			_, err := os.Stat(filepath.Join(found, "openapi"))
			return found, err
		}
		if filepath.Dir(at) == at {
			return "", errors.New("no module above the working directory")
		}
		at = filepath.Dir(at)
	}
}

// all reads every file, amended.
func all() (*Contract, error) {
	var c Contract
	for file := range files {
		if err := c.read(file, Slips()); err != nil {
			return nil, err
		}
	}
	return &c, nil
}

// read adds the operations of one file, amended by slips.
func (c *Contract) read(file string, slips []Slip) error {
	folder, err := folder()
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(folder, "openapi", file))
	if err != nil {
		return err
	}
	doc, err := parse(file, text, slips)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	c.add(file, files[file], doc)
	return nil
}

// parse reads one file, amended. Swagger 2.0 becomes OpenAPI 3.0.
func parse(name string, text []byte, slips []Slip) (*openapi3.T, error) {
	asJSON, err := yaml.YAMLToJSON(text)
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := json.Unmarshal(asJSON, &tree); err != nil {
		return nil, err
	}
	for _, slip := range slips {
		if slip.File != name {
			continue
		}
		for _, a := range slip.Amend {
			if err := a.apply(tree); err != nil {
				return nil, fmt.Errorf("slip %q: %w", slip.What, err)
			}
		}
	}
	if asJSON, err = json.Marshal(tree); err != nil {
		return nil, err
	}
	if tree["swagger"] == nil {
		return openapi3.NewLoader().LoadFromData(asJSON)
	}
	var old openapi2.T
	if err := json.Unmarshal(asJSON, &old); err != nil {
		return nil, err
	}
	return openapi2conv.ToV3(&old)
}
