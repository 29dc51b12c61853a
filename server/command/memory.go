package command

import (
	"math"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
)

// gcPercent trades memory for time: a request costs less the higher it is, and
// 300 is the most with which 1,000 requests that wait for the engine stay below
// 256 MiB. See docs/measurements.md.
const gcPercent = 300

// tuneMemory sets the collector's pace and a soft memory limit of three
// quarters of what there is, unless the operator set GOGC or GOMEMLIMIT.
func tuneMemory(env []string) {
	given := func(name string) bool {
		return slices.ContainsFunc(env, func(entry string) bool {
			value, ok := strings.CutPrefix(entry, name+"=")
			return ok && value != ""
		})
	}
	if !given("GOGC") {
		debug.SetGCPercent(gcPercent)
	}
	if total, ok := memory(); ok && !given("GOMEMLIMIT") {
		debug.SetMemoryLimit(total / 4 * 3)
	}
}

// memory returns the bytes that this process may use: those of the machine, or
// of its control group if that has fewer. ok is false where the system does
// not tell as Linux does.
func memory() (bytes int64, ok bool) {
	bytes = math.MaxInt64
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "MemTotal:" {
				if kib, err := strconv.ParseInt(fields[1], 10, 64); err == nil {
					bytes = kib << 10
				}
			}
		}
	}
	for _, name := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		if text, err := os.ReadFile(name); err == nil {
			if most, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && most > 0 {
				bytes = min(bytes, most)
			}
		}
	}
	return bytes, bytes != math.MaxInt64
}
