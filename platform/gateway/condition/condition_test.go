package condition_test

import (
	"testing"

	"activityhub/platform/gateway/condition"
)

func TestHolds(t *testing.T) {
	resource := []byte(`{"name":"Gold","size":10,"on":true,"none":null,"meta:tags":["a","union"],"in":{"batch":{"on":false}},"@id":"x"}`)
	for _, c := range []struct {
		text string
		want bool
	}{
		{"name", true}, {"nobody", false}, {"none", false}, {"name==Gold", true}, {`name=="Gold"`, true}, {"name!=Gold", false}, {"name!=Silver", true},
		{"size==10.0", true}, {"size>9", true}, {"size<9", false}, {"size<=10", true}, {"size>=11", false}, {"on==true", true}, {"in.batch.on==false", true},
		{"meta:tags==union", true}, {"meta:tags==other", false}, {"nobody!=x", false}, {"@id==x", true}, {"in.batch", true},
	} {
		parsed, ok := condition.Parse(c.text)
		if !ok || parsed.Holds(resource) != c.want {
			t.Errorf("%s: %v, %v", c.text, ok, parsed.Holds(resource))
		}
	}
	for _, text := range []string{"", "==x", "a=b", "a!b", "a*", "#(x)", "a b==c", "..#.x|y"} {
		if _, ok := condition.Parse(text); ok {
			t.Errorf("%q is a condition", text)
		}
	}
	if _, wrong := condition.All([]string{"a", "b=="}); wrong != "" {
		t.Errorf("wrong %q", wrong)
	}
	if _, wrong := condition.All([]string{"a", "b="}); wrong != "b=" {
		t.Errorf("wrong %q", wrong)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"a==b", "a.b>=1", "a", `x=="y"`, "@this|#"} {
		f.Add(text, `{"a":{"b":1},"x":["y"]}`)
	}
	f.Fuzz(func(t *testing.T, text, resource string) {
		c, ok := condition.Parse(text)
		if ok && c.Path == "" {
			t.Errorf("%q has no path", text)
		}
		if ok {
			c.Holds([]byte(resource)) // must not panic, whatever the resource is
		}
	})
}
