"""Parts that die in the middle: the program that follows a pod, the kubelet, the API server, the registry."""
import concurrent.futures
import os
import random
import time

from bed import BUSYBOX, PASSING_LIMIT, REGISTRY, component, cordoned, fault, killed, kubectl, nonce, push
from jenkins import Build
from runs import eventually, expect, expect_lines, phase_of, waited_for
from scenes import ALONE, COMMAND_LINE, JENKINS, case

SEED = os.environ.get("RUN_POD_SEED", nonce())  # of what is random


def numbered(lines, code):
    return f"i=1; while [ $i -le {lines} ]; do echo line $i; i=$((i+1)); sleep 1; done; exit {code}"


# ---- the same task again -------------------------------------------------------------------------------------------


@case(only=COMMAND_LINE, anywhere=True)
def same_id_twice(case):
    given = {"image": BUSYBOX, "script": "echo once; exit 9"}
    first = case.start(**given)
    one = first.ended()
    expect(one, 9, "TASK_FAILED", out="once")
    two = case.run(again=first, **given)
    expect(two, 9, "TASK_FAILED")
    assert two.report["uid"] == one.report["uid"], f"another pod: {one.report} {two.report}"


@case(only=COMMAND_LINE, anywhere=True)
def killed_and_started_again(case):
    """kill -9 in the middle, and the same id again: one pod, each line exactly once."""
    given = {"logged": True, "image": BUSYBOX, "script": numbered(20, 6)}
    first = case.start(**given)
    first.until("line 5")
    first.kill()
    before = first.pod()
    time.sleep(3)
    ended = case.run(again=first, **given)
    expect(ended, 6, "TASK_FAILED")
    assert ended.report["uid"] == before["metadata"]["uid"], "another pod"
    expect_lines(first, 20)


@case(only=COMMAND_LINE, anywhere=True)
def ended_while_nobody_looked(case):
    """kill -9, the pod ends, and the same id again: judged by what the pod left, its log complete."""
    given = {"logged": True, "image": BUSYBOX, "script": numbered(15, 6)}
    first = case.start(**given)
    first.until("line 2")
    first.kill()
    name = first.pod_name()
    eventually(lambda: phase_of(name) == "Failed", 60, "end of the pod")
    expect(case.run(again=first, **given), 6, "TASK_FAILED")
    expect_lines(first, 15)


@case(ALONE, only=COMMAND_LINE, anywhere=True)
def killed_at_random(case):
    """kill -9 at random moments, again and again: one pod, one start, the right result, each line exactly once."""
    tasks, kills, lines = 6, 3, 60
    script = f"i=1; while [ $i -le {lines} ]; do echo line $i; i=$((i+1)); sleep 0.3; done; exit 6"
    done = []

    def one(number):
        name, moments = f"task-{number}", random.Random(f"{SEED} {number}")
        given = {"logged": True, "image": BUSYBOX, "script": script, "name": name}
        run = case.start(**given)
        for _ in range(kills):
            time.sleep(moments.uniform(0.2, 12))
            if not run.running():
                break
            run.kill()
            done.append(name)
            run = case.start(again=run, **given)
        ended = run.ended()
        expect(ended, 6, "TASK_FAILED")
        assert ended.report["attempt"] == 1, ended.report
        expect_scheduled_once(ended)
        expect_lines(run, lines)

    try:
        with concurrent.futures.ThreadPoolExecutor(tasks) as pool:
            list(pool.map(one, range(tasks)))
    except AssertionError as problem:
        raise AssertionError(f"RUN_POD_SEED={SEED}: {problem}") from None
    case.note(f"{len(done)} kills")


def expect_scheduled_once(ended):
    """Of the pods of this name, a scheduler has seen one."""
    seen = kubectl("get", "events", "--field-selector", f"reason=Scheduled,involvedObject.name={ended.report['pod']}",
                   "-o", "jsonpath={.items[*].involvedObject.uid}").split()
    assert len(set(seen)) == 1 and ended.report.get("uid") in (None, *seen), f"pods {seen}, result {ended.report}"


@case(ALONE, only=JENKINS)
def controller_killed_in_the_middle(case):
    """kill -9 of a controller whose pods run, wait for a registry, wait for a node, and end while it is away: each is taken up again."""
    image = f"e2e/busy-{nonce()}:1"
    push(image)
    running = case.start(name="running", image=BUSYBOX, script=numbered(90, 4))
    ending = case.start(name="ending", image=BUSYBOX, script=numbered(30, 5))
    with fault("busy"):
        limited = case.start(name="limited", startTimeout="30s", image=f"{PASSING_LIMIT}/busy/{image}", script=numbered(3, 7))
        limited.until("Rate-limited: RegistryRateLimit")
        for run in running, ending:
            run.until("line 3")
        with cordoned():
            unbound = case.start(name="unbound", image=BUSYBOX, script=numbered(3, 6))
            unbound.until("were unschedulable")
            before = {run.id: run.pod_name() for run in case.runs}
            assert phase_of(before[ending.id]) == "Running", "it was to end while the controller is away"
            Build.jenkins.kill()
            eventually(lambda: phase_of(before[ending.id]) == "Failed", 90, "end of the pod")
            Build.jenkins.start()
    for run, lines, code in (ending, 30, 5), (unbound, 3, 6), (running, 90, 4), (limited, 3, 7):
        ended = run.ended()
        expect(ended, code, "TASK_FAILED")
        assert ended.report["attempt"] == 1 and ended.report["pod"] == before[run.id], f"{ended.report} instead of {before[run.id]}"
        expect_scheduled_once(ended)
        expect_lines(run, lines)
    assert waited_for(ended, "RATE_LIMITED"), ended.err


# ---- parts of the cluster ------------------------------------------------------------------------------------------


def in_the_middle(case, part, lines=20, seconds=6):
    """A part dies while a numbered log is followed: the right result, and each line exactly once."""
    run = case.start(logged=True, image=BUSYBOX, script=numbered(lines, 7))
    run.until("line 3")
    with killed(part):
        time.sleep(seconds)
    expect(run.ended(), 7, "TASK_FAILED")
    expect_lines(run, lines)


@case(ALONE)
def kubelet_killed_in_the_middle(case):
    in_the_middle(case, "kubelet")


@case(ALONE)
def api_server_killed_in_the_middle(case):
    in_the_middle(case, "apiserver")


@case(ALONE)
def ended_while_the_api_server_was_away(case):
    in_the_middle(case, "apiserver", lines=8, seconds=12)


@case(ALONE)
def registry_away(case):
    """Nobody listens where the registry was. That may pass, and does."""
    image = f"e2e/away-{nonce()}:1"
    push(image)
    with killed("front"):
        run = case.start(image=f"{REGISTRY}/{image}", script="echo back")
        run.until("connection refused")
    expect(run.ended(), 0, "SUCCEEDED", out="back")


@case(ALONE)
def runtime_killed_between_create_and_start(case):
    """The container is created, and the runtime dies before it starts. The kubelet, or one more attempt, starts it: once."""
    with fault("start"):
        run = case.start(image=BUSYBOX, script="echo at last; exit 7")
        name = run.pod_name()
        eventually(lambda: kubectl("get", "events", "--field-selector", f"reason=Created,involvedObject.name={name}", "-o", "name"), 60, "container")
        component("kill", "containerd")
    component("start", "containerd")
    ended = run.ended()
    expect(ended, 7, "TASK_FAILED", out="at last")
    case.note(f"attempt {ended.report['attempt']}")
