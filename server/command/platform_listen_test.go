package command_test

import (
	"testing"

	"activityhub/server/command"
)

// A secret of one's own is not enough: streaming would take records from anybody.
func TestPlatformNeedsSignedInInlets(t *testing.T) {
	call{
		args: []string{"platform", "--platform-listen", "0.0.0.0:0", "--data", t.TempDir()},
		env:  []string{"ACTIVITYHUB_GATEWAY_CLIENT_SECRET=" + secret},
	}.run(t).want(t, command.Failure, `listen address "0.0.0.0:0" can be reached from other machines`, "and gateway.inletsSignedIn to true")
}
