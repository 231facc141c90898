"""Followed logs whose controller is killed (kill -9) again and again: each line once, one pod for each task, the right results."""

import os
import re

from measure import wait
from testbench import say

LINE = re.compile(rb"line (\d+) of (\S+) ")


def kills(bench, count):
    """The controller dies while it creates pods, while all logs are followed, and while pods end. Some pods end while it is dead."""
    say(f"{count} logs are followed by a controller that is killed")
    controllers = [bench.start("ours", count, container="ticker")]
    wait(60, "pods", lambda: len(bench.server.names()) >= count // 2, 0.05)
    for _ in range(2):
        controllers.append(after_kill(bench, controllers[-1], count))
        controllers[-1].await_word("logs", 120)
    pods = bench.running(count, 60)
    first, second = count // 3, 2 * count // 3
    end(bench, pods[:first])
    controllers[-1].kill()
    end(bench, pods[first:second])
    controllers.append(after_kill(bench, controllers[-1], count))
    end(bench, pods[second:])
    wait(120, "deleted pods", lambda: not bench.server.names())
    controllers[-1].quit()
    verdicts = {(pod, verdict) for controller in controllers for pod, verdict in controller.verdicts()}
    said = bench.load.lines()
    return {"logs": count, "kills": len(controllers) - 1, "results": len(verdicts), "succeeded": sum(verdict == "SUCCEEDED" for _, verdict in verdicts),
            **compared({pod: said[pod] for pod in pods}, written(controllers[-1].state))}


def after_kill(bench, controller, count):
    """A new controller that goes on with the tasks of one that is killed, or has been."""
    controller.kill()
    again = bench.again(controller, count, container="ticker")
    again.await_word("begin", 60)
    return again


def end(bench, pods):
    bench.load("end", pods, container="ticker", rate=500)


def written(state):
    """Task to the pods and numbers of the lines in its log, in order."""
    found = {}
    for task in os.listdir(state):
        with open(f"{state}/{task}/log", "rb") as log:
            found[task] = [(pod.decode(), int(number)) for number, pod in LINE.findall(log.read())]
    return found


def compared(said, logs):
    """What the logs have of what the containers said, which is the number of lines of each pod."""
    have = [line for log in logs.values() for line in log]
    want = {(pod, number) for pod, count in said.items() for number in range(count)}
    return {"pods": len({pod for pod, _ in have}), "lines": len(have), "lines lost": len(want - set(have)),
            "lines doubled": len(have) - len(set(have)), "lines out of order": sum(log != sorted(log) for log in logs.values())}
