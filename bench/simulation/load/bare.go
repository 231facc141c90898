package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
)

// bare follows pods with nothing but the requests: one watch for all, a create, a log and a delete for each. So it shows what
// the API server itself can do. It talks as the other ways do: words on standard output, commands on standard input.
func bare(args []string) {
	var prefix, container, lasts, hold, out, again string
	var count, rounds int
	c := open("bare", args, func(flags *flag.FlagSet) {
		flags.StringVar(&prefix, "prefix", "t", "of the pods' names")
		flags.IntVar(&count, "count", 100, "pods of a round")
		flags.IntVar(&rounds, "rounds", 1, "how often, each with other pods and begun by a command")
		flags.StringVar(&container, "container", "quiet", "name of the container")
		flags.StringVar(&lasts, "lasts", "", "after how long pods end by themselves; their log is then read once and not followed")
		flags.StringVar(&hold, "hold", "", "not empty: pods never start")
		flags.StringVar(&out, "out", "", "file for the ends of pods")
		flags.StringVar(&again, "again", "", "not empty: follow pods that are there already, at once")
		flags.String("wait", "", "as for the other ways: it always waits")
	})
	ends, err := os.Create(out)
	check(err)
	b := &bareWay{cluster: c, container: container, notes: notes(lasts, hold), follows: lasts == "", count: count, ends: ends,
		first: make(chan struct{}), pods: map[string]*barePod{}, turns: make(chan struct{}, c.workers)}
	var logs []*http.Client
	for i := 0; i < count; i += streams {
		logs = append(logs, c.connect())
	}
	for i := 0; i < count*rounds; i++ {
		b.pods[fmt.Sprint(prefix, i)] = &barePod{logs: logs[i%count/streams]}
	}
	if again != "" {
		tell("begin")
		go b.watch("&resourceVersion=" + b.list())
		b.obey()
		return
	}
	go b.watch("")
	b.create(prefix + "0")
	<-b.first
	tell("empty")
	b.obey()
	next := 1
	for round := 1; round <= rounds; round++ {
		tell("begin")
		c.parallel(func(names chan<- string) {
			for ; next < round*count; next++ {
				names <- fmt.Sprint(prefix, next)
			}
		}, b.create)
		b.obey()
	}
}

// streams are the logs of a client. The server allows 100 on a connection, and at that limit a request may wait for ever.
const streams = 90

type barePod struct {
	logs               *http.Client
	seen, logged, over bool
}

type bareWay struct {
	*cluster
	container           string
	notes               map[string]string
	follows             bool
	count               int
	ends                *os.File
	first               chan struct{}
	lock                sync.Mutex
	pods                map[string]*barePod
	seen, over, settled int
	answered            int           // followed logs
	turns               chan struct{} // a log is begun with one, so that a burst opens no connection for each
}

func tell(words ...any) {
	fmt.Fprintln(os.Stdout, append(words, time.Now().UnixMicro())...)
}

// commands are read by one reader, since it reads ahead.
var commands = bufio.NewScanner(os.Stdin)

func (b *bareWay) obey() {
	for commands.Scan() && commands.Text() != "quit" {
		if commands.Text() == "heap" {
			runtime.GC()
			var memory runtime.MemStats
			runtime.ReadMemStats(&memory)
			tell("heap", memory.HeapAlloc+memory.StackInuse)
		}
	}
}

func (b *bareWay) create(name string) {
	b.send("POST", "application/json", "", podOf(name, b.container, b.notes))
}

// bareState is what there is to know of a pod.
type bareState struct {
	Metadata struct{ Name string }
	Status   struct{ Phase string }
}

// list sees all pods, page by page, and returns the version at which a watch goes on.
func (b *bareWay) list() string {
	for next := ""; ; {
		answer := b.get(b.client, "?limit=500&continue="+url.QueryEscape(next))
		var page struct {
			Metadata struct{ ResourceVersion, Continue string }
			Items    []bareState
		}
		check(json.NewDecoder(answer.Body).Decode(&page))
		answer.Body.Close()
		for _, pod := range page.Items {
			b.event(pod)
		}
		if next = page.Metadata.Continue; next == "" {
			return page.Metadata.ResourceVersion
		}
	}
}

// watch goes on where a list ends whenever the server has closed it. A busy one closes watches that it cannot serve in time.
func (b *bareWay) watch(from string) {
	for client := b.connect(); ; time.Sleep(100 * time.Millisecond) {
		b.watchOnce(client, from)
		from = "&resourceVersion=" + b.list()
	}
}

func (b *bareWay) watchOnce(client *http.Client, from string) {
	answer := b.get(client, "?watch=true&allowWatchBookmarks=false&timeoutSeconds=3600"+from)
	for events := json.NewDecoder(answer.Body); ; {
		var event struct{ Object bareState }
		if err := events.Decode(&event); err != nil {
			answer.Body.Close()
			return
		}
		b.event(event.Object)
	}
}

func (b *bareWay) event(state bareState) {
	name, phase := state.Metadata.Name, state.Status.Phase
	b.lock.Lock()
	defer b.lock.Unlock()
	pod := b.pods[name]
	if pod == nil {
		return
	}
	if !pod.seen {
		pod.seen = true
		if b.seen++; b.seen == 1 {
			close(b.first)
		}
		if b.seen%b.count == 0 {
			tell("seen")
		}
	}
	over := phase == "Succeeded" || phase == "Failed"
	if over && !pod.over {
		pod.over = true
		known := time.Now().UnixMicro()
		if b.follows {
			b.ended(name, known)
		}
		go b.finish(name, known)
	} else if phase == "Running" && b.follows && !pod.logged {
		pod.logged = true
		go b.follow(name)
	}
}

// ended is called with the lock.
func (b *bareWay) ended(name string, known int64) {
	fmt.Fprintln(b.ends, name, known, "SUCCEEDED")
	if b.over++; b.over%b.count == 0 {
		tell("finished")
	}
}

// finish reads the log that is read once. One that was followed is read again: the server ends a log in order even if it has lost the
// kubelet, so only a read from after the end proves that it is whole.
func (b *bareWay) finish(name string, known int64) {
	b.turns <- struct{}{}
	log := b.log(name, "")
	io.Copy(io.Discard, log)
	log.Close()
	<-b.turns
	b.lock.Lock()
	if b.follows {
		fmt.Fprintf(b.ends, "%s %d SUCCEEDED log=%d\n", name, known, time.Now().UnixMicro())
	} else {
		b.ended(name, time.Now().UnixMicro())
	}
	b.lock.Unlock()
	b.turns <- struct{}{}
	b.send("DELETE", "application/json", "/"+name, map[string]any{"gracePeriodSeconds": 0})
	<-b.turns
	b.lock.Lock()
	defer b.lock.Unlock()
	if b.settled++; b.settled%b.count == 0 {
		tell("settled")
	}
}

func (b *bareWay) follow(name string) {
	b.turns <- struct{}{}
	log := b.log(name, "&follow=true")
	<-b.turns
	b.logAnswered()
	io.Copy(io.Discard, log)
	log.Close()
}

func (b *bareWay) log(name, how string) io.ReadCloser {
	return b.get(b.pods[name].logs, "/"+name+"/log?timestamps=true&container="+b.container+how).Body
}

func (b *bareWay) logAnswered() {
	b.lock.Lock()
	defer b.lock.Unlock()
	if b.answered++; b.answered == b.count {
		tell("logs")
	}
}

func (c *cluster) get(client *http.Client, path string) *http.Response {
	request, err := http.NewRequest("GET", c.pods()+path, nil)
	check(err)
	request.Header.Set("User-Agent", "bench-load")
	answer, err := client.Do(request)
	check(err)
	if answer.StatusCode >= 300 && !strings.Contains(path, "/log?") {
		fail(path, answer.Status)
	}
	return answer
}
