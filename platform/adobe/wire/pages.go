package wire

import (
	"time"

	"activityhub/platform/xdm"
)

// A Page is one page of one person's events, in the order asked for.
type Page struct {
	XID    string // of the identity that was asked for; "" in an answer about one
	Events []Event
	Next   Next
}

// An Event is one event of a page.
type Event struct {
	ID           string    // _id
	Time         time.Time // whole milliseconds
	Entity       xdm.Value // an object, or absent where nothing of it was asked for
	LastModified time.Time // zero if unknown
}

// A Next is where the page after this one is.
type Next struct {
	Href    string // of a GET; "" if there is none
	Payload string // JSON body of a POST, as it came; "" if there is none
}

// IsZero reports whether the page is the last.
func (n Next) IsZero() bool { return n == Next{} }

// Pages is what a look-up of events of several people said.
type Pages struct {
	Pages    []Page
	Failures []Failure
}

// EventPage reads a page of events of one person. It returns [ErrShape] for what
// is none.
//
// Source: Entities guide, edition of 2023.
func EventPage(body string) (Page, error) {
	v := xdm.TrustedValue(body)
	if !v.IsObject() {
		return Page{}, ErrShape
	}
	o, err := v.Object()
	if err != nil {
		return Page{}, ErrShape
	}
	if o.Len() > 0 && o.Get("children").Absent() && o.Get("_page").Absent() && o.Get("_links").Absent() {
		return Page{}, ErrShape
	}
	return readPage("", o)
}

// EventPages reads pages of events of several people: a map from XID to page,
// where an entry may be a failure, or an array of both. It returns [ErrShape] for
// anything else.
//
// Source: Entities guide, edition of 2023; profile.yaml for the status 207.
func EventPages(body string) (Pages, error) {
	var pages Pages
	err := eachEntry(body, func(xid string, v xdm.Value) error {
		entry, err := v.Object()
		if err != nil {
			return ErrShape
		}
		if failure, ok := readFailure(xid, entry); ok {
			pages.Failures = append(pages.Failures, failure)
			return nil
		}
		page, err := readPage(xid, entry)
		if err != nil {
			return err
		}
		pages.Pages = append(pages.Pages, page)
		return nil
	})
	return pages, err
}

func readPage(xid string, o xdm.Object) (Page, error) {
	children, err := o.Get("children").Array()
	if err != nil {
		return Page{}, ErrShape
	}
	page := Page{XID: xid, Events: make([]Event, len(children))}
	var scratch xdm.Scratch
	for i, child := range children {
		event, err := scratch.Object(child)
		if err != nil {
			return Page{}, ErrShape
		}
		if page.Events[i], err = readEvent(event); err != nil {
			return Page{}, err
		}
		scratch.Release(0)
	}
	next, err := o.Get("_links").Object()
	if err != nil {
		return Page{}, ErrShape
	}
	return page, page.Next.read(next.Get("next"))
}

func readEvent(o xdm.Object) (Event, error) {
	e := Event{Entity: o.Get("entity"), Time: instant(o.Get("timestamp")), LastModified: Moment(o.Get("lastModifiedAt"))}
	if !e.Entity.Absent() && !e.Entity.IsObject() {
		return Event{}, ErrShape
	}
	var err error
	if e.ID, _, err = o.Get("entityId").Str(); err != nil {
		return Event{}, ErrShape
	}
	if e.ID == "" || o.Get("timestamp").Absent() {
		entity, err := e.Entity.Object()
		if err != nil {
			return Event{}, ErrShape
		}
		if e.ID == "" {
			e.ID = entity.Get("_id").Text()
		}
		if o.Get("timestamp").Absent() {
			e.Time = instant(entity.Get("timestamp"))
		}
	}
	if e.ID == "" || e.Time.IsZero() {
		return Event{}, ErrShape
	}
	return e, nil
}

// read reads a link, which may be an object with href and payload, or text.
func (n *Next) read(v xdm.Value) error {
	if v.IsObject() {
		link, err := v.Object()
		if err != nil {
			return ErrShape
		}
		if payload := link.Get("payload"); payload.IsObject() {
			n.Payload = payload.Raw()
		}
		v = link.Get("href")
	}
	if !v.Absent() && v.Kind() != "a string" {
		return ErrShape
	}
	n.Href = v.Text()
	return nil
}
