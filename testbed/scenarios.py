"""What testbed/record records: a line or two for each pod, what happens to it, and what may be said of it.

    scenario(NAME, POD, what happens to it..., final=CLASSES, never=CLASSES, must=CLASSES, alone=ALONE, creates=False, on=RUNTIMES)

NAME is the recording's, and the pod's. What happens is done one after the other; then the recording ends. `final`: one of these classes
of docs/diagnosis.md holds at the end; `never`: none of these at any line; `must`: each of these at some line. ALONE: it breaks something
that others need. `creates` is False if it is created by what happens. `on`: only on these runtimes.
"""
import json
import time

from bed import BUSYBOX, NODE, REGISTRY, component, fault, going_down, kubectl, node_is_ready, pressed, push
from histories import NAMESPACE

SCENARIOS = []
ALONE = True
FAR, FAR_TLS = "203.0.113.1:15001", "203.0.113.1:15002"  # see front.conf
WORKING = "trap 'exit 0' TERM; echo at work; while :; do sleep 0.2; done"
SLEEPING = "sleep 600"

NOT_STARTED = "SUCCEEDED TASK_FAILED RUNNING"
NO_IMAGE = "RATE_LIMITED SUCCEEDED TASK_FAILED TRANSIENT"
LATER = "AMBIGUOUS PERMANENT SUCCEEDED TASK_FAILED TRANSIENT"
TROUBLE = "PERMANENT RATE_LIMITED SUCCEEDED TASK_FAILED"


class Scenario:
    def __init__(self, name, pod, happens, final, never, must, alone, creates, on):
        self.name, self.happens, self.alone, self.creates, self.on = name, happens, alone, creates, on
        self.pod = {**pod, "metadata": {"name": name, "namespace": NAMESPACE}}
        self.expected = {"final": final.split(), "never": never.split(), "mustSee": must.split()}


def scenario(name, pod, *happens, final, never="", must="", alone=False, creates=True, on=("containerd", "cri-o")):
    SCENARIOS.append(Scenario(name, pod, happens or (ends,), final, never, must, alone, creates, on))


def pod(*containers, **spec):
    return {"apiVersion": "v1", "kind": "Pod", "spec": {
        "restartPolicy": "Never", "terminationGracePeriodSeconds": 2, "automountServiceAccountToken": False, "enableServiceLinks": False,
        "containers": list(containers), **spec}}


def container(name, script=None, image=BUSYBOX, **more):
    return {"name": name, "image": image, **({"command": ["/bin/sh", "-c", script]} if script else {}), **more}


def main(script=None, **more):
    """A pod with one container."""
    return pod(container("main", script, **more))


def image(name):
    return main("sleep 600", image=name)


# ---- what happens --------------------------------------------------------------------------------------------------


def ends(history):
    history.until(lambda h: h.ended, "end of the pod", 240)
    time.sleep(3)  # what follows an end: events, and a status that is corrected


def runs(history):
    history.until(lambda h: h.running(), "start", 240)


def seconds(count):
    def wait(_):
        time.sleep(count)
    return wait


def fails(times, reason="Failed", within=200):
    """So many events of this reason, the backed-off ones not counted."""
    def wait(history):
        def told(h):
            counts = {}
            for event in h.of("Event"):
                if event["reason"] == reason and not event["message"].startswith("Error: "):
                    counts[event["metadata"]["uid"]] = event.get("count") or (event.get("series") or {}).get("count") or 1
            return sum(counts.values()) >= times
        history.until(told, f"{times} times {reason}", within)
        time.sleep(2)
    return wait


def waits(*reasons, within=120):
    def wait(history):
        history.until(lambda h: any(status["state"].get("waiting", {}).get("reason") in reasons for status in h.containers()),
                      f"state {' or '.join(reasons)}", within)
    return wait


def is_gone(history):
    history.until(lambda h: h.deleted, "removal of the pod", 120)
    time.sleep(1)


def is_deleted(history):
    kubectl("-n", NAMESPACE, "delete", "pod", history.name, "--wait=false")


def is_evicted(history):
    """As by `kubectl drain`."""
    asked = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": history.name, "namespace": NAMESPACE}}
    kubectl("create", "--raw", f"/api/v1/namespaces/{NAMESPACE}/pods/{history.name}/eviction", "-f", "-", given=asked)


def is_crowded_out(history):
    """Another pod is more important, and the scheduler makes room for it."""
    other = main("sleep 5", resources={"requests": {"example.com/seat": "1"}, "limits": {"example.com/seat": "1"}})
    other["metadata"] = {"name": f"{history.name}-other", "namespace": NAMESPACE}
    other["spec"]["priorityClassName"] = "important"
    create(other)


def is_drained_and_switched_off(history):
    """Evicted, and the kubelet dies before it can tell how that went; the node is removed, as an autoscaler does."""
    is_evicted(history)
    component("kill", "kubelet")
    try:
        time.sleep(3)
        kubectl("delete", "node", NODE)
        history.until(lambda h: h.deleted, "removal of the pod", 150)
        time.sleep(1)
    finally:
        component("start", "kubelet")
        node_is_ready()


def loses_its_node(history):
    """The kubelet dies, and the controllers want the pod away. (Of an only node they do not want that by themselves.)"""
    component("kill", "kubelet")
    try:
        history.until(lambda h: any(c["type"] == "Ready" and c["status"] == "False" for c in h.status.get("conditions", [])), "loss of the node", 120)
        kubectl("taint", "node", NODE, "maintenance=now:NoExecute")
        history.until(lambda h: any("deletionTimestamp" in p["metadata"] for p in h.of("Pod")), "eviction by the taint", 60)
        time.sleep(8)
    finally:
        history.end()
        kubectl("taint", "node", NODE, "maintenance-", check=False)
        component("start", "kubelet")
        node_is_ready()


def sees_taint(history):
    kubectl("taint", "node", NODE, "maintenance=now:NoExecute")
    try:
        is_gone(history)
    finally:
        kubectl("taint", "node", NODE, "maintenance-")


def sees_shutdown(history):
    """The machine goes down, and the kubelet ends its pods before."""
    with going_down():
        history.until(lambda h: h.ended, "end of the pod", 90)
        time.sleep(5)


def comes_to_a_disk_that_is_full(then):
    def happens(history):
        with pressed("nodefs.available"):
            then(history)
    return happens


def loses_runtime_before_its_start(history):
    """The runtime dies while it creates the container, and comes back."""
    with fault("start"):
        created(history)
        history.until(lambda h: "Created" in h.reasons() or "Pulled" in h.reasons(), "creation of the container")
        time.sleep(2)
        component("kill", "containerd")
        time.sleep(2)
    component("start", "containerd")


def loses_runtime(history):
    component("kill", "containerd")
    time.sleep(5)
    component("start", "containerd")


def cannot_be_created(history):
    with fault("broken"):
        created(history)
        time.sleep(15)  # CRI-O tries again, for containerd it is an end


def created(history):
    create(BY_NAME[history.name].pod)


def create(manifest):
    kubectl("-n", NAMESPACE, "create", "-f", "-", given=manifest)


# ---- ends ----------------------------------------------------------------------------------------------------------

scenario("crash--ok", main("echo done"), final="SUCCEEDED", never="PERMANENT TASK_FAILED AMBIGUOUS")
scenario("crash--once", main("echo before; exit 3"), final="TASK_FAILED", never="PERMANENT SUCCEEDED")
scenario("crash--sigsegv", main("sh -c 'kill -SEGV $$'; exit $?"), final="TASK_FAILED", never="PERMANENT SUCCEEDED")
scenario("crash--killed", main("sh -c 'kill -KILL $$'; exit $?"), final="TASK_FAILED", never="PERMANENT SUCCEEDED OUTCOME_UNKNOWN")
scenario("crash--termmsg", main("echo told > /dev/termination-log; exit 4"), final="TASK_FAILED", never="PERMANENT SUCCEEDED")
scenario("crash--onfailure", pod(container("main", "exit 5"), restartPolicy="OnFailure"), waits("CrashLoopBackOff"), seconds(15),
         final="TASK_FAILED", never="SUCCEEDED PERMANENT")
scenario("deadline--own", pod(container("main", SLEEPING), activeDeadlineSeconds=15), final="TASK_FAILED", never="SUCCEEDED OUTCOME_UNKNOWN")
scenario("deadline--handles-term", pod(container("main", WORKING), activeDeadlineSeconds=15), final="TASK_FAILED", never="SUCCEEDED OUTCOME_UNKNOWN")
scenario("deadline--pulling", pod(container("main", image=f"{REGISTRY}/503/e2e/never:1"), activeDeadlineSeconds=15),
         final="TASK_FAILED NEVER_STARTED", never="SUCCEEDED RUNNING OUTCOME_UNKNOWN PERMANENT")
scenario("evicted--emptydir", pod(
    container("main", "dd if=/dev/zero of=/d/x bs=1M count=8; sleep 600", volumeMounts=[{"name": "d", "mountPath": "/d"}]),
    volumes=[{"name": "d", "emptyDir": {"sizeLimit": "2Mi"}}]), final="TASK_FAILED", never="NEVER_STARTED SUCCEEDED")
scenario("evicted--ephemeral", main("dd if=/dev/zero of=/tmp/x bs=1M count=8; sleep 600", resources={"limits": {"ephemeral-storage": "2Mi"}}),
         final="TASK_FAILED", never="NEVER_STARTED SUCCEEDED")
scenario("deleted--plain", main(SLEEPING), runs, is_deleted, is_gone, final="OUTCOME_UNKNOWN", never="SUCCEEDED TASK_FAILED NEVER_STARTED")
scenario("deleted--handles-term", main(WORKING), runs, is_deleted, is_gone, final="OUTCOME_UNKNOWN", never="SUCCEEDED TASK_FAILED NEVER_STARTED")
scenario("deleted--pulling", image(f"{REGISTRY}/503/e2e/never:1"), fails(1), is_deleted, is_gone, final="NEVER_STARTED", never="SUCCEEDED TASK_FAILED OUTCOME_UNKNOWN")
scenario("deleted--after-success", main("echo done"), ends, is_deleted, is_gone, final="SUCCEEDED", never="OUTCOME_UNKNOWN TASK_FAILED")
scenario("drained--handles-term", main(WORKING), runs, is_evicted, is_gone, final="OUTCOME_UNKNOWN", never="SUCCEEDED TASK_FAILED NEVER_STARTED")
scenario("drained--switched-off", main(WORKING), runs, is_drained_and_switched_off, alone=ALONE,
         final="OUTCOME_UNKNOWN", never="SUCCEEDED TASK_FAILED NEVER_STARTED")
scenario("tainted--handles-term", main(WORKING), runs, sees_taint, alone=ALONE, final="OUTCOME_UNKNOWN", never="SUCCEEDED TASK_FAILED NEVER_STARTED")
scenario("preempted--handles-term", main(WORKING, resources={"requests": {"example.com/seat": "1"}, "limits": {"example.com/seat": "1"}}),
         runs, is_crowded_out, is_gone, final="OUTCOME_UNKNOWN", never="SUCCEEDED TASK_FAILED NEVER_STARTED")
scenario("shutdown--handles-term", main(WORKING), runs, sees_shutdown, alone=ALONE, final="OUTCOME_UNKNOWN", never="SUCCEEDED TASK_FAILED NEVER_STARTED")
scenario("shutdown--killed", main(SLEEPING), runs, sees_shutdown, alone=ALONE, final="OUTCOME_UNKNOWN", never="SUCCEEDED TASK_FAILED NEVER_STARTED")
scenario("shutdown--init", pod(container("main", "echo never"), initContainers=[container("prepare", WORKING)]),
         lambda h: h.until(lambda h: h.running("prepare"), "start"), sees_shutdown, alone=ALONE,
         final="OUTCOME_UNKNOWN NEVER_STARTED", never="SUCCEEDED TASK_FAILED")
scenario("shutdown--pulling", image(f"{REGISTRY}/503/e2e/never:1"), fails(1), sees_shutdown, alone=ALONE,
         final="NEVER_STARTED", never="SUCCEEDED TASK_FAILED OUTCOME_UNKNOWN")
scenario("node-lost--deleted", main(SLEEPING), runs, loses_its_node, alone=ALONE, final="OUTCOME_UNKNOWN", never="NEVER_STARTED SUCCEEDED TASK_FAILED")
scenario("pressure--running", main(WORKING), runs, comes_to_a_disk_that_is_full(ends), alone=ALONE,
         final="OUTCOME_UNKNOWN", never="NEVER_STARTED SUCCEEDED TASK_FAILED")

# ---- out of memory -------------------------------------------------------------------------------------------------

SMALL = {"resources": {"limits": {"memory": "32Mi"}}}
scenario("oomkilled--never", main("exec /task alloc=200 forever", **SMALL), final="TASK_FAILED", never="OUTCOME_UNKNOWN SUCCEEDED PERMANENT")
scenario("oomkilled--childkilled", main("/task alloc=200 forever; echo child ended with $?; exit 9", **SMALL), final="TASK_FAILED", never="OUTCOME_UNKNOWN SUCCEEDED")
scenario("init-oom--exit137", pod(container("main", "echo never"), initContainers=[container("prepare", "exec /task alloc=200 forever", **SMALL)]),
         final="TASK_FAILED", never="OUTCOME_UNKNOWN SUCCEEDED NEVER_STARTED")
# kubernetes #116676
scenario("init-oom--exit0", pod(container("main", "echo never"), initContainers=[container("prepare", "/task alloc=200 forever; exit 0", **SMALL)]),
         lambda h: h.until(lambda h: any(s["state"].get("terminated") for s in h.containers()), "end of the init container"), seconds(20),
         final="TASK_FAILED SUCCEEDED", never="OUTCOME_UNKNOWN NEVER_STARTED")

# ---- init containers and sidecars ----------------------------------------------------------------------------------

scenario("init-fails--never", pod(container("main", "echo never"), initContainers=[container("prepare", "exit 4")]), final="TASK_FAILED", never="SUCCEEDED")
scenario("init-pull--notag", pod(container("main", "echo never"), initContainers=[container("prepare", "true", image=f"{REGISTRY}/busybox:none")]),
         fails(3), final="PERMANENT", never=NO_IMAGE)
NOTE = [{"name": "notes", "mountPath": "/notes"}]
NATIVE = {"restartPolicy": "Always", "volumeMounts": NOTE}
NOTES = [{"name": "notes", "emptyDir": {}}]
scenario("sidecar--restarts-then-ok", pod(
    container("main", "echo done"), initContainers=[container(
        "proxy", "[ -e /notes/again ] || { touch /notes/again; exit 1; }; touch /tmp/ready; sleep 600", **NATIVE,
        startupProbe={"exec": {"command": ["ls", "/tmp/ready"]}, "periodSeconds": 1, "failureThreshold": 60})], volumes=NOTES),
         final="SUCCEEDED", never="TASK_FAILED PERMANENT OUTCOME_UNKNOWN NEVER_STARTED")
scenario("sidecar--crash-loop", pod(container("main", "echo never"), initContainers=[container(
    "proxy", "exit 1", **NATIVE, startupProbe={"exec": {"command": ["ls", "/tmp/ready"]}, "periodSeconds": 1})], volumes=NOTES),
         lambda h: h.until(lambda h: any(s["restartCount"] > 1 for s in h.containers()), "second restart"), seconds(15),
         final="WAITING", never="TASK_FAILED SUCCEEDED PERMANENT")
scenario("sidecar--fails-during-task", pod(
    container("main", "sleep 12; echo done"), initContainers=[container("proxy", "sleep 3; exit 1", **NATIVE)], volumes=NOTES),
         final="SUCCEEDED", never="TASK_FAILED PERMANENT OUTCOME_UNKNOWN NEVER_STARTED")

# ---- images --------------------------------------------------------------------------------------------------------

scenario("image-404--notag", image(f"{REGISTRY}/busybox:none"), fails(3), final="PERMANENT", never=NO_IMAGE, must="AMBIGUOUS")
scenario("image-404--norepo", image(f"{REGISTRY}/404/e2e/none:1"), fails(3), final="PERMANENT", never=NO_IMAGE, must="AMBIGUOUS")
scenario("image-invalid-name--never-present", main(SLEEPING, imagePullPolicy="Never", image=f"{REGISTRY}/e2e/not-here:1"), seconds(15), final="PERMANENT", never=NO_IMAGE)
scenario("image-invalid-name--uppercase", image("Not/A:Valid:Name"), seconds(15), final="PERMANENT", never=NO_IMAGE)
scenario("image-shortname--enforced", image("no-such-image-of-ours"), fails(2), final="PERMANENT AMBIGUOUS", never="SUCCEEDED RATE_LIMITED TASK_FAILED", on=("cri-o",))
scenario("image-registry-down--err500", image(f"{REGISTRY}/500/e2e/never:1"), fails(3), final="TRANSIENT", never=TROUBLE)
scenario("image-registry-down--err503", image(f"{REGISTRY}/503/e2e/never:1"), fails(3), final="TRANSIENT", never=TROUBLE)
scenario("image-registry-down--err520", image(f"{REGISTRY}/520/e2e/never:1"), fails(3), final="TRANSIENT", never=TROUBLE)
scenario("image-registry-down--closed", image(f"{REGISTRY}/closed/e2e/never:1"), fails(3), final="AMBIGUOUS TRANSIENT", never=TROUBLE)
scenario("image-registry-down--refused", image("127.0.0.1:15009/e2e/never:1"), fails(3), final="AMBIGUOUS TRANSIENT", never=TROUBLE)
scenario("image-registry-down--no-such-host", image("registry.invalid/e2e/never:1"), fails(2), final="AMBIGUOUS TRANSIENT", never=TROUBLE)
scenario("image-tls--plain-http", image(f"{FAR}/busybox:1"), fails(2), final="AMBIGUOUS PERMANENT", never=NO_IMAGE)
scenario("image-tls--unknown-authority", image(f"{FAR_TLS}/busybox:1"), fails(2), final="PERMANENT", never=NO_IMAGE)
scenario("image-unauthorized--basic401", image(f"{REGISTRY}/401/e2e/never:1"), fails(2), final="AMBIGUOUS PERMANENT", never=NO_IMAGE)
scenario("image-unauthorized--forbidden403", image(f"{REGISTRY}/403/e2e/never:1"), fails(2), final="PERMANENT", never=NO_IMAGE)
scenario("image-unauthorized--token401", image(f"{REGISTRY}/token401/e2e/never:1"), fails(2), final="PERMANENT", never=NO_IMAGE)
scenario("image-unauthorized--insufficient-scope", image(f"{REGISTRY}/tokenscope/e2e/never:1"), fails(2), final="PERMANENT", never=NO_IMAGE)
scenario("image-unauthorized--missing-pull-secret", pod(container("main", image=f"{REGISTRY}/private/busybox:1"), imagePullSecrets=[{"name": "no-such-secret"}]),
         fails(2), final="AMBIGUOUS PERMANENT", never=NO_IMAGE)
scenario("image-odd--html", image(f"{REGISTRY}/html/e2e/never:1"), fails(3), final="AMBIGUOUS TRANSIENT", never="SUCCEEDED RATE_LIMITED PERMANENT")
scenario("image-odd--noblob", image(f"{REGISTRY}/noblob/lacking:1"), fails(3), final="AMBIGUOUS TRANSIENT", never="SUCCEEDED RATE_LIMITED PERMANENT")
scenario("image-odd--schema1", image(f"{REGISTRY}/schema1/e2e/old:1"), fails(2), final="PERMANENT AMBIGUOUS", never=NO_IMAGE)
scenario("image-odd--platform", image(f"{REGISTRY}/foreign/e2e/foreign:1"), fails(2), final="PERMANENT", never=NO_IMAGE)
scenario("registry-429--always", image(f"{REGISTRY}/429/e2e/never:1"), fails(3), final="RATE_LIMITED", must="RATE_LIMITED", never=LATER)
scenario("registry-429--blob429", image(f"{REGISTRY}/blob429/refused:1"), fails(3), final="RATE_LIMITED", must="RATE_LIMITED", never=LATER)
# CRI-O asks for a token only if the registry's root wants one.
scenario("registry-429--token429", image(f"{REGISTRY}/token429/e2e/never:1"), fails(3), final="RATE_LIMITED", must="RATE_LIMITED", never=LATER,
         on=("containerd",))


def recovers(history):
    with fault("busy"):
        fails(1)(history)
    runs(history)


scenario("registry-429--recovers", image(f"{REGISTRY}/busy/busybox:1"), recovers, alone=ALONE, final="RUNNING", must="RATE_LIMITED", never=LATER)

# ---- configuration, commands, mounts, limits -----------------------------------------------------------------------


def variable(**source):
    return {"env": [{"name": "X", "valueFrom": source}]}


scenario("config-missing--cm-env", main(SLEEPING, **variable(configMapKeyRef={"name": "none", "key": "k"})), seconds(40), final="AMBIGUOUS PERMANENT",
         must="AMBIGUOUS", never="RATE_LIMITED SUCCEEDED TASK_FAILED")
scenario("config-missing--cm-key", main(SLEEPING, **variable(configMapKeyRef={"name": "scripts", "key": "none"})), seconds(40), final="AMBIGUOUS PERMANENT",
         must="AMBIGUOUS", never="RATE_LIMITED SUCCEEDED TASK_FAILED")
scenario("config-missing--secret-env", main(SLEEPING, **variable(secretKeyRef={"name": "none", "key": "k"})), seconds(40), final="AMBIGUOUS PERMANENT",
         must="AMBIGUOUS", never="RATE_LIMITED SUCCEEDED TASK_FAILED")
VOLUME = [{"name": "v", "mountPath": "/v"}]
LASTS = "AMBIGUOUS PERMANENT TRANSIENT WAITING"
for missing, source in {"cm-volume": {"configMap": {"name": "none"}}, "secret-volume": {"secret": {"secretName": "none"}}}.items():
    scenario(f"config-missing--{missing}", pod(container("main", SLEEPING, volumeMounts=VOLUME), volumes=[{"name": "v", **source}]), seconds(40),
             final=LASTS, never="RATE_LIMITED SUCCEEDED TASK_FAILED")
scenario("config-missing--runasnonroot", main(SLEEPING, securityContext={"runAsNonRoot": True}), seconds(15), final="PERMANENT", never="SUCCEEDED RATE_LIMITED TASK_FAILED")
scenario("bad-command--badmount", pod(container("main", SLEEPING, volumeMounts=VOLUME), volumes=[{"name": "v", "hostPath": {"path": "/no/such/dir", "type": "Directory"}}]),
         seconds(40), final=LASTS, never="SUCCEEDED TASK_FAILED")
START = {"final": "PERMANENT", "never": "RATE_LIMITED SUCCEEDED TASK_FAILED NEVER_STARTED"}
TEXT = {"volumeMounts": [{"name": "s", "mountPath": "/s"}]}
TEXTS = [{"name": "s", "configMap": {"name": "scripts", "defaultMode": 0o755}}]
scenario("bad-command--never", main(command=["no-such-program"]), seconds(12), **START)
scenario("bad-command--nofile", main(command=["/no/such/program"]), seconds(12), **START)
scenario("bad-command--notexec", main(command=["/etc/passwd"]), seconds(12), **START)
scenario("bad-command--directory", main(command=["/bin"]), seconds(12), **START)
# For runc this is an end of the container with 1 and a line in its log; crun notices it before.
LATE = {**START, "final": "PERMANENT TASK_FAILED", "never": "RATE_LIMITED SUCCEEDED NEVER_STARTED"}
scenario("bad-command--format", pod(container("main", command=["/s/nonsense"], **TEXT), volumes=TEXTS), seconds(12), **LATE)
scenario("bad-command--interpreter", pod(container("main", command=["/s/bash"], **TEXT), volumes=TEXTS), seconds(12), **LATE)
scenario("bad-command--badcwd", main(SLEEPING, workingDir="/etc/passwd"), seconds(12), **START)
scenario("bad-command--loop", pod(container("main", command=["/no/such/program"]), restartPolicy="OnFailure"), seconds(30),
         final="PERMANENT TASK_FAILED", never="SUCCEEDED")
scenario("bad-mount--onto-a-file", pod(container("main", SLEEPING, volumeMounts=[{"name": "e", "mountPath": "/etc/passwd"}]), volumes=[{"name": "e", "emptyDir": {}}]),
         seconds(15), **START)
scenario("bad-mount--subpath", pod(container("main", SLEEPING, volumeMounts=[{"name": "s", "mountPath": "/x/y", "subPath": "nonsense"}, {"name": "e", "mountPath": "/x", "readOnly": True}]),
                                   volumes=[*TEXTS, {"name": "e", "emptyDir": {}}]), seconds(15), final="PERMANENT RUNNING", never="SUCCEEDED RATE_LIMITED")
scenario("bad-limit--memory", main(SLEEPING, resources={"limits": {"memory": "1Mi"}}), seconds(25),
         final="AMBIGUOUS PERMANENT TASK_FAILED", never="SUCCEEDED RATE_LIMITED OUTCOME_UNKNOWN")
scenario("bad-user--unknown-name", main(SLEEPING, image=f"{REGISTRY}/stranger:1"), seconds(15), final="PERMANENT", never="SUCCEEDED RATE_LIMITED TASK_FAILED")
scenario("hook--poststart", main(SLEEPING, lifecycle={"postStart": {"exec": {"command": ["/bin/sh", "-c", "exit 3"]}}}), ends,
         final="PERMANENT TASK_FAILED", never="SUCCEEDED RATE_LIMITED")

# ---- the node's trouble --------------------------------------------------------------------------------------------

scenario("node-trouble--create-fails", main(SLEEPING), cannot_be_created, alone=ALONE, creates=False,
         final="NEVER_STARTED TRANSIENT", never="PERMANENT TASK_FAILED SUCCEEDED RATE_LIMITED")
scenario("runtime-killed--before-start", main("echo started; sleep 3"), loses_runtime_before_its_start, ends, alone=ALONE, creates=False,
         final="SUCCEEDED NEVER_STARTED", never="TASK_FAILED PERMANENT RATE_LIMITED")
scenario("runtime-killed--running", main("echo started; sleep 12; exit 6"), runs, loses_runtime, ends, alone=ALONE,
         final="TASK_FAILED OUTCOME_UNKNOWN", never="SUCCEEDED PERMANENT NEVER_STARTED RATE_LIMITED")

# ---- no node, and rejected by the node -----------------------------------------------------------------------------

scenario("unschedulable--nosel", pod(container("main", SLEEPING), nodeSelector={"no": "such-node"}), seconds(10), final="WAITING", never=NOT_STARTED + " PERMANENT")
scenario("unschedulable--toobig", main(SLEEPING, resources={"requests": {"cpu": "4000"}}), seconds(10), final="WAITING", never=NOT_STARTED + " PERMANENT")
scenario("unschedulable--nopvc", pod(container("main", SLEEPING), volumes=[{"name": "v", "persistentVolumeClaim": {"claimName": "none"}}]), seconds(10),
         final="WAITING", never=NOT_STARTED + " PERMANENT")
scenario("unschedulable--gated", pod(container("main", SLEEPING), schedulingGates=[{"name": "example.com/gate"}]), seconds(8), final="WAITING", never=NOT_STARTED + " PERMANENT")
REJECTED = {"final": "NEVER_STARTED", "never": NOT_STARTED + " PERMANENT OUTCOME_UNKNOWN"}
scenario("rejected--outofcpu", pod(container("main", SLEEPING, resources={"requests": {"cpu": "4000"}}), nodeName=NODE), **REJECTED)
scenario("rejected--outofmemory", pod(container("main", SLEEPING, resources={"requests": {"memory": "4000Gi"}}), nodeName=NODE), **REJECTED)
scenario("rejected--affinity", pod(container("main", SLEEPING), nodeName=NODE, nodeSelector={"no": "such-node"}), **REJECTED)
scenario("rejected--pressure", pod(container("main", SLEEPING), nodeName=NODE), comes_to_a_disk_that_is_full(lambda h: (created(h), ends(h))), alone=ALONE, creates=False, **REJECTED)
scenario("rejected--shutdown", pod(container("main", SLEEPING), nodeName=NODE), lambda h: during_a_shutdown(h), alone=ALONE, creates=False, **REJECTED)


def during_a_shutdown(history):
    with going_down():
        created(history)
        ends(history)


BY_NAME = {each.name: each for each in SCENARIOS}


def prepare():
    """What the pods refer to."""
    kubectl("-n", NAMESPACE, "apply", "-f", "-", given={"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "scripts", "namespace": NAMESPACE},
         "data": {"nonsense": "\u0001\u0002 no program", "bash": "#!/bin/bash-that-is-not-here\necho\n"}},
        {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "important"}, "value": 1000}]})
    push("stranger:1", User="nosuch")
    push("lacking:1", "refused:1")
    kubectl("patch", "node", NODE, "--subresource=status", "-p", json.dumps({"status": {"capacity": {"example.com/seat": "1"}}}))
