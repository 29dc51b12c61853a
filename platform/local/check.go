package local

import (
	"activityhub/platform"
	"activityhub/platform/local/records"
)

// Check returns why Ingest would refuse a record of a data set, and nil if it
// would not, as far as that can be told without storing it. Nothing is kept. It
// returns an error if there is no such data set.
func (p *Platform) Check(dataset, record string) (*Reject, error) {
	defined := p.Definitions()
	set, ok := defined.DataSets[dataset]
	if !ok {
		return nil, platform.Invalidf("there is no data set %q", dataset)
	}
	of := &reader{set: set, definitions: defined, now: p.now()}
	_, problem := of.entry(records.Item{Line: 1, Raw: record})
	if problem == nil {
		return nil, nil
	}
	return &Reject{Line: 1, DataSet: dataset, Code: problem.Code, Path: problem.Path, Reason: problem.Reason}, nil
}
