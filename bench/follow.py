"""Pods that run, stand still for a while, and end one after the other; and tasks whose controller is killed and comes back."""

import time

import moments
from measure import wait
from testbench import WITHOUT_LOGS, say


def track(bench, way, count, idle, ends=None, rate=50):
    """A whole life of pods, of which so many end (default: all). Each way makes its own pods."""
    say(f"{way} follows {count} pods")
    before = bench.server.requests()
    started = bench.start(way, count)
    result = {"pods": count, "seen after s": round((started.await_word("seen", 400) - started.begun) / 1e6, 2)}
    names = bench.running(count, 240)
    if way not in WITHOUT_LOGS:
        result.update(bench.logs(started, count))
    bench.quiet(started)
    result.update(bench.standing(started, count, idle))
    result["latency"] = latency(bench, started, names[:ends], rate)
    whole = len(names[:ends]) == count
    if whole:
        started.await_word("settled", 60)
    started.quit()
    if whole:
        result.update(bench.requests_of(started, before, count))
    bench.clear()
    return result


def latency(bench, started, pods, rate):
    """Ends pods, so many a second; milliseconds from the answer to the status patch until the way knew, and what that took."""
    first = len(pods) // 10  # the first ones are for the compilers
    end(bench, started, pods[:first], rate)
    cpu, began = started.process.cpu(), time.monotonic()
    ended = end(bench, started, pods[first:], rate)
    elapsed = time.monotonic() - began
    known = started.ends()
    busy = round(100 * (started.process.cpu() - cpu) / elapsed, 1)
    logs = {"with the log": moments.delays(ended, known, "log")} if started.last == "log" else {}
    return {"pods": len(ended), **moments.delays(ended, known, "delivered"), "busy CPU %": busy, **logs, **moments.stages(ended, known)}


def end(bench, started, pods, rate):
    ended = bench.load("end", pods, rate=rate)

    def over():
        known = started.ends()
        return all(started.last in known.get(pod, ()) for pod in ended)
    wait(60, "ends", over)
    return ended


def resumed(bench, way, count):
    """Pods whose way is killed (kill -9), and the same pods again by a new process."""
    started = bench.start(way, count)
    started.await_word("seen", 400)
    bench.running(count, 240)
    followed = bench.logs(started, count)["logs followed"]
    say(f"{way} resumes {count} pods")
    started.kill()
    wait(60, "end of the logs", lambda: not bench.server.open_streams().get("log", 0))
    before = bench.server.requests()
    again = bench.again(started, count)
    begun = again.await_word("begin", 60)
    cpus = again.process.cpus()
    seen = again.await_word("seen", 180)
    logs = logs_again(bench, again, followed, tells=way != "against" and followed == count)
    result = {"tasks": count, "s": round((seen - begun) / 1e6, 2), "logs s": round((logs - begun) / 1e6, 2), "logs": followed,
              **again.process.cpus(cpus), "requests": bench.requests_since(before)}
    again.quit()
    bench.clear()
    if result["requests"].get("POST pods"):
        raise RuntimeError("tasks have begun anew")
    return result


def logs_again(bench, again, followed, tells):
    """The microsecond at which as many logs were followed as before. To ask the server takes its time, so it is not asked if the way tells."""
    if tells:
        return again.await_word("logs", 120)
    wait(120, "logs", lambda: bench.server.open_streams().get("log", 0) >= followed, 0.1)
    return time.time() * 1e6
