"""The ways of following pods, each a process that is talked to over its pipes."""

import os
import queue
import re
import subprocess
import threading
import urllib.request

from measure import Process, wait

BENCH = os.path.dirname(os.path.abspath(__file__))


class Way:
    """A process that follows pods: says words with their times, obeys commands, writes the ends of pods to a file."""

    def __init__(self, env, name, command, folder):
        os.makedirs(folder, exist_ok=True)
        self.name = name
        self.is_engine = name in ("ours", "against")
        self.last = "log" if name in ("watch", "bare") else "delivered"  # moment that it tells of a pod
        self.out = f"{folder}/ends"
        self.lined = set()
        self.said = {}
        self.words = queue.Queue()
        with open(f"{folder}/stderr", "ab") as stderr:
            self.popen = subprocess.Popen(command + ["--out", self.out], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                          stderr=stderr, text=True, env=env)
        self.process = Process(self.popen.pid)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.popen.stdout:
            words = line.split() or [""]
            self.said[words[0]] = [int(word) for word in words[1:] if word.isdigit()]

    def await_word(self, word, seconds):
        def heard():
            if self.popen.poll() is not None and word not in self.said:
                raise RuntimeError(f"{self.name} has ended with {self.popen.returncode}; see {self.out}/../stderr")
            return word in self.said
        wait(seconds, f"'{word}' of {self.name}", heard, 0.02)
        return self.said[word][-1]

    def go_on(self):
        """Lets it begin with its next pods. Returns the microsecond; None if it has ended, since an earlier driver has one round."""
        self.said.clear()
        self.send("quit")
        wait(30, f"'begin' or end of {self.name}", lambda: "begin" in self.said or self.popen.poll() == 0, 0.02)
        return self.said.get("begin", [None])[-1]

    def send(self, command):
        self.popen.stdin.write(command + "\n")
        self.popen.stdin.flush()

    def heap(self):
        """Bytes in use after a collection; None where that cannot be asked."""
        self.said.pop("heap", None)
        self.send("heap")
        self.await_word("heap", 120)
        return self.said["heap"][0] or None

    def ends(self):
        """Pod to the microsecond at which its end was known ("delivered"), and those of other moments if the way tells them, such as
        that at which the log had ended as well ("log")."""
        if not os.path.exists(self.out):
            return {}
        with open(self.out) as lines:
            return dict(self._end(line.split()) for line in lines if line.endswith("\n"))

    @staticmethod
    def _end(words):
        pairs = (word.partition("=") for word in words[3:])
        return words[0], {"delivered": int(words[1]), **{name: int(moment) for name, _, moment in pairs}}

    def verdicts(self):
        """Each pod whose result was delivered, with the verdict."""
        with open(self.out) as lines:
            return [(line.split()[0], line.split()[2]) for line in lines if line.endswith("\n")]

    def first_lines(self):
        """How many of the engine's log files have a line of their container."""
        for task in os.listdir(self.state):
            if task not in self.lined and os.path.exists(log := f"{self.state}/{task}/log"):
                with open(log, "rb") as text:
                    if b"line 0 " in text.read(1 << 16):
                        self.lined.add(task)
        return len(self.lined)

    def quit(self):
        """Ends it, without any effect on the pods; the CPU seconds it took."""
        cpu = self.process.cpu() if self.popen.poll() is None else None
        try:
            self.send("quit")
            self.popen.wait(30)
        except (subprocess.TimeoutExpired, BrokenPipeError):
            self.popen.kill()
            self.popen.wait()
        return cpu

    def asked(self, what):
        """How many requests with such a verb it has sent, or how often it did something else, as it says once it has ended."""
        with open(f"{os.path.dirname(self.out)}/stderr") as said:
            return int((re.findall(rf"^{what} (\d+)$", said.read(), re.M) or [0])[-1])

    def kill(self):
        self.popen.kill()
        self.popen.wait()


class Ways:
    """Makes ways for one cluster."""

    def __init__(self, folder, kubeconfig, cache, server, against=None):
        self.folder = folder
        self.kubeconfig = kubeconfig
        self.cache = cache
        self.server = server  # options of the load generator
        self.roots = {"against": against}
        self.number = 0
        self.started = []

    def end(self):
        """Nothing of what went wrong lives on into the next part."""
        for way in self.started:
            if way.popen.poll() is None:
                way.kill()
        self.started.clear()

    def _started(self, way):
        self.started.append(way)
        return way

    def _folder(self, name):
        self.number += 1
        return f"{self.folder}/{self.number:02d}-{name}"

    @staticmethod
    def _options(options):
        return [word for key, value in options.items() for word in (f"--{key}", str(value))]

    def _java(self, way, name, folder, options, flags=(), more=""):
        """A way of our driver, or of that of an earlier revision, which passes over options that it does not know."""
        root = self.roots.get(name) or f"{BENCH}/.."
        jars = f"{root}/standalone/target/run-pod.jar:{root}/bench/target/classes:{root}/bench/target/libraries/*{more}"
        command = ["java", "-Xmx3g", "-XX:+UseG1GC", *flags, "-cp", jars, "io.jenkins.plugins.runpod.bench.Main", way,
                   "--kubeconfig", self.kubeconfig, *self._options(options)]
        return self._started(Way(dict(os.environ), name, command, folder))

    def engine(self, name, count, state=None, flags=(), **options):
        """run-pod as it is ("ours") or as it was ("against")."""
        folder = self._folder(name)
        state = state or f"{folder}/state"
        os.makedirs(state, exist_ok=True)
        way = self._java("ours", name, folder, {"count": count, "state": state, **options}, flags)
        way.state = state
        way.prefix = options["prefix"]
        return way

    def bare(self, count, **options):
        command = [f"{self.cache}/bin/load", "bare", *self.server, *self._options({"workers": 16, "count": count, **options})]
        way = self._started(Way(dict(os.environ), "bare", command, self._folder("bare")))
        way.prefix = options["prefix"]
        return way

    def transports(self, pods, **options):
        """Logs alone, by one transport."""
        folder = self._folder("transports")
        return self._java("transports", "transports", folder, {"pods": self._listed(folder, pods), **options},
                          more=f":{BENCH}/transports/target/libraries/*")

    @staticmethod
    def _listed(folder, pods):
        os.makedirs(folder, exist_ok=True)
        with open(f"{folder}/pods", "w") as names:
            names.write("\n".join(pods) + "\n")
        return f"{folder}/pods"

    def peer(self, way, pods, **options):
        folder = self._folder(way)
        options["pods"] = self._listed(folder, pods)
        if way == "poll-log":
            return self._java("poll", way, folder, {"log": "yes", **options})
        if way != "airflow":
            return self._java(way, way, folder, options)
        command = [f"{self.cache}/venv/bin/python", f"{BENCH}/peers/airflow_triggerer.py", "--kubeconfig", self.kubeconfig,
                   *self._options(options)]
        home = f"{folder}/airflow"
        os.makedirs(home, exist_ok=True)
        env = dict(os.environ, AIRFLOW_HOME=home, AIRFLOW__CORE__LOAD_EXAMPLES="False", AIRFLOW__LOGGING__LOGGING_LEVEL="WARNING",
                   AIRFLOW_CONN_KUBERNETES_DEFAULT='{"conn_type": "kubernetes"}')
        return self._started(Way(env, way, command, folder))


class Load:
    """The other side: makes, ends, flips and deletes pods."""

    def __init__(self, program, server, pki, control):
        self.program = program
        self.control = control
        self.options = ["--server", server, "--pki", pki, "--control", control]

    def __call__(self, command, pods, **options):
        """Pod to the microsecond at which the server had answered."""
        if not pods:
            return {}
        done = self.start(command, pods, **options)
        return self.result(done)

    def lines(self):
        """Pod to the number of lines of its container, of those that were ended."""
        with urllib.request.urlopen(f"{self.control}/lines", timeout=60) as answer:
            return {pod: int(lines) for pod, lines in map(str.split, answer.read().decode().splitlines())}

    def start(self, command, pods, **options):
        arguments = [self.program, command, *self.options]
        for key, value in options.items():
            arguments += [f"--{key}", str(value)]
        load = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        load.names = "\n".join(pods) + "\n"
        return load

    @staticmethod
    def result(load):
        answered, _ = load.communicate(load.names)
        if load.returncode:
            raise RuntimeError(f"{load.args[:2]} failed")
        return {line.rpartition(" ")[0]: int(line.rpartition(" ")[2]) for line in answered.splitlines()}
