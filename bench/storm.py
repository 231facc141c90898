"""Many pods that change again and again while they wait."""

import time

from testbench import say


def storm(bench, way, count, turns, rate):
    """All pods wait for a registry's rate limit and flip between its two reasons."""
    say(f"{way} in a storm of {count} pods")
    started = bench.start(way, count, hold="yes", container="held")
    started.await_word("seen", 120)
    names = bench.pods("Pending")
    time.sleep(2)
    heap = started.heap()
    cpu, before, began = started.process.cpu(), bench.server.requests(), time.monotonic()
    bench.load("flip", names, turns=turns, rate=rate, container="held")
    elapsed = time.monotonic() - began
    result = {"pods": count, "heap per pod KiB": heap and round((heap - started.before) / count / 1024, 1), "flips per s": round(count * turns / elapsed),
              "CPU %": round(100 * (started.process.cpu() - cpu) / elapsed, 1),
              "requests per s": round(sum(bench.requests_since(before).values()) / elapsed, 1), "threads": started.process.threads()}
    started.quit()
    bench.clear()
    return result
