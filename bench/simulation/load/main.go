// load is the other side of the benchmark: the log endpoint of the simulated nodes, and whoever makes and ends pods. It has
// no dependencies, so that it costs little beside what is measured.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 2 {
		fail("usage: load kubelet|bare|create|end|flip|delete OPTIONS")
	}
	commands := map[string]func([]string){"kubelet": kubelet, "bare": bare, "create": create, "end": end, "flip": flip, "delete": remove}
	command, known := commands[os.Args[1]]
	if !known {
		fail("no command " + os.Args[1])
	}
	command(os.Args[2:])
}

func fail(why ...any) {
	fmt.Fprintln(os.Stderr, append([]any{"load:"}, why...)...)
	os.Exit(1)
}

func check(err error) {
	if err != nil {
		fail(err)
	}
}
