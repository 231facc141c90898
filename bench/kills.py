"""Followed logs whose controller is killed (kill -9) again and again: each line once, one pod and one result for each task."""

import collections
import itertools
import os
import re

from measure import wait
from testbench import say

OPTIONS = {"container": "ticker", "cut": "no"}
LINE = re.compile(r"line (\d+) of (\S+) Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt")
STATUS = "[run-pod] "


def kills(bench, count):
    """The controller dies while it creates pods, while all logs are followed, and while pods end. Some pods end while it is dead. The
    logs are written as those of builds, which cannot be cut back."""
    say(f"{count} logs are followed by a controller that is killed")
    before = bench.etcd.revision()
    controllers = [bench.start("ours", count, **OPTIONS)]
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
    controllers[-1].await_word("settled", 120)
    wait(60, "deleted pods", lambda: not bench.server.names())
    controllers[-1].quit()
    said = bench.load.lines()
    return {"logs": count, "kills": len(controllers) - 1, "pods": bench.etcd.created(before), **results(controllers),
            **compared({pod: said[pod] for pod in pods}, written(controllers[-1].state))}


def after_kill(bench, controller, count):
    """A new controller that goes on with the tasks of one that is killed, or was before."""
    controller.kill()
    again = bench.again(controller, count, **OPTIONS)
    again.await_word("begin", 60)
    return again


def end(bench, pods):
    bench.load("end", pods, container="ticker", rate=500)


def results(controllers):
    """A task that is over tells its result again in each life, and never twice in one."""
    lives = [collections.Counter(controller.verdicts()) for controller in controllers]
    told = set().union(*lives)
    repeated = sum(times - 1 for life in lives for times in life.values())
    return {"results": len(told) + repeated, "succeeded": sum(verdict == "SUCCEEDED" for _, verdict in told)}


def written(state):
    """The lines of each log."""
    found = []
    for task in os.listdir(state):
        with open(f"{state}/{task}/log") as log:
            found.append(log.read().splitlines())
    return found


def compared(said, logs):
    """What the logs have of what the containers said, which is the number of lines of each pod. Each log has one pod."""
    found, left = collections.Counter(), dict(said)
    for log in logs:
        lines = [(match[2], int(match[1])) for match in map(LINE.fullmatch, log) if match]
        own = lines[0][0] if lines else ""
        numbers = [number for pod, number in lines if pod == own]
        wanted = range(left.pop(own, 0))
        found["lines"] += len(numbers)
        found["lines lost"] += len(set(wanted) - set(numbers))
        found["lines doubled"] += len(numbers) - len(set(numbers))
        found["lines out of order"] += sum(later < earlier for earlier, later in itertools.pairwise(numbers))
        found["others"] += sum(not line.startswith(STATUS) for line in log) - sum(number in wanted for number in numbers)
    found["lines lost"] += sum(left.values())
    return dict(found)
