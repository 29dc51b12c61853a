package curated

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"activityhub/platform/xdm"
)

// A ScoreKind is what a model predicts.
type ScoreKind string

// The kinds of scores.
const (
	Conversion ScoreKind = "CONVERSION"
	Churn      ScoreKind = "CHURN"
	OtherScore ScoreKind = "OTHER"
)

// A Score reads the answer of a model: an object with the attributes that
// Customer AI delivers.
//
// Source: reference on XDM, section 8.8.
type Score struct {
	Name        string
	HorizonDays *int32
	kind        ScoreKind
	model       xdm.Object
}

// ScorePaths returns the paths that scores are read from.
func (r Rules) ScorePaths() []xdm.Path {
	paths := make([]xdm.Path, 0, len(r.Scores))
	for _, rule := range r.Scores {
		fixed, _, _ := strings.Cut(rule.Path, ".*")
		paths = append(paths, xdm.Path(fixed))
	}
	return paths
}

// ScoresOf returns the scores in profile of these kinds (nil is all), newest
// first. A model that several rules fit is read by the first.
func (r Rules) ScoresOf(profile xdm.Object, kinds []ScoreKind) []*Score {
	scores := []*Score{}
	taken := make([]xdm.Path, 0, 8)
	var scratch xdm.Scratch
	var around models
	for _, rule := range r.Scores {
		unwanted := rule.Kind != "" && kinds != nil && !slices.Contains(kinds, rule.Kind)
		if unwanted && !strings.Contains(rule.Path, "*") {
			taken = append(taken, xdm.Path(rule.Path)) // there or not
			continue
		}
		path := xdm.Path(rule.Path)
		o, from := around.of(profile, path)
		expand(&scratch, o, path, from, func(path xdm.Path, v xdm.Value) {
			if slices.Contains(taken, path) {
				return
			}
			taken = append(taken, path)
			if unwanted {
				return
			}
			s := newScore(rule, path, element(&v))
			if kinds == nil || slices.Contains(kinds, s.Kind()) {
				scores = append(scores, s)
			}
		})
	}
	slices.SortStableFunc(scores, func(a, b *Score) int {
		return cmp.Or(b.model.Get("scoreDate").Time().Compare(a.model.Get("scoreDate").Time()), cmp.Compare(a.Name, b.Name))
	})
	return scores
}

// models remembers the object that models are in, which most rules share.
type models struct {
	path    xdm.Path
	members xdm.Object
}

// of returns the object that holds what path names last, and where in path that
// begins: profile itself, unless there is such an object and one alone.
func (m *models) of(profile xdm.Object, path xdm.Path) (o xdm.Object, from int) {
	dot := strings.LastIndexByte(string(path), '.')
	if dot < 0 || strings.Contains(string(path[:dot]), "*") {
		return profile, 0
	}
	if path[:dot] != m.path {
		v := profile.At(path[:dot])
		if !v.IsObject() {
			return profile, 0
		}
		m.path = path[:dot]
		m.members, _ = v.Object() // it is one
	}
	return m.members, dot + 1
}

func newScore(rule ScoreRule, path xdm.Path, model xdm.Object) *Score {
	s := &Score{Name: rule.Name, kind: rule.Kind, model: model}
	if s.Name == "" {
		s.Name = string(path[strings.LastIndexByte(string(path), '.')+1:])
	}
	if rule.HorizonDays > 0 {
		s.HorizonDays = &rule.HorizonDays
	}
	return s
}

// expand calls found for every object in o that path names from a place on, in
// the order of the document. What a star stands for may be something else than
// an object, and is passed over; what path names is one, or something whose
// members fail. Names take the place of stars as they are found.
func expand(scratch *xdm.Scratch, o xdm.Object, path xdm.Path, from int, found func(xdm.Path, xdm.Value)) {
	visit := func(path xdm.Path, name string, v xdm.Value) {
		after := from + len(name) + 1
		switch {
		case v.Absent():
		case after > len(path):
			found(path, v)
		case v.IsObject():
			mark := scratch.Mark()
			inner, _ := scratch.Object(v) // it is one
			expand(scratch, inner, path, after, found)
			scratch.Release(mark)
		case !strings.Contains(string(path[after:]), "*"):
			found(path, v)
		}
	}
	name, _ := path[from:].Cut()
	if name != "*" {
		visit(path, name, o.Get(name))
		return
	}
	for member, v := range o.All() {
		if v.IsObject() {
			visit(path[:from]+xdm.Path(member)+path[from+1:], member, v)
		}
	}
}

// Kind returns what the model predicts.
func (s *Score) Kind() ScoreKind {
	if s.kind != "" {
		return s.kind
	}
	switch strings.ToLower(s.model.Get("propensityType").Text()) {
	case "churn":
		return Churn
	case "conversion":
		return Conversion
	}
	return OtherScore
}

// Value returns the score itself.
func (s *Score) Value() (*float64, error) { return read(s.model, "score", xdm.Value.Number) }

// Percentile returns the rank among all who were scored.
func (s *Score) Percentile() (*int32, error) { return read(s.model, "percentile", xdm.Value.Int) }

// Probability returns the probability, 0 to 1.
func (s *Score) Probability() (*float64, error) {
	return read(s.model, "probability", xdm.Value.Number)
}

// ScoredAt returns when the score was computed.
func (s *Score) ScoredAt() (*time.Time, error) { return moment(s.model.Find("scoreDate")) }

// ExpiresAt returns when the score stops to be worth anything.
func (s *Score) ExpiresAt() (*time.Time, error) { return moment(s.model.Find("expiresAt")) }

// Factors returns what drove the score, most important first; nil if the model
// does not say.
func (s *Score) Factors() ([]*Factor, error) {
	v, err := s.model.Find("influentialFactors")
	if err != nil {
		return nil, err
	}
	elements, err := v.Array()
	if err != nil || v.Absent() {
		return nil, err
	}
	factors := make([]*Factor, len(elements))
	for i := range elements {
		factors[i] = &Factor{element(&elements[i])}
	}
	slices.SortStableFunc(factors, func(a, b *Factor) int {
		x, _ := a.Importance()
		y, _ := b.Importance()
		return cmp.Compare(orZero(y), orZero(x))
	})
	return factors, nil
}

// A Factor reads what drove a score.
type Factor struct{ factor xdm.Object }

// Name returns the attribute or behaviour.
func (f *Factor) Name() (string, error) {
	v, err := f.factor.Find("code")
	if err != nil {
		return "", err
	}
	name, _, err := v.Str()
	return name, err
}

// Value returns its value for this person.
func (f *Factor) Value() (*string, error) { return text(f.factor, "value") }

// Importance returns its weight, 0 to 1: the number that the data holds, or
// 0.25, 0.5 and 1 for low, medium and high.
func (f *Factor) Importance() (*float64, error) {
	v, err := f.factor.Find("importance")
	if err != nil {
		return nil, err
	}
	if weight, ok := map[string]float64{"low": 0.25, "medium": 0.5, "high": 1}[strings.ToLower(v.Text())]; ok {
		return &weight, nil
	}
	return pointer(v.Number())
}

func orZero(f *float64) float64 {
	if f == nil {
		return 0
	}
	return *f
}

// read returns what reader makes of the member name of o; nil if it is absent.
func read[T any](o xdm.Object, name xdm.Path, reader func(xdm.Value) (T, bool, error)) (*T, error) {
	v, err := o.Find(name)
	if err != nil {
		return nil, err
	}
	return pointer(reader(v))
}

// moment reads a date-time, unless err says that it cannot be reached; nil if it
// is absent.
func moment(v xdm.Value, err error) (*time.Time, error) {
	if err != nil || v.Absent() {
		return nil, err
	}
	t, err := v.Moment()
	if err != nil {
		return nil, err
	}
	return &t, nil
}
