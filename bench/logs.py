"""Logs: one large one, many small ones, and the transports that could carry them."""

import os
import shutil
import subprocess
import time

from measure import wait
from testbench import PORT, say

LARGE = 256  # MiB, as load kubelet says by default
ROUNDS = 2


def large(bench):
    """One large log, alternately read by kubectl and by the engine."""
    say("one large log")
    size = LARGE * (1 << 20)
    result = {"MiB": LARGE, "kubectl MiB/s": [], "kubectl --timestamps MiB/s": [], "ours MiB/s": []}
    for _ in range(ROUNDS):
        pod = bench.names(1)
        bench.load("create", pod, container="large")
        wait(20, "running pod", lambda: pod[0] in bench.pods())
        for key, flags in (("kubectl MiB/s", []), ("kubectl --timestamps MiB/s", ["--timestamps"])):
            began = time.monotonic()
            with open(f"{bench.work}/kubectl.log", "wb") as out:
                subprocess.run([*bench.kubectl, "logs", "-f", *flags, pod[0]], stdout=out, check=True)
            result[key].append(round(size / (time.monotonic() - began) / (1 << 20), 1))
        os.remove(f"{bench.work}/kubectl.log")
        started = bench.start("ours", 1, container="large")
        log = f"{started.state}/task-0/log"
        began = wait(30, "first byte", lambda: os.path.exists(log) and os.path.getsize(log) > 4096 and time.monotonic(), 0.01)
        wait(120, "whole log", lambda: os.path.getsize(log) >= size * 0.99, 0.02)
        result["ours MiB/s"].append(round(size * 0.99 / (time.monotonic() - began) / (1 << 20), 1))
        started.quit()
        shutil.rmtree(started.state)
        bench.clear()
    result["ratio"] = round(max(result["ours MiB/s"]) / max(result["kubectl MiB/s"]), 2)
    return result


def small(bench, way, count, seconds):
    """Logs of a line a second each, all followed at once."""
    say(f"{way} follows {count} logs")
    started = bench.start(way, count, container="ticker")
    started.await_word("seen", 120)
    result = {"logs": count, **bench.logs(started, count)}
    time.sleep(3)
    cpu = started.process.cpu()
    lines = lines_of(started) if started.is_engine else 0
    time.sleep(seconds)
    result.update({"threads": started.process.threads(), "connections": started.process.connections(PORT),
                   "memory MiB": round(started.process.rss()), "CPU %": round(100 * (started.process.cpu() - cpu) / seconds, 1)})
    if started.is_engine:
        result["lines per s"] = round((lines_of(started) - lines) / seconds)
    started.quit()
    bench.clear()
    return result


def lines_of(started):
    """In all log files."""
    total = 0
    for task in os.listdir(started.state):
        with open(f"{started.state}/{task}/log", "rb") as log:
            total += log.read().count(b"\n")
    return total


def transport(bench, name, http, count, each=None):
    """Logs of pods that run already, followed by nothing but one transport: until each has its first byte, and what it takes."""
    say(f"{name} over {http} follows {count} logs")
    pods = bench.names(count)
    bench.load("create", pods, container="ticker")
    bench.running(count, 60)
    options = {"each": each} if each else {}
    started = bench.go(bench.ways.transports(pods, transport=name, http=http, rate=bench.options.rate, **options))
    cpu = started.process.cpu()
    result = {"logs": count, "first bytes s": round((started.await_word("seen", 90) - started.begun) / 1e6, 2),
              "CPU s": round(started.process.cpu() - cpu, 1)}
    time.sleep(3)
    heap = started.heap()
    result.update({"connections": started.process.connections(PORT), "threads": started.process.threads(),
                   "heap per log KiB": round((heap - started.before) / count / 1024, 1), "memory MiB": round(started.process.rss())})
    bench.load("end", pods, container="ticker", rate=500)
    started.await_word("finished", 60)
    started.quit()
    result.update({"lines": started.asked("LINES"), "lines lost or doubled": started.asked("WRONG")})
    bench.clear()
    return result


# A connection of the JDK's client carries no more than the server's 100 streams, and it opens no second one.
TRANSPORTS = (("jdk", 1, None), ("jdk", 2, 90), ("jetty", 1, None), ("jetty", 2, None), ("vertx", 1, None), ("vertx", 2, None), ("okhttp", 1, None),
              ("okhttp", 2, None), ("ours", "its own", None))
