"""Pods that cannot start, and those that are worth waiting for."""
import time

from bed import BUSYBOX, ENDLESS_LIMIT, MIRRORED_LIMIT, PASSING_LIMIT, REGISTRY, cordoned, crowded, fault, frozen, kubectl, nonce, push, silenced
from runs import BY_DEADLINE, NO_OUTCOME, CommandLine, container, eventually, expect, last, phase_of, pod, waited_for
from scenes import ALONE, COMMAND_LINE, IN_TURNS, case, pulling


@case()
def missing_image(case):
    image = f"{REGISTRY}/e2e/missing:1"
    ended = case.run(image=image, script="echo never")
    expect(ended, NO_OUTCOME, "PERMANENT", says=f"Container main cannot start .*{image}")
    expect(ended, NO_OUTCOME, says="Check the image name and tag")


@case()
def private_image(case):
    image = f"e2e/private-{nonce()}:1"  # what is on the node already needs no secret
    push(image)
    without = case.start(image=f"{REGISTRY}/private/{image}", name="without", script="echo never")
    forbidden = case.run(image=f"{REGISTRY}/403/{image}", name="forbidden", script="echo never")
    expect(forbidden, NO_OUTCOME, "PERMANENT", says="403|forbidden|permission")
    expect(without.ended(), NO_OUTCOME, "PERMANENT", says="401.*imagePullSecrets")
    secret = case.id
    kubectl("create", "secret", "docker-registry", secret, f"--docker-server={REGISTRY}", "--docker-username=robot", "--docker-password=secret")
    try:
        ended = case.run(imagePullSecrets=[secret], image=f"{REGISTRY}/private/{image}", name="with", script="echo let in")
    finally:
        kubectl("delete", "secret", secret)
    expect(ended, 0, "SUCCEEDED", out="let in")


@case(anywhere=True)
def invalid_image_name(case):
    expect(case.run(image="Not/A:Valid:Name"), NO_OUTCOME, "PERMANENT", says="Not/A:Valid:Name")


@case(anywhere=True)
def bad_command(case):
    expect(case.run(image=BUSYBOX, words=["/no/such/program"]), NO_OUTCOME, "PERMANENT", says="/no/such/program")


@case(anywhere=True)
def missing_secret(case):
    missing = [{"name": "X", "valueFrom": {"secretKeyRef": {"name": "no-such-secret", "key": "k"}}}]
    ended = case.run(pod=pod(container("main", script="echo never", env=missing)))
    expect(ended, (BY_DEADLINE, NO_OUTCOME), says="no-such-secret")


@case(anywhere=True)
def unschedulable(case):
    ended = case.run(scheduleTimeout="15s", nodeSelector={"no": "such-node"}, image=BUSYBOX, script="echo never")
    expect(ended, BY_DEADLINE, says="node affinity|node selector|0/1 nodes")


@case()
def registry_does_not_recover(case):
    ended = case.run(rateLimitTimeout="15s", image=f"{ENDLESS_LIMIT}/429/e2e/never:1", script="echo never")
    expect(ended, BY_DEADLINE, says="429|too many|QPS")
    assert waited_for(ended, "RATE_LIMITED"), ended.err


@case()
def registry_that_fails(case):
    ended = case.run(startTimeout="15s", image=f"{REGISTRY}/500/e2e/never:1", script="echo never")
    expect(ended, BY_DEADLINE, says="500")
    assert waited_for(ended, "TRANSIENT"), ended.err


@case()
def registry_recovers(case):
    image = f"e2e/busy-{nonce()}:1"
    push(image)
    with fault("busy"):
        # The start budget is shorter than the wait: being told "later" by a registry does not draw on it.
        run = case.start(startTimeout="30s", image=f"{PASSING_LIMIT}/busy/{image}", script="echo at last")
        run.until("429|too many", 200)
        time.sleep(35)
        assert run.running(), f"gave up: {last(run.shown())}"
    ended = run.ended()
    expect(ended, 0, "SUCCEEDED", out="at last")
    assert waited_for(ended, "RATE_LIMITED"), ended.err


@case()
def mirror_of_a_limited_registry(case):
    """The registry limits pulls without end, the mirror does not. Only the pod with the mirror's images runs, and the next task of the same
    controller begins with it."""
    image = f"e2e/mirrored-{nonce()}:1"
    push(image)

    def run(name):
        ended = case.run(name=name, pod=pod(
            container("main", script="echo from the mirror", image=f"{MIRRORED_LIMIT}/{image}"),
            initContainers=[container("prepare", "/task", "exit=0", image=f"{MIRRORED_LIMIT}/{image}")]))
        expect(ended, 0, "SUCCEEDED", out="from the mirror", says="to pull from|from their mirror")
        assert ended.report["attempt"] == 1, ended.report
        return "gives up the pod" in ended.err

    assert run("first"), "nothing was limited: the scene did not happen"
    assert case.kind is CommandLine or not run("next"), "the next task asked the registry that limits"


@case()
def throttled_api(case):
    """The API server refuses every request but one at a time with 429, and others ask as well."""
    with crowded("throttled") as statuses:
        ended = case.run(image=BUSYBOX, script="exec /task lines=5,1s", account="throttled")
    expect(ended, 0, "SUCCEEDED", out="line 5")
    assert 429 in statuses, f"no request was refused, {statuses}: the scene did not happen"


# ---- after the deadline --------------------------------------------------------------------------------------------


@case(IN_TURNS)
def late_start(case):
    """The deadline is over while the image is still pulled; the pod starts during the hand-over and is attached to."""
    image = f"e2e/slow-{nonce()}:1"
    push(image, payload=64 * 10)  # so many seconds
    run, _ = pulling(case, startTimeout="5s", image=f"{REGISTRY}/slow/{image}", script="echo late; sleep 2; exit 8")
    expect(run.ended(), 8, "TASK_FAILED", says="after its deadline", out="late")


@case(IN_TURNS)
def too_late_start(case):
    """The image takes longer than anybody waits, and the pod is given up. A kubelet starts its container all the same when the pull ends, and
    ends it at once: only who follows the pod until it is gone can tell."""
    image = f"e2e/slower-{nonce()}:1"
    push(image, payload=64 * 45)
    run, _ = pulling(case, startTimeout="5s", attempts=3, image=f"{REGISTRY}/slow/{image}", script="exit 8")
    ended = run.ended()
    assert ended.status != 8, ended.report
    case.note(told_honestly(ended))


@case(IN_TURNS, only=COMMAND_LINE)
def started_and_the_status_does_not_say_so(case):
    """The deadline passes while the container runs and neither status nor events say so: the log does."""
    run, name = pulling_slowly(case)
    with silenced(name):
        eventually(run.starts, 90, "start")
        run.until("at work", 60)
        assert phase_of(name) == "Pending", "the status was to lag"
    expect(run.ended(), 8, "TASK_FAILED", out="at work")


@case(ALONE, only=COMMAND_LINE)
def started_and_nothing_says_so(case):
    """As above, and the kubelet is frozen, so the log does not answer either. Whatever is decided then: it runs once."""
    run, name = pulling_slowly(case)
    with silenced(name):
        eventually(run.starts, 90, "start")
        with frozen("kubelet"):
            kubectl("wait", f"pod/{name}", "--for=jsonpath={.metadata.deletionTimestamp}", "--timeout=75s", check=False)
    case.note(told_honestly(run.ended()))
    case.no_pod_stays()
    run.expect_one_start()


@case(ALONE, only=COMMAND_LINE)
def given_up_at_the_moment_of_the_start(case):
    """Six pods that start just when three deadlines pass, because containerd was frozen until then."""
    with cordoned() as uncordon:
        runs = [case.start(startTimeout=f"{seconds}s", attempts=3, name=f"after-{seconds}s-{which}", image=BUSYBOX,
                           script="echo at work; sleep 3; exit 8") for seconds in (1, 2, 3) for which in "ab"]
        for run in runs:
            run.until("were unschedulable")
        with frozen("containerd"):
            uncordon()  # now they are all bound at once
            time.sleep(20)  # so much is added to a deadline for a status that lags
    verdicts = [told_honestly(run.ended()) for run in runs]
    case.note(", ".join(f"{verdicts.count(v)} {v}" for v in sorted(set(verdicts))))


def told_honestly(ended):
    """Of a task that gives up and else ends with 8: it ran and its end counts, or it never ran, or the verdict owns up to not knowing."""
    assert ended.starts <= 1, f"{ended.starts} starts: {ended.report}"
    if ended.status == 8:
        expect(ended, 8, "TASK_FAILED")
        return "attached to"
    if ended.report.get("verdict") == "OUTCOME_UNKNOWN":
        expect(ended, NO_OUTCOME)
        return "unknown"
    expect(ended, BY_DEADLINE)
    assert ended.starts == 0, f"it ran, and the verdict is {ended.report}"
    return "never ran"


def pulling_slowly(case):
    """A run that gives up 30 s after its pod was bound; its image takes 18 s. Comes back while it is pulled."""
    image = f"e2e/lag-{nonce()}:1"
    push(image, payload=64 * 18)
    return pulling(case, startTimeout="10s", attempts=3, image=f"{REGISTRY}/slow/{image}", script="echo at work; sleep 25; exit 8")


# ---- the scene this is all about -----------------------------------------------------------------------------------


@case(ALONE)
def pull_qps_exceeded(case):
    """Eight runs at once with eight images that the node does not have, and a kubelet that pulls one a second."""
    images = [f"e2e/qps-{nonce()}-{i}:1" for i in range(8)]
    push(*images)
    with cordoned():
        runs = [case.start(image=f"{REGISTRY}/{image}", script=f"echo this is {i}", name=str(i)) for i, image in enumerate(images)]
        for run in runs:
            run.until("were unschedulable")
    all_ended = [run.ended() for run in runs]  # all bound at once, however slowly they were created
    for i, ended in enumerate(all_ended):
        expect(ended, 0, "SUCCEEDED", out=f"this is {i}")
    limited = [ended for ended in all_ended if waited_for(ended, "RATE_LIMITED")]
    assert limited, "none was rate-limited: the scene did not happen"
    assert any("pull QPS exceeded" in ended.err for ended in limited), "nothing says why they waited"
    case.note(f"{len(limited)} of {len(runs)} had to wait")
