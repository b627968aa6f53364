package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"strings"
	"syscall"

	"casus/inquiry"
	"casus/report"
	"casus/server"
	"casus/web"
)

type serveCommand struct {
	Paths []string `arg:"" optional:"" help:"Folders of cases, or folders above them; this folder if none is named." placeholder:"CASE"`
	Addr  string   `help:"Address and port; port 0 takes any that is free." default:"127.0.0.1:7070" placeholder:"HOST:PORT"`
	Write bool     `help:"Let the page save files of the cases."`
	Host  []string `help:"Another name under which the server may be asked, besides localhost and addresses of numbers." placeholder:"NAME"`
}

func (serveCommand) Help() string {
	return "Serves the page and what it shows, on this machine only unless --addr says otherwise. Nobody has to log in: whoever reaches the address sees the cases, " +
		"and with --write can change them. Files that change on disk are read again at once. Ctrl-C ends it."
}

func (serveCommand) Examples() string {
	return `
casus serve cases/csto                     then open http://127.0.0.1:7070
casus serve cases                          all cases below a folder
casus serve --write cases/csto             the editor of the page may save
casus serve --addr 127.0.0.1:0 cases/csto  on any free port
curl http://127.0.0.1:7070/api/v1/cases/csto/docket?asof=2022
`
}

// Run serves cases until it is interrupted.
func (c *serveCommand) Run(p *program) error {
	if len(c.Paths) == 0 {
		c.Paths = []string{"."}
	}
	s, err := server.New(server.Options{Paths: c.Paths, Write: c.Write, Hosts: lower(c.Host), Page: web.Page(), Version: versionWords(), Log: log.New(p.err, "casus: ", 0)})
	if err != nil {
		return p.notServed(err)
	}
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return &failure{exitUnreadable, c.notListening(err)}
	}
	ctx, end := p.interruptible()
	defer end()
	p.announce(s, l)
	if err := p.out.Flush(); err != nil {
		l.Close()
		return &failure{exitUnreadable, fmt.Errorf("the output cannot be written: %w", plainError(err))}
	}
	if err := s.Serve(ctx, l); err != nil && !errors.Is(err, context.Canceled) {
		return &failure{exitUnreadable, err}
	}
	return nil
}

func lower(list []string) []string {
	var out []string
	for _, x := range list {
		out = append(out, strings.ToLower(x))
	}
	return out
}

// notServed says why the cases cannot be served. Errors of charters and records
// are no reason: the page shows them.
func (p *program) notServed(err error) error {
	var gone *server.Unreadable
	var faulty *inquiry.Faulty
	switch {
	case errors.As(err, &gone):
		report.Diagnostics(p.err, onlyErrors(gone.Diagnostics), p.errStyle)
		return &failure{code: exitUnreadable}
	case errors.As(err, &faulty):
		return p.usable(faulty.Diagnostics)
	}
	return err
}

// notListening says why an address cannot be listened on.
func (c *serveCommand) notListening(err error) error {
	var op *net.OpError
	var addr *net.AddrError
	var dns *net.DNSError
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s is taken: another program listens there (another casus serve?); choose another with --addr, or any with --addr 127.0.0.1:0", c.Addr)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("%s may not be listened on: ports below 1024 are kept for the system; choose another with --addr", c.Addr)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("%s is no address of this machine", c.Addr)
	case errors.As(err, &addr), errors.As(err, &dns):
		return fmt.Errorf("--addr %s: it is written HOST:PORT, as in 127.0.0.1:7070", c.Addr)
	case errors.As(err, &op):
		return fmt.Errorf("%s cannot be listened on: %w", c.Addr, op.Err)
	}
	return fmt.Errorf("%s cannot be listened on: %w", c.Addr, err)
}

// announce says what is served where.
func (p *program) announce(s *server.Server, l net.Listener) {
	names, _ := s.Cases()
	fmt.Fprintf(p.out, "http://%s\n", l.Addr())
	p.note("serving %s", strings.Join(names, ", "))
	if web.Page() == nil {
		p.note("the page is not built into this program: `make page` builds it; what it asks for is answered")
	}
	if at, ok := l.Addr().(*net.TCPAddr); ok && !at.IP.IsLoopback() {
		p.note("whoever reaches %s can read these cases", l.Addr())
	}
}
