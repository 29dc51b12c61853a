package graph_test

import (
	"encoding/json"
	"testing"

	"activityhub/graph"
)

// TestIdentityArguments reads identities as the executor does, however they are
// given.
func TestIdentityArguments(t *testing.T) {
	identity := func(namespace, id any) map[string]any { return map[string]any{"namespace": namespace, "id": id} }
	tests := []struct {
		name     string
		identity any
		policy   any
		want     graph.IdentityInput
		refused  bool
	}{
		{"plain", identity("Email", "ada"), nil, graph.IdentityInput{Namespace: "Email", ID: "ada"}, false},
		{"under a policy", identity("Email", "ada"), "newest", graph.IdentityInput{Namespace: "Email", ID: "ada"}, false},
		{"a number for a policy", identity("Email", "ada"), json.Number("7"), graph.IdentityInput{Namespace: "Email", ID: "ada"}, false},
		{"a number for a value", identity("Phone", "49"), nil, graph.IdentityInput{Namespace: "Phone", ID: "49"}, false},
		{"a number for a namespace", identity(7, "ada"), nil, graph.IdentityInput{}, true},
		{"a list for a value", identity("Email", []any{"ada"}), nil, graph.IdentityInput{}, true},
		{"a list for a policy", identity("Email", "ada"), []any{"newest"}, graph.IdentityInput{}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			one, policy, err := graph.NewArguments(t.Context(), map[string]any{"identity": tt.identity, "mergePolicy": tt.policy}).Profile()
			if (err != nil) != tt.refused || one != tt.want {
				t.Errorf("profile: %+v, %v; want %+v, refused: %t", one, err, tt.want, tt.refused)
			}
			if err == nil && (policy == nil) != (tt.policy == nil) {
				t.Errorf("profile: the policy is %v, given was %v", policy, tt.policy)
			}
			several, _, err := graph.NewArguments(t.Context(), map[string]any{"identities": []any{tt.identity, tt.identity}, "mergePolicy": tt.policy}).Profiles()
			if (err != nil) != tt.refused || err == nil && (len(several) != 2 || *several[1] != tt.want) {
				t.Errorf("profiles: %d, %v; want two, refused: %t", len(several), err, tt.refused)
			}
		})
	}
}
