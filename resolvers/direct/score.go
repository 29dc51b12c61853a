package direct

import (
	"activityhub/graph"
	"activityhub/platform/curated"
)

// scores compiles Profile.scores.
func (c *compiler) scores(f *field) writer[*graph.Profile] {
	kinds := arguments(c, f, graph.Arguments.Scores)
	o := c.score(f)
	return func(r *run, f *field, p *graph.Profile) bool {
		only, ok := kinds(r, f)
		if !ok {
			return false
		}
		scores, err := r.profile.Scores(r.ctx, p, only)
		if err != nil {
			r.fail(f, err)
		}
		return scores != nil && err == nil && elements(r, f, o, scores)
	}
}

func (c *compiler) score(f *field) *object[*curated.Score] {
	return compileObject(c, "ModelScore", f.Selections, func(f *field) writer[*curated.Score] {
		switch f.Name {
		case "kind":
			return enum((*curated.Score).Kind)
		case "name":
			return text(func(s *curated.Score) string { return s.Name })
		case "value":
			return optionalOrError((*curated.Score).Value, appendFloat)
		case "percentile":
			return optionalOrError((*curated.Score).Percentile, appendInt)
		case "probability":
			return optionalOrError((*curated.Score).Probability, appendFloat)
		case "horizonDays":
			return optional(func(s *curated.Score) *int32 { return s.HorizonDays }, appendInt)
		case "scoredAt":
			return optionalOrError((*curated.Score).ScoredAt, appendTime)
		case "expiresAt":
			return optionalOrError((*curated.Score).ExpiresAt, appendTime)
		case "factors":
			return list(c.factor(f), func(_ *run, s *curated.Score) ([]*curated.Factor, error) { return s.Factors() })
		}
		return nil
	})
}

func (c *compiler) factor(f *field) *object[*curated.Factor] {
	return compileObject(c, "ScoreFactor", f.Selections, func(f *field) writer[*curated.Factor] {
		switch f.Name {
		case "name":
			return requiredOrError((*curated.Factor).Name, AppendText)
		case "value":
			return textOrError((*curated.Factor).Value)
		case "importance":
			return optionalOrError((*curated.Factor).Importance, appendFloat)
		}
		return nil
	})
}
