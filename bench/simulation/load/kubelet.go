package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// The log of a container depends on the container's name: "quiet" says one line and lives until its pod is ended; "ticker" says
// one each second until then; "brief" says ten and ends after a second; "large" says so many megabytes and ends; "held"
// has not started.
type node struct {
	large int
	mutex sync.Mutex
	pods  map[string]*pod
}

type pod struct {
	born  time.Time
	ended chan struct{}
	end   time.Time // once ended is closed
}

// said is the number of lines of a ticker that has ended.
func (p *pod) said() int {
	return int(p.end.Sub(p.born)/time.Second) + 1
}

const filler = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt"

// kubelet serves /containerLogs of all nodes. A second port ends pods, and counts their lines.
func kubelet(args []string) {
	flags := flag.NewFlagSet("kubelet", flag.ExitOnError)
	address := flags.String("address", "", "where the API server asks for logs")
	control := flags.String("control", "", "POST /end ends pods, with a name per line. GET /lines has the number of lines of each that was ended")
	pki := flags.String("pki", "", "folder with ca.crt, kubelet-server.crt, kubelet-server.key")
	large := flags.Int("large", 256, "size of a large log in MiB")
	check(flags.Parse(args))
	n := &node{large: *large << 20, pods: map[string]*pod{}}
	authority, err := os.ReadFile(*pki + "/ca.crt")
	check(err)
	clients := x509.NewCertPool()
	clients.AppendCertsFromPEM(authority)
	controls := http.NewServeMux()
	controls.HandleFunc("/end", n.end)
	controls.HandleFunc("/lines", n.lines)
	go func() { check(http.ListenAndServe(*control, controls)) }()
	server := &http.Server{Addr: *address, Handler: http.HandlerFunc(n.log),
		TLSConfig: &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients}}
	check(server.ListenAndServeTLS(*pki+"/kubelet-server.crt", *pki+"/kubelet-server.key"))
}

func (n *node) pod(name string) *pod {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	p := n.pods[name]
	if p == nil {
		p = &pod{born: time.Now(), ended: make(chan struct{})}
		n.pods[name] = p
	}
	return p
}

func (n *node) end(_ http.ResponseWriter, request *http.Request) {
	for names := bufio.NewScanner(request.Body); names.Scan(); {
		p := n.pod(names.Text())
		n.mutex.Lock()
		select {
		case <-p.ended:
		default:
			p.end = time.Now()
			close(p.ended)
		}
		n.mutex.Unlock()
	}
}

// lines tells how many lines each pod that has ended has said, as a ticker.
func (n *node) lines(response http.ResponseWriter, _ *http.Request) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	for name, p := range n.pods {
		if !p.end.IsZero() {
			fmt.Fprintln(response, name, p.said())
		}
	}
}

type answer struct {
	out     *bufio.Writer
	flusher http.Flusher
	stamps  bool
	since   time.Time
}

func (a *answer) line(at time.Time, text string) error {
	if at.Before(a.since) {
		return nil
	}
	if a.stamps {
		a.out.WriteString(at.UTC().Format(time.RFC3339Nano))
		a.out.WriteByte(' ')
	}
	a.out.WriteString(text)
	return a.out.WriteByte('\n')
}

func (a *answer) flush() {
	a.out.Flush()
	a.flusher.Flush()
}

func (n *node) log(response http.ResponseWriter, request *http.Request) {
	parts := strings.Split(request.URL.Path, "/")
	if len(parts) != 5 || parts[1] != "containerLogs" {
		http.NotFound(response, request)
		return
	}
	if parts[4] == "held" {
		http.Error(response, `container "held" is waiting to start: ContainerCreating`, http.StatusBadRequest)
		return
	}
	query := request.URL.Query()
	p := n.pod(parts[3])
	a := &answer{out: bufio.NewWriterSize(response, 32<<10), flusher: response.(http.Flusher), stamps: query.Get("timestamps") == "true"}
	if since, err := time.Parse(time.RFC3339, query.Get("sinceTime")); err == nil {
		a.since = since.Truncate(time.Second)
	}
	follow := query.Get("follow") == "true"
	switch parts[4] {
	case "large":
		n.sayMuch(a, p)
	case "ticker":
		tick(a, p, parts[3], follow, request)
	case "brief":
		say(a, p, 10)
		if left := time.Until(p.born.Add(time.Second)); follow && left > 0 {
			a.flush()
			time.Sleep(left)
		}
	default:
		say(a, p, 1)
		if follow {
			a.flush()
			wait(p, request, nil)
		}
	}
	a.flush()
}

func say(a *answer, p *pod, lines int) {
	for i := 0; i < lines; i++ {
		a.line(p.born.Add(time.Duration(i)*time.Millisecond), fmt.Sprintf("line %d %s", i, filler))
	}
}

func tick(a *answer, p *pod, name string, follow bool, request *http.Request) {
	for i := 0; !p.hasEndedBefore(i); i++ {
		due := p.born.Add(time.Duration(i) * time.Second)
		if left := time.Until(due); left > 0 {
			a.flush()
			if !follow || !wait(p, request, time.After(left)) || p.hasEndedBefore(i) {
				return
			}
		}
		a.line(due, fmt.Sprintf("line %d of %s %s", i, name, filler))
	}
}

// hasEndedBefore tells whether a ticker says no such line any more.
func (p *pod) hasEndedBefore(line int) bool {
	select {
	case <-p.ended:
		return line >= p.said()
	default:
		return false
	}
}

// wait returns true when the time is over, false when the pod has ended or nobody listens any more.
func wait(p *pod, request *http.Request, timer <-chan time.Time) bool {
	select {
	case <-timer:
		return true
	case <-p.ended:
	case <-request.Context().Done():
	}
	return false
}

// sayMuch writes lines of a millisecond each, as if they had been written long before.
func (n *node) sayMuch(a *answer, p *pod) {
	text := filler + " " + filler[:9]
	lines := n.large / (len(text) + 1)
	first := p.born.Add(-time.Duration(lines) * time.Millisecond)
	start := 0
	if skipped := a.since.Sub(first); skipped > 0 {
		start = int(skipped / time.Millisecond)
	}
	for i := start; i < lines; i++ {
		if a.line(first.Add(time.Duration(i)*time.Millisecond), text) != nil {
			return
		}
	}
}
