"""Short pods, one after the other as fast as it goes: by a new process, and again by the same one."""

from measure import wait
from testbench import say

ROUNDS = ("first", "second")


def short(bench, way, count):
    """So many pods in each round. An earlier revision has no second one."""
    say(f"{way} runs {count} short pods, {len(ROUNDS)} times")
    before = bench.server.requests()
    started = bench.start(way, count, container="brief", lasts="1s", rounds=len(ROUNDS))
    result = {"pods": count}
    for number, name in enumerate(ROUNDS, 1):
        result[name] = measured(started, count)
        wait(60, "deleted pods", lambda: not bench.server.names())
        if number == len(ROUNDS) or not (begun := started.go_on()):
            break
        started.begun = begun
    started.quit()
    result.update(bench.requests_of(started, before, count * number))
    bench.clear()
    return result


def measured(started, count):
    """From the first create to the last known end; CPU until all pods are deleted."""
    before = started.process.cpus()
    seconds = (started.await_word("finished", 240) - started.begun) / 1e6
    started.await_word("settled", 60)
    return {"s": round(seconds, 1), "pods per s": round(count / seconds, 1), **started.process.cpus(before)}
