"""A pod's ends."""
import time

from bed import BUSYBOX, NAMESPACE, NODE, OTHER, going_down, killed, kubectl, node_is_ready
from runs import BY_DEADLINE, CANCELLED, NO_OUTCOME, container, expect, pod
from scenes import ALONE, JENKINS, case
from jenkins import FreestyleBuild

WORKING = "trap 'exit 0' TERM; echo at work; while :; do sleep 0.2; done"


@case(anywhere=True)
def success(case):
    ended = case.run(image=BUSYBOX, script="echo hello; echo oops >&2")
    expect(ended, 0, "SUCCEEDED", out="hello")
    expect(ended, 0, out="oops")
    assert ended.report["exitCode"] == 0 and (OTHER or ended.report["node"] == NODE), ended.report


@case(anywhere=True)
def failure(case):
    ended = case.run(image=BUSYBOX, words=["sh", "-c", "echo before; exit 3"])
    expect(ended, 3, "TASK_FAILED", says="Container main failed with exit code 3", out="before")
    assert ended.report["exitCode"] == 3, ended.report


@case(anywhere=True)
def init_container(case):
    shared = [{"name": "shared", "mountPath": "/shared"}]
    ended = case.run(pod=pod(
        container("main", script="cat /shared/note", mounts=shared),
        initContainers=[container("prepare", "sh", "-c", "echo prepared > /shared/note", image=BUSYBOX, mounts=shared)],
        volumes=[{"name": "shared", "emptyDir": {}}]))
    expect(ended, 0, "SUCCEEDED", out="prepared")


@case(anywhere=True)
def failing_init_container(case):
    ended = case.run(pod=pod(
        container("main", "echo", "never", image=BUSYBOX), initContainers=[container("prepare", "sh", "-c", "exit 4", image=BUSYBOX)]))
    expect(ended, (4, NO_OUTCOME), "TASK_FAILED", says="prepare")
    assert "never" not in ended.out.splitlines(), ended.out


@case(anywhere=True)
def sidecar(case):
    """A native sidecar and a plain second container that never end: the result container decides."""
    endless = ["sh", "-c", WORKING]
    ended = case.run(container="main", pod=pod(
        container("main", script="echo done; sleep 1; exit 5"), container("helper", *endless, image=BUSYBOX),
        initContainers=[container("native", *endless, image=BUSYBOX, restartPolicy="Always")]))
    expect(ended, 5, "TASK_FAILED", out="done")


@case(anywhere=True)
def sidecar_that_restarts(case):
    """A native sidecar that fails once before the task starts: that is what its restartPolicy is for."""
    notes = [{"name": "notes", "mountPath": "/notes"}]
    ended = case.run(container="main", pod=pod(
        container("main", script="echo done"),
        initContainers=[container(
            "proxy", "sh", "-c", "[ -e /notes/again ] || { touch /notes/again; exit 1; }; touch /notes/ready; " + WORKING, image=BUSYBOX,
            mounts=notes, restartPolicy="Always", startupProbe={"exec": {"command": ["ls", "/notes/ready"]}, "periodSeconds": 1,
                                                                "failureThreshold": 90})],
        volumes=[{"name": "notes", "emptyDir": {}}]))
    expect(ended, 0, "SUCCEEDED", out="done")
    assert ended.report["attempt"] == 1, ended.report


@case()
def init_container_out_of_memory(case):
    """One that is killed for it, and one whose child is: for a kubelet both have failed, though the second ends with 0, and nothing follows."""
    # containerd tells of an out-of-memory kill in an event of its own, which can come too late for a container that ends at once.
    for name, script in ("itself", "exec /task alloc=200 forever"), ("child", "/task alloc=200 forever; sleep 3; exit 0"):
        began = time.monotonic()
        ended = case.run(name=name, pod=pod(
            container("main", "echo", "never", image=BUSYBOX),
            initContainers=[container("prepare", "sh", "-c", script, image=BUSYBOX, resources={"limits": {"memory": "48Mi"}})]))
        assert ended.status, ended.report
        expect(ended, ended.status, "TASK_FAILED", says="prepare")
        expect(ended, ended.status, says="[Rr]aise the (container's )?memory limit")
        assert "never" not in ended.out.splitlines(), ended.out
        case.note(f"{name}: {time.monotonic() - began:.0f} s")


@case()
def out_of_memory(case):
    ended = case.run(pod=pod(container("main", script="exec /task print=growing alloc=200 forever", resources={"limits": {"memory": "48Mi"}})))
    # containerd tells the kubelet of an out-of-memory kill in an event of its own, and sometimes too late for the status.
    expect(ended, 137, "TASK_FAILED", says="(OOMKilled|PossiblyOutOfMemory).*[Rr]aise the (container's )?memory limit", out="growing")


@case(anywhere=True)
def run_timeout(case):
    ended = case.run(runTimeout="15s", image=BUSYBOX, script="echo begun; sleep 600")
    expect(ended, BY_DEADLINE, "TASK_FAILED", says="ran longer than runTimeout", out="begun")


@case(only=JENKINS, anywhere=True)
def step_timeout(case):
    run = case.start(around="timeout(time: 60, unit: 'SECONDS')", image=BUSYBOX, script="echo begun; sleep 600")
    run.until("begun")
    expect_cancelled(run, "Timeout has been exceeded")


@case(anywhere=True)
def own_deadline(case):
    # The time runs from when the node has accepted the pod, so it is long.
    ended = case.run(pod=pod(container("main", script="echo begun; sleep 600"), activeDeadlineSeconds=40))
    assert ended.status != 0, ended
    expect(ended, ended.status, "TASK_FAILED", says="DeadlineExceeded|deadline", out="begun")


@case(anywhere=True)
def own_storage_limit(case):
    """The kubelet evicts a pod that writes more than it may: the pod's own fault."""
    ended = case.run(pod=pod(
        container("main", script="echo writing; head -c 67108864 /dev/zero > /scratch/filled; sleep 600",
                  mounts=[{"name": "scratch", "mountPath": "/scratch"}]),
        volumes=[{"name": "scratch", "emptyDir": {"sizeLimit": "8Mi"}}]))
    assert ended.status != 0, ended
    expect(ended, ended.status, "TASK_FAILED", says="exceeds the limit|evicted")


@case(anywhere=True)
def eviction(case):
    """Somebody drains the node: the pod ends well when asked to, and that is no success."""
    run = case.start(pod=pod(container("main", script=WORKING)))
    run.until("at work")
    evict(run.pod_name())
    expect(run.ended(), NO_OUTCOME, "OUTCOME_UNKNOWN", says="evict")
    run.expect_one_start()


@case(ALONE)
def node_drained_and_switched_off(case):
    """As above, and the kubelet is gone before it can tell how that ended; then the node is removed."""
    run = case.start(pod=pod(container("main", script=WORKING)))
    run.until("at work")
    name = run.pod_name()
    with killed("kubelet"):
        evict(name)
        kubectl("delete", "node", NODE)
        expect(run.ended(), NO_OUTCOME, "OUTCOME_UNKNOWN")
    run.expect_one_start()
    node_is_ready()


@case(ALONE)
def machine_going_down(case):
    """The kubelet hears of it and ends its pods. The phase is Succeeded, the exit code is 0, and that is no success."""
    run = case.start(pod=pod(container("main", script=WORKING)))
    run.until("at work")
    with going_down():
        expect(run.ended(), NO_OUTCOME, "OUTCOME_UNKNOWN", says="shutdown|TerminationByKubelet")
    run.expect_one_start()


@case(anywhere=True)
def deleted_by_somebody(case):
    run = case.start(pod=pod(container("main", script=WORKING)))
    run.until("at work")
    kubectl("delete", "pod", run.pod_name(), "--wait=false")
    expect(run.ended(), NO_OUTCOME, "OUTCOME_UNKNOWN", says="deleted")
    run.expect_one_start()


@case(anywhere=True)
def cancelled(case):
    run = case.start(image=BUSYBOX, script="echo at work; sleep 600")
    run.until("at work")
    run.cancel()
    expect_cancelled(run, "Cancelled: .* run-pod is deleting the pod|Aborted by ")


def evict(name):
    asked = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name, "namespace": NAMESPACE}}
    kubectl("create", "--raw", f"/api/v1/namespaces/{NAMESPACE}/pods/{name}/eviction", "-f", "-", given=asked)


def expect_cancelled(run, says):
    ended = run.ended()
    assert ended.status == CANCELLED, f"status {ended.status}: {ended.report}"
    run.until(says)
    run.expect_one_start()


@case(only=JENKINS, anywhere=True)
def freestyle(case):
    """The build step of freestyle jobs, once."""
    case.kind = FreestyleBuild
    run = case.start(image=BUSYBOX, script="echo from freestyle; exit 3")
    ended = run.ended()
    assert "from freestyle" in ended.out.splitlines(), ended.out
    assert "ERROR: Container main failed with exit code 3" in ended.err, ended.err
    run.expect_one_start()
