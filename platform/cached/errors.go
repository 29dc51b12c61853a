package cached

import (
	"errors"

	"activityhub/platform"
)

// failedWhole says whether nothing stands after err.
func failedWhole(err error) bool {
	return err != nil && !errors.As(err, new(*platform.PartialError))
}

func closedError(op string) error {
	return &platform.Error{Op: op, Kind: platform.ErrUnavailable, Message: "the engine is closed"}
}

func timeoutError(op string) error {
	return &platform.Error{Op: op, Kind: platform.ErrTimeout, Message: "the engine did not answer in the time that was left"}
}
