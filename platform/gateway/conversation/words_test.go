package conversation

import (
	"math/rand/v2"
	"testing"
)

func TestFieldNames(t *testing.T) {
	for name, want := range map[string]bool{
		"firstName": true, "_activityhub": true, "street1": true, "churn90d": true, "purchasesLast30Days": true, "_acme_eventsIn24Hours": true,
		"lastPurchaseAt": true, "xdm:sourceProperty": true,
		"A28eAeBkYmZkZQ": false, "GtCcTx9mvJ8rAw3K": false, "07d6e6cd-1b9f-4c85-8e53-b0a2f4d9c316": false, "C000001": false, "49151599753": false, "ada lovelace": false,
	} {
		if got := isFieldName(name); got != want {
			t.Errorf("isFieldName(%q) = %v, want %v", name, got, want)
		}
	}
}

// Ids drawn by chance are hardly ever taken for names.
func TestIdsAreNoFieldNames(t *testing.T) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	const tries = 100_000
	for _, length := range []int{12, 22, 32} {
		lot, kept := rand.New(rand.NewPCG(7, uint64(length))), 0
		for range tries {
			id := make([]byte, length)
			for i := range id {
				id[i] = alphabet[lot.IntN(len(alphabet))]
			}
			if isOpaque(string(id)) && isFieldName(string(id)) {
				kept++
			}
		}
		if kept > tries/1000 {
			t.Errorf("%d of %d ids of %d characters are taken for names", kept, tries, length)
		}
	}
}
