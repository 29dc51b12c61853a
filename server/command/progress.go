package command

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"
)

// How often progress is told.
const (
	barEvery  = 100 * time.Millisecond
	lineEvery = 2 * time.Second
)

// barCells is the length of the bar on a terminal.
const barCells = 30

// A console is standard error: lines of the log and of progress and, on a
// terminal, a bar below them. It is safe for concurrent use.
type console struct {
	mu       sync.Mutex
	w        io.Writer
	terminal bool
	bar      bool // whether the terminal's last line is a bar
}

func newConsole(w io.Writer) *console {
	f, ok := w.(*os.File)
	return &console{w: w, terminal: ok && term.IsTerminal(int(f.Fd()))}
}

// Write prints text in place of the bar, which the next update draws again.
func (c *console) Write(text []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.erase()
	return c.w.Write(text)
}

func (c *console) draw(bar string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.erase()
	fmt.Fprint(c.w, c.fit(bar))
	c.bar = true
}

func (c *console) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.erase()
}

// fit cuts a bar to the width of the terminal: one that wraps could not be
// erased.
func (c *console) fit(bar string) string {
	f, ok := c.w.(*os.File)
	if !ok {
		return bar
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if runes := []rune(bar); err == nil && width > 0 && len(runes) >= width {
		return string(runes[:width-1])
	}
	return bar
}

// erase takes the bar away; the caller holds mu.
func (c *console) erase() {
	if c.bar {
		fmt.Fprint(c.w, "\r\x1b[K")
		c.bar = false
	}
}

// A progress tells how far a long task is: by a bar that redraws itself on a
// terminal, by a line now and then elsewhere. It is safe for concurrent use.
type progress struct {
	console *console
	task    string
	started time.Time

	mu   sync.Mutex
	told time.Time // when it was last told
}

// progress starts to tell of task on standard error.
func (p *program) progress(task string) *progress {
	now := time.Now()
	return &progress{console: p.stderr, task: task, started: now, told: now}
}

// update tells that done of total parts are finished, unless it told a moment
// ago. total is 0 where it is not known.
func (g *progress) update(done, total int64, detail string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	every := lineEvery
	if g.console.terminal {
		every = barEvery
	}
	if time.Since(g.told) < every {
		return
	}
	g.told = time.Now()
	share, bar := "", ""
	if total > 0 {
		done = min(done, total)
		full := int(barCells * done / total)
		share = fmt.Sprintf("%d %%", 100*done/total)
		bar = "[" + strings.Repeat("#", full) + strings.Repeat(".", barCells-full) + "] "
	}
	if g.console.terminal {
		g.console.draw(g.task + ": " + bar + join(share, detail))
		return
	}
	fmt.Fprintf(g.console, "%s: %s\n", g.task, join(share, detail))
}

// end tells how the task ended.
func (g *progress) end(result string) { fmt.Fprintf(g.console, "%s: %s\n", g.task, result) }

// clear takes the bar away, of a task that ended otherwise.
func (g *progress) clear() { g.console.clear() }

// elapsed returns how long the task has run.
func (g *progress) elapsed() time.Duration { return time.Since(g.started) }

func join(parts ...string) string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, ", ")
}
