package curated_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"activityhub/platform/curated"
	"activityhub/platform/xdm"
)

func parse(t *testing.T, raw string) xdm.Object {
	t.Helper()
	o, err := xdm.ParseObject([]byte(raw))
	if err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return o
}

// show writes what a reader returned: "-" for nothing, "!" and the message for
// an error.
func show[T any](v *T, err error) string {
	switch {
	case err != nil:
		return "!" + err.Error()
	case v == nil:
		return "-"
	}
	if at, ok := any(*v).(time.Time); ok {
		return at.Format(time.RFC3339Nano)
	}
	if money, ok := any(v).(*curated.Money); ok {
		return money.Amount + "/" + show(money.Currency())
	}
	if text, ok := any(*v).(string); ok {
		return text
	}
	text, err := json.Marshal(v)
	if err != nil {
		return "!" + err.Error()
	}
	return string(text)
}

// equal compares what was shown. An error in want is a part of its message.
func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	same := len(got) == len(want)
	for i := 0; same && i < len(got); i++ {
		if message, isError := strings.CutPrefix(want[i], "!"); isError {
			same = strings.HasPrefix(got[i], "!") && strings.Contains(got[i], message)
		} else {
			same = reflect.DeepEqual(got[i], want[i])
		}
	}
	if !same {
		t.Errorf("%s:\ngot  %s\nwant %s", what, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

// nested returns {"a":{"a":… core …}}, depth names deep.
func nested(depth int, core string) string {
	return fmt.Sprintf(`%s%s%s`, strings.Repeat(`{"a":`, depth), core, strings.Repeat(`}`, depth))
}
