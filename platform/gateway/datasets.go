package gateway

import (
	"crypto/sha256"
	"encoding/hex"

	"activityhub/platform/local/definitions"
)

// dataSetID returns the id that the data set of that name has on the wire: 24
// hexadecimal digits, the same each time.
func dataSetID(name string) string {
	sum := sha256.Sum256([]byte("data set " + name))
	return hex.EncodeToString(sum[:12])
}

// dataSetID returns the id of a data set, or of one that was there before.
func (v *view) dataSetID(name string) string {
	if id, ok := v.dataSetIDs[name]; ok {
		return id
	}
	return dataSetID(name)
}

// dataSetIn returns the name of the data set whose id or name is given.
func dataSetIn(d *definitions.Definitions, idOrName string) (name string, ok bool) {
	for name := range d.DataSets {
		if name == idOrName || dataSetID(name) == idOrName {
			return name, true
		}
	}
	return "", false
}

// numberDataSets returns the ids of the data sets of these names.
func numberDataSets(names []string) map[string]string {
	ids := make(map[string]string, len(names))
	for _, name := range names {
		ids[name] = dataSetID(name)
	}
	return ids
}
