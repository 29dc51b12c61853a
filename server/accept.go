package server

import (
	"math"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// The media types of answers, as GraphQL over HTTP names them.
const (
	plainJSON    = "application/json"
	responseJSON = "application/graphql-response+json"
)

// An answerType is how an answer is written: its media type, and whether a
// request that GraphQL refuses has a status of its own or 200.
type answerType struct {
	media    string
	statuses bool
}

// A preference is how much a caller wants a media type: more quality first,
// then the lower rank.
type preference struct {
	quality float64
	rank    int // place in Accept; unnamed where only a wildcard speaks of it
}

const unnamed = math.MaxInt

// negotiate picks the answer's type from Accept. Without the header, or with an
// empty one, the answer is application/json, with statuses. Of equal preferences the one that is
// named beats what only a wildcard allows, the first named beats the next, and
// a wildcard alone means application/json. ok is false if neither media type
// is acceptable.
func negotiate(header http.Header) (chosen answerType, ok bool) {
	accept := strings.Join(header.Values("Accept"), ",")
	if strings.TrimSpace(accept) == "" {
		return answerType{media: plainJSON, statuses: true}, true
	}
	plain, response := preference{rank: unnamed}, preference{rank: unnamed}
	allowed, specific := 0.0, false // what wildcards say
	rank := 0
	for entry := range strings.SplitSeq(accept, ",") {
		rank++
		media, quality := offer(entry)
		switch {
		case media == plainJSON && plain.rank == unnamed:
			plain = preference{quality, rank}
		case media == responseJSON && response.rank == unnamed:
			response = preference{quality, rank}
		case media == "application/*":
			allowed, specific = quality, true
		case media == "*/*" && !specific:
			allowed = quality
		}
	}
	if plain.rank == unnamed {
		plain.quality = allowed
	}
	if response.rank == unnamed {
		response.quality = allowed
	}
	switch {
	case plain.quality == 0 && response.quality == 0:
		return answerType{}, false
	case response.quality > plain.quality || response.quality == plain.quality && response.rank < plain.rank:
		return answerType{media: responseJSON, statuses: true}, true
	}
	return answerType{media: plainJSON}, true
}

// offer reads one entry of Accept. The media type is "" if the entry cannot be
// read, or asks for another charset than ours.
func offer(entry string) (media string, quality float64) {
	media, params, err := mime.ParseMediaType(entry)
	if err != nil {
		return "", 0
	}
	if charset, given := params["charset"]; given && !strings.EqualFold(charset, "utf-8") {
		return "", 0
	}
	quality = 1
	if q, given := params["q"]; given {
		if quality, err = strconv.ParseFloat(q, 64); err != nil || !(quality >= 0 && quality <= 1) {
			return "", 0
		}
	}
	return media, quality
}
