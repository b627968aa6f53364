package server

import (
	"bytes"
	"net/http"

	"casus/calendar"
	"casus/inquiry"
)

// timeline answers with lanes, bands, bars and marks.
func (s *Server) timeline(w http.ResponseWriter, r *http.Request) error {
	return s.ofDocket(w, r, words([]string{"charter"}, viewWords), func(b *bytes.Buffer, q *question, d *keptDocket, sides []int) error {
		return d.laid(sides).TimelineJSON(b)
	})
}

// day answers with how things stood on one day.
func (s *Server) day(w http.ResponseWriter, r *http.Request) error {
	q, err := s.ask(r, words([]string{"charter", "date", "lately"}, viewWords)...)
	if err != nil {
		return err
	}
	lately, err := number(q.query, "lately", 90, 0, 3660)
	if err != nil {
		return err
	}
	from, state, err := q.sources()
	if err != nil {
		return err
	}
	return s.answer(w, r, from, state, func(b *bytes.Buffer) error {
		d, sides, err := from.docket(q)
		if err != nil {
			return err
		}
		date := d.AsOf
		if asked := q.query.Get("date"); asked != "" {
			if date, err = inquiry.Day("date", asked); err != nil {
				return err
			}
			if date > d.AsOf {
				return &problem{status: http.StatusBadRequest, detail: "date " + asked + ": the last day looked at is " + d.AsOf.String()}
			}
		}
		x := d.laid(sides)
		return x.DayJSON(b, x.On(date, lately))
	})
}

// network answers with who did what to whom in a window of time.
func (s *Server) network(w http.ResponseWriter, r *http.Request) error {
	return s.ofSources(w, r, []string{"charter", "account", "from", "until"}, func(b *bytes.Buffer, q *question, from *snapshot) error {
		d, sides, err := from.docket(q)
		if err != nil {
			return err
		}
		x := d.laid(sides)
		window := calendar.Extent{Lo: x.From, Hi: x.To}
		if v := q.query.Get("from"); v != "" {
			if window.Lo, err = inquiry.FirstDay("from", v); err != nil {
				return err
			}
		}
		if v := q.query.Get("until"); v != "" {
			if window.Hi, err = inquiry.Day("until", v); err != nil {
				return err
			}
		}
		if window.Hi < window.Lo {
			return &problem{status: http.StatusBadRequest, detail: "until " + window.Hi.String() + " lies before from " + window.Lo.String()}
		}
		whole, err := from.build(q.found, nil) // the case says which acts are exercises
		if err != nil {
			return err
		}
		return x.NetworkJSON(b, x.Network(whole.Signals, window.Lo, window.Hi))
	})
}
