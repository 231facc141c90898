"""The place where everything is measured: an API server of its own, the load, and the ways of following pods."""

import json
import shutil
import subprocess
import sys
import time

from etcd import Etcd
from measure import Server, difference, wait
from ways import BENCH, Load, Ways

PORT = 17443
SERVER = f"https://127.0.0.1:{PORT}"
CONTROL = "http://127.0.0.1:21251"
ETCD = "http://127.0.0.1:13379"
WARM = 1000  # pods that live and die on a fresh server before anything is measured
MANY = 2000  # pods that are sooner gone with their server than one by one
SAVED_AFTER = 6  # seconds after which the engine should have saved what it has seen
WITHOUT_LOGS = ("poll", "airflow")


def say(*words):
    print(time.strftime("%H:%M:%S"), "bench:", *words, file=sys.stderr, flush=True)


class Testbench:
    def __init__(self, options, against=None):
        self.options = options
        kubeconfig = f"{options.state}/kubeconfig"
        self.kubectl = [f"{options.bin}/kubectl", "--kubeconfig", kubeconfig, "-n", "bench"]
        self.work = f"{options.state}/work"
        shutil.rmtree(self.work, ignore_errors=True)
        self.ways = Ways(self.work, kubeconfig, options.cache, ["--server", SERVER, "--pki", f"{options.state}/pki"], against)
        self.load = Load(f"{options.cache}/bin/load", SERVER, f"{options.state}/pki", CONTROL)
        self.etcd = Etcd(ETCD)
        self.serial = 0
        self.recordings = 0

    def restart(self):
        """A fresh API server. Sooner done than deleting thousands of pods."""
        subprocess.run(["bash", "-c", f"source '{BENCH}/lib.sh'; up"], check=True)
        self.server = Server(SERVER, f"{self.options.state}/pki")
        self.warm_up()

    def warm_up(self):
        """A server sizes the channels of its watches by the history that it keeps, and ends a watch whose channel stays full. A fresh one has
        no history yet, which would cost the first way its watches."""
        pods = self.names(WARM)
        self.load("create", pods, container="brief", lasts="1s", workers=16)
        wait(240, "ended pods", lambda: len(self.pods("Succeeded")) == WARM)
        self.load("delete", pods, workers=16)
        wait(240, "deleted pods", lambda: not self.server.names())

    def prefix(self):
        self.serial += 1
        return f"r{self.serial}-"

    def names(self, count):
        prefix = self.prefix()
        return [f"{prefix}{i}" for i in range(count)]

    def pods(self, phase="Running"):
        return self.server.names(phase)

    def running(self, count, seconds):
        """The names of all pods, once they run."""
        return wait(seconds, "running pods", lambda: len(found := self.pods()) >= count and found, 0.2 if count < MANY else 2)

    def clear(self):
        rest = self.server.names()
        if len(rest) > MANY:
            self.restart()
        elif rest:
            self.load("delete", rest, workers=16)

    def requests_since(self, before):
        return {f"{verb} {resource}": count for (verb, resource), count in difference(self.server.requests(), before).items()}

    def requests_of(self, started, before, count):
        """The requests of a way that has made and deleted so many pods, and has quit."""
        time.sleep(1.5)  # streams are counted at their end
        requests = self.requests_since(before)
        own = started.asked("DELETE") if started.is_engine else count
        requests["DELETE pods"] = min(requests["DELETE pods"], own)  # the rest is KWOK's
        result = {"requests": requests, "requests per pod": round(sum(requests.values()) / count, 2)}
        if started.is_engine and started.asked("SAVES"):
            result["saves per pod"] = round(started.asked("SAVES") / count, 1)
        return result

    def start(self, way, count, **options):
        """A way that has made and seen its first pod and now makes the others, with its heap before."""
        if way in ("ours", "against"):
            started = self.ways.engine(way, count, flags=self.flags(), prefix=self.prefix(), rate=self.options.rate, wait="yes", **options)
        elif way == "bare":
            started = self.ways.bare(count, prefix=self.prefix(), wait="yes", **options)
        else:
            started = self.ways.peer(way, self.names(count * options.get("rounds", 1)), wait="yes", **options)
        return self.go(started)

    def again(self, started, count, **options):
        """A new process that goes on with the pods of one that was killed."""
        if started.is_engine:
            return self.ways.engine(started.name, count, state=started.state, flags=self.flags(), prefix=started.prefix, rate=self.options.rate, again="yes",
                                    **options)
        return self.ways.bare(count, prefix=started.prefix, again="yes", workers=90)

    def go(self, started):
        started.await_word("empty", 90)
        started.before = started.heap()
        started.begun = started.go_on()
        return started

    def flags(self):
        if not self.options.profile:
            return ()
        self.recordings += 1
        return (f"-XX:StartFlightRecording=settings=profile,filename={self.work}/{self.recordings}.jfr,dumponexit=true",)

    def logs(self, started, count, seconds=180):
        """How many logs are followed, and when they all were there: with their first line for the engine, as open streams for others."""
        last, since = -1, time.monotonic()
        deadline = since + seconds
        while True:
            found = started.first_lines() if started.is_engine else self.server.open_streams().get("log", 0)
            if found >= count:
                return {"logs followed": count, "logs after s": round(time.time() - started.begun / 1e6, 2)}
            if found != last:
                last, since = found, time.monotonic()
            if time.monotonic() > min(since + 10, deadline):
                return {"logs followed": found}
            time.sleep(0.1 if count < MANY else 0.5)

    def quiet(self, started):
        """No node changes a pod any more. The engine asks for nothing that it had begun before, and has saved what it has seen."""
        def nothing():
            changes, before = self.server.changes(), self.server.requests()
            time.sleep(SAVED_AFTER if started.is_engine else 3)
            return self.server.changes() == changes and not (started.is_engine and self.requests_since(before))
        wait(120, "quiet", nothing, 0)

    def standing(self, started, count, seconds):
        """What it takes to follow pods that do nothing."""
        heap = started.heap()
        cpu, requests, began = started.process.cpu(), self.server.requests(), time.monotonic()
        time.sleep(seconds)
        elapsed = time.monotonic() - began
        idle = self.requests_since(requests)
        return {
            "threads": started.process.threads(),
            "heap per pod KiB": heap and round((heap - started.before) / count / 1024, 1),
            "memory MiB": round(started.process.rss()),
            "connections": started.process.connections(PORT),
            "idle CPU %": round(100 * (started.process.cpu() - cpu) / elapsed, 1),
            "idle requests": idle,
            "idle requests per second": round(sum(idle.values()) / elapsed, 1),
            "streams": self.server.open_streams(),
        }

    def part(self, key, work, *arguments, **options):
        """One result. What fails is told, and the rest goes on."""
        began = time.monotonic()
        try:
            result = work(self, *arguments, **options)
        except Exception as e:
            say(f"{key} has failed: {e!r}")
            result = {"failed": repr(e)}
            self.ways.end()
            self.restart()
        say(f"{key}: {time.monotonic() - began:.0f} s {json.dumps(result)}")
        return result
