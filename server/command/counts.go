package command

import (
	"fmt"
	"time"

	"github.com/dustin/go-humanize"

	"activityhub/platform/local"
)

// add returns the counts of two loads together.
func add(a, b local.IngestCounts) local.IngestCounts {
	return local.IngestCounts{
		Read:       a.Read + b.Read,
		Stored:     a.Stored + b.Stored,
		Duplicates: a.Duplicates + b.Duplicates,
		Stale:      a.Stale + b.Stale,
		Rejected:   a.Rejected + b.Rejected,
		Bytes:      a.Bytes + b.Bytes,
	}
}

// told says what a load came to.
func told(n local.IngestCounts) string {
	text := count(n.Stored) + " stored"
	if n.Duplicates > 0 {
		text += ", " + count(n.Duplicates) + " there already"
	}
	if n.Stale > 0 {
		text += ", " + count(n.Stale) + " older than what is there"
	}
	return text + ", " + count(n.Rejected) + " rejected"
}

// of writes a share: "2 of 100 records were".
func of(part, all int) string {
	return fmt.Sprintf("%s of %s records were", count(part), count(all))
}

// count writes a number with commas.
func count(n int) string { return humanize.Comma(int64(n)) }

// perSecond writes a rate.
func perSecond(n int, d time.Duration) string {
	return count(int(float64(n)/max(d, time.Millisecond).Seconds())) + "/s"
}
