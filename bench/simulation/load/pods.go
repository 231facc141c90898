package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

type cluster struct {
	server, namespace, control string
	workers                    int
	client                     *http.Client
	trust                      *tls.Config
	answered                   *bufio.Writer
	mutex                      sync.Mutex
}

// open reads the options that all commands have. What is left of them is for the command's own.
func open(name string, args []string, own func(*flag.FlagSet)) *cluster {
	flags := flag.NewFlagSet(name, flag.ExitOnError)
	c := &cluster{}
	flags.StringVar(&c.server, "server", "", "https://host:port of the API server")
	flags.StringVar(&c.namespace, "namespace", "bench", "of the pods")
	flags.StringVar(&c.control, "control", "", "http://host:port of the kubelet's control port")
	flags.IntVar(&c.workers, "workers", 8, "requests at once")
	pki := flags.String("pki", "", "folder with ca.crt, admin.crt, admin.key")
	own(flags)
	check(flags.Parse(args))
	authority, err := os.ReadFile(*pki + "/ca.crt")
	check(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	certificate, err := tls.LoadX509KeyPair(*pki+"/admin.crt", *pki+"/admin.key")
	check(err)
	c.trust = &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{certificate}}
	c.client = c.connect()
	c.answered = bufio.NewWriter(os.Stdout)
	return c
}

// connect makes a client with connections of its own.
func (c *cluster) connect() *http.Client {
	return &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: c.trust.Clone()}}
}

func (c *cluster) pods() string {
	return c.server + "/api/v1/namespaces/" + c.namespace + "/pods"
}

func (c *cluster) send(method, kind, path string, body any) {
	text, err := json.Marshal(body)
	check(err)
	for {
		request, err := http.NewRequest(method, c.pods()+path, bytes.NewReader(text))
		check(err)
		request.Header.Set("Content-Type", kind)
		request.Header.Set("User-Agent", "bench-load")
		answer, err := c.client.Do(request)
		check(err)
		said, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		switch {
		case answer.StatusCode == 429:
			time.Sleep(100 * time.Millisecond)
			continue
		case answer.StatusCode == 404 && method == "DELETE":
		case answer.StatusCode >= 300:
			fail(method, path, answer.Status, string(said))
		}
		return
	}
}

// each calls work for each name from standard input, so many a second, several at once, and prints when it was answered.
func (c *cluster) each(perSecond float64, work func(name string)) {
	began := time.Now()
	lines := bufio.NewScanner(os.Stdin)
	c.parallel(func(names chan<- string) {
		for i := 0; lines.Scan(); i++ {
			if perSecond > 0 {
				time.Sleep(time.Until(began.Add(time.Duration(float64(i) / perSecond * 1e9))))
			}
			names <- strings.TrimSpace(lines.Text())
		}
	}, func(name string) {
		work(name)
		now := time.Now().UnixMicro()
		c.mutex.Lock()
		fmt.Fprintln(c.answered, name, now)
		c.mutex.Unlock()
	})
	c.answered.Flush()
}

// parallel calls work for each name that produce sends, several at once.
func (c *cluster) parallel(produce func(chan<- string), work func(name string)) {
	names := make(chan string)
	var workers sync.WaitGroup
	for i := 0; i < c.workers; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for name := range names {
				work(name)
			}
		}()
	}
	produce(names)
	close(names)
	workers.Wait()
}

func create(args []string) {
	var container, lasts, hold string
	c := open("create", args, func(flags *flag.FlagSet) {
		flags.StringVar(&container, "container", "quiet", "name of the container: what its log is like")
		flags.StringVar(&lasts, "lasts", "", "after how long it ends by itself, as 1s")
		flags.StringVar(&hold, "hold", "", "not empty: it never starts")
	})
	c.each(0, func(name string) { c.send("POST", "application/json", "", podOf(name, container, notes(lasts, hold))) })
}

// notes are the annotations that tell KWOK what becomes of a pod.
func notes(lasts, hold string) map[string]string {
	notes := map[string]string{}
	if lasts != "" {
		notes["bench/lasts"] = lasts
	}
	if hold != "" {
		notes["bench/hold"] = hold
	}
	return notes
}

func podOf(name, container string, notes map[string]string) map[string]any {
	return map[string]any{"apiVersion": "v1", "kind": "Pod",
		"metadata": map[string]any{"name": name, "annotations": notes},
		"spec": map[string]any{"nodeName": "node-0", "restartPolicy": "Never",
			"containers": []any{map[string]any{"name": container, "image": "bench"}}}}
}

func remove(args []string) {
	c := open("delete", args, func(*flag.FlagSet) {})
	c.each(0, func(name string) {
		c.send("DELETE", "application/json", "/"+name, map[string]any{"gracePeriodSeconds": 0})
	})
}

func end(args []string) {
	var rate float64
	var container string
	c := open("end", args, func(flags *flag.FlagSet) {
		flags.Float64Var(&rate, "rate", 50, "pods a second")
		flags.StringVar(&container, "container", "quiet", "name of the container")
	})
	c.each(rate, func(name string) {
		answer, err := http.Post(c.control+"/end", "text/plain", strings.NewReader(name+"\n"))
		check(err)
		answer.Body.Close()
		now := time.Now().UTC().Format(time.RFC3339)
		c.status(name, "Succeeded", container, map[string]any{
			"terminated": map[string]any{"exitCode": 0, "reason": "Completed", "startedAt": now, "finishedAt": now}})
	})
}

// flip makes each pod wait for a rate limit, in turn with its two reasons, again and again until standard input's pods had so
// many turns.
func flip(args []string) {
	var rate float64
	var container string
	var turns int
	c := open("flip", args, func(flags *flag.FlagSet) {
		flags.Float64Var(&rate, "rate", 200, "pods a second")
		flags.StringVar(&container, "container", "quiet", "name of the container")
		flags.IntVar(&turns, "turns", 1, "how often")
	})
	all, err := io.ReadAll(os.Stdin)
	check(err)
	reader, writer, err := os.Pipe()
	check(err)
	os.Stdin = reader
	go func() {
		for turn := 0; turn < turns; turn++ {
			for _, name := range strings.Fields(string(all)) {
				fmt.Fprintf(writer, "%s %d\n", name, turn)
			}
		}
		writer.Close()
	}()
	c.each(rate, func(line string) {
		name, turn, _ := strings.Cut(line, " ")
		reason, message := "ErrImagePull", "failed to pull and unpack image \"registry.example/bench:1\": unexpected status from HEAD request to https://registry.example/v2/bench/manifests/1: 429 Too Many Requests"
		if strings.HasSuffix(turn, "1") || strings.HasSuffix(turn, "3") || strings.HasSuffix(turn, "5") || strings.HasSuffix(turn, "7") || strings.HasSuffix(turn, "9") {
			reason, message = "ImagePullBackOff", "Back-off pulling image \"registry.example/bench:1\": ErrImagePull: "+message
		}
		c.status(name, "Pending", container, map[string]any{"waiting": map[string]any{"reason": reason, "message": message}})
	})
}

func (c *cluster) status(name, phase, container string, state map[string]any) {
	c.send("PATCH", "application/merge-patch+json", "/"+name+"/status", map[string]any{"status": map[string]any{"phase": phase,
		"containerStatuses": []any{map[string]any{"name": container, "image": "bench", "imageID": "", "restartCount": 0, "ready": false,
			"state": state}}}})
}
