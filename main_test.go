package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asProgram makes this test binary the program itself.
const asProgram = "RUN_AS_ACTIVITYHUB"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// program returns the program as a process of its own.
func program(t testing.TB, env []string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append([]string{asProgram + "=1", "PATH=" + os.Getenv("PATH")}, env...)
	cmd.Dir = t.TempDir()
	return cmd
}

// exit waits for the end of cmd and returns its exit code.
func exit(t testing.TB, cmd *exec.Cmd) int {
	t.Helper()
	timer := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	_ = cmd.Wait() // what matters of the error is the code
	return cmd.ProcessState.ExitCode()
}

func TestSignalsStopTheServer(t *testing.T) {
	for _, signal := range []os.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			cmd := program(t, []string{"ACTIVITYHUB_LISTEN=127.0.0.1:0", "ACTIVITYHUB_DRAIN_DELAY=0s"}, "serve")
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			for lines := bufio.NewScanner(out); lines.Scan() && !strings.Contains(lines.Text(), "Stop it with Ctrl-C"); {
			}
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if code := exit(t, cmd); code != 0 {
				t.Errorf("exit code = %d, want 0", code)
			}
		})
	}
}

func TestASignalStopsAnIngest(t *testing.T) {
	cmd := program(t, nil, "ingest", "--dataset", "crm", "-")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// More than a pipe holds: once it is written, the program is reading.
	if _, err := io.WriteString(in, strings.Repeat(`{"_activityhub":{"customerNumber":"K1"}}`+"\n", 10_000)); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := exit(t, cmd); code != 130 || !strings.Contains(complaints.String(), "activityhub: interrupted; ") {
		t.Errorf("exit code = %d, standard error %q, want 130 and how to go on", code, complaints.String())
	}
}

func TestTheEnvironmentIsRead(t *testing.T) {
	cmd := program(t, []string{"ACTIVITYHUB_DATTA=x"}, "config")
	text, _ := cmd.CombinedOutput() // the code says whether it failed
	if code := cmd.ProcessState.ExitCode(); code != 2 || !strings.Contains(string(text), "ACTIVITYHUB_DATA") {
		t.Errorf("exit code = %d, output %q, want 2 and the nearest name", code, text)
	}
}
