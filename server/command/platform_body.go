package command

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// bodyPause is how long the body of a request to the REST paths may bring
// nothing. The files of batches are large, so a body as a whole has no limit of
// time.
const bodyPause = 30 * time.Second

// moving ends the bodies of requests to next that bring nothing for pause.
// Without it a client that stops in the middle would hold its connection for
// ever.
func moving(next http.Handler, pause time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != http.NoBody {
			body := &movingBody{r.Body, http.NewResponseController(w), pause}
			r = r.WithContext(r.Context()) // the server knows its own body when it ends the request
			r.Body = body
		}
		next.ServeHTTP(w, r)
	})
}

type movingBody struct {
	io.ReadCloser
	control *http.ResponseController
	pause   time.Duration
}

// Read implements [io.Reader]. After the body the deadline is taken back, since
// the server goes on reading to see whether the client is there.
func (b *movingBody) Read(into []byte) (int, error) {
	_ = b.control.SetReadDeadline(time.Now().Add(b.pause)) // a connection without deadlines is read without one
	n, err := b.ReadCloser.Read(into)
	if errors.Is(err, io.EOF) {
		_ = b.control.SetReadDeadline(time.Time{})
	}
	return n, err
}
