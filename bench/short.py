"""Short pods, one after the other as fast as it goes."""

from testbench import say


def short(bench, way, count):
    """From the first create to the last known end; CPU until all pods are deleted."""
    say(f"{way} runs {count} short pods")
    before = bench.server.requests()
    started = bench.start(way, count, container="brief", lasts="1s")
    cpu = started.process.cpu()
    seconds = (started.await_word("finished", 240) - started.begun) / 1e6
    started.await_word("settled", 60)
    cpu = started.process.cpu() - cpu
    started.quit()
    result = {"pods": count, "s": round(seconds, 1), "pods per s": round(count / seconds, 1), "CPU s": round(cpu, 1),
              **bench.requests_of(started, before, count)}
    bench.clear()
    return result
