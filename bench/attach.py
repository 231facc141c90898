"""kubectl run --attach: a process for each pod."""

import json
import subprocess
import time

from measure import Process, percentile
from testbench import say


def attach(bench, count):
    say(f"{count} times kubectl run --attach")
    names = bench.names(count)
    before = bench.server.requests()
    running = {}
    for name in names:
        overrides = {"spec": {"nodeName": "node-0", "containers": [{"name": name, "image": "bench"}]}}
        running[name] = subprocess.Popen([*bench.kubectl, "run", name, "--image=bench", "--restart=Never", "--attach", "--quiet",
                                          f"--overrides={json.dumps(overrides)}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    bench.running(count, 60)
    time.sleep(5)
    threads = sum(Process(p.pid).threads() for p in running.values())
    memory = sum(Process(p.pid).rss() for p in running.values())
    load = {name: bench.load.start("end", [name], container=name) for name in names}
    ended = {}
    for name in names:
        ended.update(bench.load.result(load[name]))
    deadline = time.monotonic() + 60
    delays = {}
    while len(delays) < count and time.monotonic() < deadline:
        for name, process in running.items():
            if name not in delays and process.poll() is not None:
                delays[name] = time.time() * 1e3 - ended[name] / 1e3
        time.sleep(0.005)
    for process in running.values():
        if process.poll() is None:
            process.kill()
            process.wait()
    time.sleep(1)
    requests = bench.requests_since(before)
    bench.clear()
    return {"pods": count, "threads": threads, "memory MiB": round(memory), "p50 ms": delays and round(percentile(delays.values(), 50), 1),
            "requests per pod": round(sum(requests.values()) / count, 2), "ended": len(delays)}
