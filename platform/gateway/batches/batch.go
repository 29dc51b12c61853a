package batches

import (
	"errors"
	"time"

	"activityhub/platform/local"
)

// The states of a batch, as the Catalog words them.
const (
	Loading    = "loading"
	Processing = "processing"
	Success    = "success"
	Failed     = "failed"
	Aborted    = "aborted"
)

// The bounds of what is kept.
const (
	MaxFile    = 256 << 20 // bytes of one file
	maxBytes   = 1 << 30   // bytes of all files that wait
	maxFiles   = 1000      // files of one batch
	maxLoading = 100       // batches that are not complete
	maxKept    = 1000      // batches whose status is remembered
	maxErrors  = 100       // rejects of one batch that are remembered
)

// What can be wrong with a call.
var (
	ErrUnknown   = errors.New("there is no such batch")
	ErrState     = errors.New("the batch is not loading any more: only one that is can take files, be completed or aborted")
	ErrTooMany   = errors.New("too many batches are loading: complete or abort some, at most 100 are")
	ErrFiles     = errors.New("a batch has at most 1000 files")
	ErrTooLarge  = errors.New("a file has at most 256 MiB, and all that wait have 1 GiB")
	ErrFileName  = errors.New("a file is called by 1 to 200 letters, digits, '.', '-', '_' or '='")
	ErrDuplicate = errors.New("the batch has a file of that name")
)

// A Status says what became of a batch. Counts are zero until it ends.
type Status struct {
	ID      string
	DataSet string
	State   string
	Files   int
	Bytes   int64 // of its files
	Counts  local.IngestCounts
	Errors  []local.Reject // the first of them, without records
	Created time.Time
	Updated time.Time
	Started time.Time // when processing began; zero before
}

// batch is one of those that are kept.
type batch struct {
	Status
	files []string // names in the folder of the batch
	busy  int      // files that are being added
}
