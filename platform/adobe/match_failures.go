package adobe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"activityhub/platform"
	"activityhub/platform/adobe/wire"
)

// A blame says what the failures of an answer in part mean.
type blame struct {
	failed  map[platform.Identity]error // for good
	again   map[platform.Identity]error // for a while, so that they may be asked for again; why
	unclear []platform.Identity         // who failed or is unknown to the Platform: it cannot be told which
}

// blameFor says which identities failures are those of, given those that no entry
// is that of, and the XIDs of all, by place, as far as they are known. Failures of
// known XIDs are those of their identities. Where as many others are left as
// identities, and all failed alike, each has its own. Else it cannot be told, nor
// can it of anyone else where failures are all that came: the documented answer is
// an array of them, without the others.
//
// Source: profile.yaml, status 207: failures name XIDs alone.
func blameFor(op string, unmatched []platform.Identity, xids []string, place map[platform.Identity]int, failures []wire.Failure, entries int) blame {
	b := blame{failed: map[platform.Identity]error{}, again: map[platform.Identity]error{}}
	if len(failures) == 0 || len(unmatched) == 0 {
		return b
	}
	owners := make(map[string]platform.Identity, len(unmatched))
	for _, id := range unmatched {
		if xid := xids[place[keyOf(id)]]; xid != "" {
			owners[xid] = id
		}
	}
	known := map[platform.Identity]bool{}
	var strangers []wire.Refusal
	for _, f := range failures {
		if id, ok := owners[f.XID]; ok {
			known[id] = true
			b.put(op, id, f.Refusal)
		} else {
			strangers = append(strangers, f.Refusal)
		}
	}
	left := slices.DeleteFunc(slices.Clone(unmatched), func(id platform.Identity) bool { return known[id] })
	switch {
	case len(strangers) == 0 && entries == 0:
		b.unclear = left
	case len(strangers) == 0:
	case len(strangers) != len(left) || slices.ContainsFunc(strangers, func(r wire.Refusal) bool { return r != strangers[0] }):
		b.unclear = left
	default:
		for _, id := range left {
			b.put(op, id, strangers[0])
		}
	}
	return b
}

func (b *blame) put(op string, id platform.Identity, r wire.Refusal) {
	switch {
	case r.Status == http.StatusNotFound:
	case r.Status == 0 || r.Status == http.StatusTooManyRequests || r.Status >= 500:
		b.again[id] = failedPart(op, r)
	default:
		b.failed[id] = failedPart(op, r)
	}
}

// failedPart returns the error of an identity that the Platform answered for
// with a failure, while it answered for others.
func failedPart(op string, r wire.Refusal) error {
	if r.TooManyLinked {
		return tooManyLinkedError(op, r.Linked)
	}
	message := "the Platform answered for others of the call, and not for this identity"
	if r.Status != 0 {
		message += fmt.Sprintf(" (status %d)", r.Status)
	}
	return &platform.Error{Op: op, Kind: platform.ErrPartial, Message: message}
}

// stillPart returns what it means that one person cannot be looked up alone, after
// an answer in part that said nothing certain of this one: the answer stays one in
// part.
func stillPart(op string, err error) error {
	if errors.Is(err, platform.ErrTooManyLinked) || errors.Is(err, context.Canceled) {
		return tooManyLinked(err)
	}
	return failedPart(op, wire.Refusal{Status: statusOf(err)})
}

// tooManyLinked returns what a refusal for too many identities says of the one
// person that it is about.
func tooManyLinked(err error) error {
	var whole *platform.Error
	var r *refusal
	if !errors.As(err, &whole) || !errors.As(err, &r) || !r.tooManyLinked {
		return err
	}
	one := *whole
	one.Message = tooManyLinkedMessage(r.linked)
	return &one
}

func tooManyLinkedError(op string, linked int) error {
	return &platform.Error{Op: op, Kind: platform.ErrTooManyLinked, Message: tooManyLinkedMessage(linked)}
}

func tooManyLinkedMessage(linked int) string {
	many := "too many"
	if linked > 0 {
		many = fmt.Sprint(linked)
	}
	return fmt.Sprintf("this person has %s linked identities, at most %d can be looked up", many, platform.MaxIdentitiesPerCluster)
}
