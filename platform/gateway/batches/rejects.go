package batches

import (
	"encoding/json"

	"activityhub/platform/local"
)

// rejects keeps the first rejects that are written to it, one a write, without
// their records.
type rejects struct{ kept []local.Reject }

func (r *rejects) Write(line []byte) (int, error) {
	if len(r.kept) >= maxErrors {
		return len(line), nil
	}
	var reject local.Reject
	if err := json.Unmarshal(line, &reject); err != nil {
		return 0, err
	}
	reject.Record = nil
	r.kept = append(r.kept, reject)
	return len(line), nil
}
