// Command task is the one program inside the testbed's images. It does what its arguments say, one after the other, so that
// a test can write down a pod's whole life in its args:
//
//	task print=hello sleep=2s err=oops exit=3
package main

import (
	"bufio"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const usage = `task: does what its arguments say, one after the other:
  print=TEXT     a line on stdout            err=TEXT     a line on stderr
  lines=N,PAUSE  N numbered lines, a pause after each
  sleep=TIME     waits                       forever      waits until it is ended
  alloc=MIB      takes and touches memory    disk=MIB,DIR fills a file in DIR
  env=NAME       prints a variable's value   cat=FILE     prints a file
  message=TEXT   writes the termination message
  term=CODE      from now on ends with CODE when asked to (SIGTERM); the default is 143
  ignore-term    from now on does not end when asked to
  exit=CODE      ends`

func main() {
	// As the first process of a container, a program without a handler of its own does not see SIGTERM at all.
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGTERM, syscall.SIGINT)
	code := make(chan int, 1)
	code <- 128 + int(syscall.SIGTERM)
	go func() {
		for range asked {
			if c := <-code; c >= 0 {
				fmt.Println("task: asked to end")
				os.Exit(c)
			}
			code <- -1
		}
	}()
	if len(os.Args) == 1 {
		fmt.Println(usage)
		return
	}
	for _, arg := range os.Args[1:] {
		verb, value, _ := strings.Cut(arg, "=")
		if err := do(verb, value, code); err != nil {
			fmt.Fprintf(os.Stderr, "task: %s: %v\n", arg, err)
			os.Exit(2)
		}
	}
}

var kept [][]byte

func do(verb, value string, code chan int) error {
	switch verb {
	case "print":
		fmt.Println(value)
	case "err":
		fmt.Fprintln(os.Stderr, value)
	case "lines":
		count, pause, _ := strings.Cut(value, ",")
		return lines(count, pause)
	case "sleep":
		pause, err := time.ParseDuration(value)
		if err != nil {
			return err
		}
		time.Sleep(pause)
	case "forever":
		for {
			time.Sleep(time.Hour)
		}
	case "alloc":
		mib, err := strconv.Atoi(value)
		if err != nil {
			return err
		}
		for i := 0; i < mib; i++ {
			block := make([]byte, 1<<20)
			for j := 0; j < len(block); j += 4096 {
				block[j] = 1
			}
			kept = append(kept, block)
		}
	case "disk":
		mib, dir, _ := strings.Cut(value, ",")
		return fill(mib, dir)
	case "env":
		fmt.Println(os.Getenv(value))
	case "cat":
		text, err := os.ReadFile(value)
		if err != nil {
			return err
		}
		os.Stdout.Write(text)
	case "message":
		return os.WriteFile("/dev/termination-log", []byte(value), 0o644)
	case "term", "exit":
		status, err := strconv.Atoi(value)
		if err != nil {
			return err
		}
		if verb == "exit" {
			os.Exit(status)
		}
		<-code
		code <- status
	case "ignore-term":
		<-code
		code <- -1
	default:
		return fmt.Errorf("no such thing to do\n%s", usage)
	}
	return nil
}

func lines(count, pause string) error {
	n, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	wait := time.Duration(0)
	if pause != "" {
		if wait, err = time.ParseDuration(pause); err != nil {
			return err
		}
	}
	out := bufio.NewWriter(os.Stdout)
	for i := 1; i <= n; i++ {
		fmt.Fprintf(out, "line %d\n", i)
		if wait > 0 {
			out.Flush()
			time.Sleep(wait)
		}
	}
	return out.Flush()
}

func fill(mib, dir string) error {
	n, err := strconv.Atoi(mib)
	if err != nil {
		return err
	}
	file, err := os.Create(dir + "/filled")
	if err != nil {
		return err
	}
	defer file.Close()
	block := make([]byte, 1<<20)
	for i := 0; i < n; i++ {
		if _, err := file.Write(block); err != nil {
			return err
		}
	}
	return nil
}
