package faults

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"activityhub/platform/local/nearest"
)

// methods are the ones that the Platform's paths answer to.
var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead}

// Check says what is wrong with a scenario: which fault, and what would be right.
func (s Scenario) Check() error {
	_, err := s.firstMistake()
	return err
}

// firstMistake also says in which line of its file the fault begins; 0 if it has
// none.
func (s Scenario) firstMistake() (line int, err error) {
	for i, fault := range s.Faults {
		if err := fault.check(); err != nil {
			place := fmt.Sprintf("fault %d", i+1)
			if fault.Name != "" {
				place += fmt.Sprintf(" (%s)", fault.Name)
			}
			return fault.line, fmt.Errorf("%s: %w", place, err)
		}
	}
	return 0, nil
}

func (f Fault) check() error {
	if err := f.On.check(); err != nil {
		return err
	}
	if err := f.When.check(); err != nil {
		return err
	}
	return f.Effect.check()
}

func (o On) check() error {
	for _, method := range o.Methods {
		if !slices.Contains(methods, method) {
			return fmt.Errorf("on: unknown method %.20q; known are %s%s", method, strings.Join(methods, ", "), nearest.Hint(method, methods))
		}
	}
	if o.Path != "" && !strings.HasPrefix(o.Path, "/") {
		return fmt.Errorf("on: path %.80q does not begin with a slash; write a glob such as /data/core/ups/**", o.Path)
	}
	if o.IdentitiesOver < 0 {
		return fmt.Errorf("on: identitiesOver is %d; it is 1 or more", o.IdentitiesOver)
	}
	return nil
}

func (w When) check() error {
	for _, n := range append([]int{w.First, w.After, w.Every, w.Over}, w.Calls...) {
		if n < 0 {
			return fmt.Errorf("when: %d is not a number of calls; calls count from 1", n)
		}
	}
	switch {
	case w.Chance < 0 || w.Chance > 1:
		return fmt.Errorf("when: chance is %v; it is above 0 and up to 1", w.Chance)
	case w.From < 0 || w.Until < 0 || w.Within < 0 || w.Lasts < 0:
		return fmt.Errorf("when: a duration is below zero; it is a span such as 10s")
	case w.Until > 0 && w.Until <= w.From:
		return fmt.Errorf("when: until (%s) is not after from (%s)", w.Until, w.From)
	case (w.Over > 0) != (w.Within > 0):
		return fmt.Errorf("when: over and within belong together, such as over: 20, within: 1s")
	case w.Lasts > 0 && w.Over == 0:
		return fmt.Errorf("when: lasts is for storms; give over and within too")
	}
	return nil
}

// checkKind says whether there is an effect of that kind.
func (e Effect) checkKind() error {
	if e.Kind == "" {
		return fmt.Errorf("effect: kind is missing; it is one of %s", strings.Join(kinds(), ", "))
	}
	if _, ok := effects[e.Kind]; !ok {
		return fmt.Errorf("effect: unknown kind %.40q; known are %s%s", e.Kind, strings.Join(kinds(), ", "), nearest.Hint(e.Kind, kinds()))
	}
	return nil
}

func (e Effect) check() error {
	if err := e.checkKind(); err != nil {
		return err
	}
	kind := effects[e.Kind]
	v := reflect.ValueOf(e)
	for i := range v.NumField() {
		key := v.Type().Field(i).Tag.Get("yaml")
		if v.Field(i).IsZero() || key == "kind" || key == "form" && len(kind.forms) > 0 {
			continue
		}
		if !slices.Contains(kind.keys, key) {
			return fmt.Errorf("effect: %s has no %s; it has %s", e.Kind, key, strings.Join(kind.known(), ", "))
		}
		if v.Field(i).CanInt() && v.Field(i).Int() < 0 {
			return fmt.Errorf("effect: %s is below zero", key)
		}
	}
	if e.Form != "" && !slices.Contains(kind.forms, e.Form) {
		return fmt.Errorf("effect: %s has no form %.40q; its forms are %s%s", e.Kind, e.Form, strings.Join(kind.forms, ", "), nearest.Hint(e.Form, kind.forms))
	}
	if kind.check != nil {
		if err := kind.check(e); err != nil {
			return fmt.Errorf("effect: %s: %w", e.Kind, err)
		}
	}
	return nil
}
