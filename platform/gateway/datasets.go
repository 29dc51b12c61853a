package gateway

import (
	"crypto/sha256"
	"encoding/hex"
)

// dataSetID returns the id that the data set of that name has on the wire: 24
// hexadecimal digits, the same each time.
func dataSetID(name string) string {
	sum := sha256.Sum256([]byte("data set " + name))
	return hex.EncodeToString(sum[:12])
}

// numberDataSets returns the ids of the data sets of these names.
func numberDataSets(names []string) map[string]string {
	ids := make(map[string]string, len(names))
	for _, name := range names {
		ids[name] = dataSetID(name)
	}
	return ids
}
