package memory

import (
	"math"
	"os"
	"strconv"
	"strings"
)

// available returns the bytes that this process may use: those of the machine, or
// of its control group if that has fewer. ok is false where the system does
// not tell as Linux does.
func available() (bytes int64, ok bool) {
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
