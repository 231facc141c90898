"""What the testbed's scenes and tests share: where things lie, kubectl, pushing images, breaking parts."""
import base64
import contextlib
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
STATE = pathlib.Path(os.environ.get("RUN_POD_TESTBED", "/var/tmp/run-pod-testbed"))
CACHE = pathlib.Path(os.environ.get("RUN_POD_TESTBED_CACHE", "/var/cache/run-pod-testbed"))
OTHER = os.environ.get("RUN_POD_KUBECONFIG")  # of another cluster than the testbed's: only what needs nothing but a cluster is tried there
KUBECTL = str(CACHE / "bin/kubectl") if (CACHE / "bin/kubectl").exists() else "kubectl"
NAMESPACE = os.environ.get("RUN_POD_TEST_NAMESPACE", "default") if OTHER else "run-pod"
REGISTRY = "127.0.0.1:15001"
NODE = "127.0.0.1"
# The same registry for who counts rate limits by a registry's name.
ENDLESS_LIMIT, PASSING_LIMIT, MIRRORED_LIMIT = "127.0.0.2:15001", "127.0.0.3:15001", "127.0.0.4:15001/429"
MIRROR = f"{MIRRORED_LIMIT}={REGISTRY}"  # of the cluster, for all tasks
TASK = f"{REGISTRY}/task:1"  # its entrypoint is /task: give it arguments
BUSYBOX = os.environ.get("RUN_POD_TEST_IMAGE", "busybox:1.36") if OTHER else f"{REGISTRY}/busybox:1"
FILES = f"{REGISTRY}/files:1"  # with a shell and a tar that can move files
KUEUE = not OTHER and (STATE / "conf/kueue.yaml").exists()  # whether the testbed was brought up with it
E2E = STATE / "logs/e2e"
COUNT = "count"  # the claim of a volume where pods count their starts


def kubeconfig(account=None):
    """The file of the administrator, or of a service account of the testbed."""
    return OTHER or str(STATE / (f"kubeconfig-{account}" if account else "kubeconfig"))


def kubectl(*args, check=True, given=None):
    """kubectl as the administrator, in the tests' namespace; its output. `given` is sent as JSON to its standard input."""
    command = [KUBECTL, "--kubeconfig", kubeconfig(), "--namespace", NAMESPACE, *args]
    done = subprocess.run(command, text=True, capture_output=True, input="" if given is None else json.dumps(given), timeout=120)
    if check and done.returncode:
        raise RuntimeError(f"kubectl {' '.join(args)}: {done.stderr.strip()}")
    return done.stdout


def push(*names, payload=0, own=(), without="", **config):
    """Pushes images of these names that no node has yet; a payload in KiB makes them take a while. Some tools are this
    machine's own, and they may lack one."""
    subprocess.run([HERE / "images/push", "--fresh", "--payload", str(payload), "--without", without, *(f"--with={tool}" for tool in own),
                    "--task", CACHE / "bin/task",
                    "--config", json.dumps({"Cmd": ["/bin/sh"], **config}), *names], check=True, timeout=120)


def component(what, name):
    """testbed/component; its output."""
    return subprocess.run([HERE / "component", what, name], check=True, capture_output=True, text=True, timeout=180).stdout.strip()


@contextlib.contextmanager
def killed(name):
    """A part of the testbed is killed now, and back afterwards."""
    component("kill", name)
    try:
        yield
    finally:
        component("start", name)


@contextlib.contextmanager
def bad_line(case, bytes_a_second):
    """An account whose connections to the API server share so many bytes a second. Each breaks after 20 to 40 seconds."""
    config = pathlib.Path(kubeconfig("run-pod")).read_text()
    [[host, port]] = re.findall(r"server: https://([^:/]+):(\d+)", config)
    listener = socket.create_server(("127.0.0.1", 0))
    turn = threading.Lock()

    def pass_on(source, target, until):
        with contextlib.suppress(OSError):
            while time.monotonic() < until and (data := source.recv(16 << 10)):
                with turn:
                    time.sleep(len(data) / bytes_a_second)
                target.sendall(data)
        for end in source, target:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def serve():
        with contextlib.suppress(OSError):
            while True:
                client = listener.accept()[0]
                server = socket.create_connection((host, int(port)))
                until = time.monotonic() + random.uniform(20, 40)
                for source, target in (client, server), (server, client):
                    threading.Thread(target=pass_on, args=(source, target, until), daemon=True).start()

    file = STATE / f"kubeconfig-{case.id}"
    file.write_text(config.replace(f"https://{host}:{port}", f"https://127.0.0.1:{listener.getsockname()[1]}"))
    threading.Thread(target=serve, daemon=True).start()
    try:
        yield case.id
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        file.unlink()


@contextlib.contextmanager
def frozen(name):
    """A part of the testbed holds its breath."""
    pid = int(component("pid", name))
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextlib.contextmanager
def going_down():
    """The kubelet hears that the machine is shut down, and afterwards that it is not."""
    pid = int(component("pid", "logind"))
    os.kill(pid, signal.SIGUSR1)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGUSR2)
        node_is_ready()


@contextlib.contextmanager
def kubelet_with(**settings):
    """The kubelet with other settings than those of components.sh; it is started anew for that, and afterwards."""
    file = STATE / "conf/kubelet.yaml"
    usual = text = file.read_text()
    for name, value in settings.items():
        text, found = re.subn(f"^{name}: .*", f"{name}: {value}", text, flags=re.MULTILINE)
        assert found == 1, f"no {name} in {file}"
    file.write_text(text)
    try:
        component("restart", "kubelet")
        yield
    finally:
        file.write_text(usual)
        component("restart", "kubelet")
        node_is_ready()


def pressed(signal="nodefs.available"):
    """The kubelet takes what is free on the disk (or of another of its signals) for too little."""
    return kubelet_with(evictionHard=f'{{{signal}: "99%"}}')


def node_is_ready(seconds=120):
    """Waits until pods are let in."""
    asked = "jsonpath={.status.conditions[?(@.type=='Ready')].status} {.status.conditions[?(@.type=='DiskPressure')].status} {.spec.taints}"
    deadline = time.monotonic() + seconds
    while kubectl("get", "node", NODE, "-o", asked, check=False).strip() != "True False":
        assert time.monotonic() < deadline, "the node does not become ready"
        time.sleep(0.5)


@contextlib.contextmanager
def fault(name):
    """A fault of the registry is on: see testbed/fault."""
    subprocess.run([HERE / "fault", "on", name], check=True)
    try:
        yield
    finally:
        subprocess.run([HERE / "fault", "off", name], check=True)


@contextlib.contextmanager
def cordoned():
    """New pods wait until the function this gives is called, or until the end; then they are all bound at once. (Not by a node's label: a
    kubelet that was frozen a moment ago has not heard of it and rejects them.)"""
    def untainted():
        return "node.kubernetes.io" not in kubectl("get", "node", NODE, "-o", "jsonpath={.spec.taints[*].key}")

    deadline = time.monotonic() + 90
    while not untainted():  # an earlier case may have left it so: pods would wait for more than the cordon
        assert time.monotonic() < deadline, "the node stays tainted"
        time.sleep(0.5)
    kubectl("cordon", NODE)
    try:
        yield lambda: kubectl("uncordon", NODE)
    finally:
        kubectl("uncordon", NODE)


@contextlib.contextmanager
def silenced(pod):
    """The API server takes nothing that the kubelet says of this pod, neither status nor events: a status that lags, for as long as one likes."""
    name = f"silenced-{pod}"
    policy = {
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy", "metadata": {"name": name},
        "spec": {
            "matchConstraints": {"resourceRules": [
                {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["UPDATE"], "resources": ["pods/status"]},
                {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"], "resources": ["events"]}]},
            "matchConditions": [
                {"name": "kubelet", "expression": f"request.userInfo.username == 'system:node:{NODE}'"},
                {"name": "pod", "expression": "(request.resource.resource == 'pods' ? object.metadata.name : object.involvedObject.name)"
                                              f" == '{pod}'"}],
            "validations": [{"expression": "false", "message": "the testbed holds it back"}]}}
    binding = {
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": name},
        "spec": {"policyName": name, "validationActions": ["Deny"]}}
    kubectl("create", "-f", "-", given={"apiVersion": "v1", "kind": "List", "items": [policy, binding]})
    try:
        attempt = ["patch", "pod", pod, "--subresource=status", "-p", '{"status": {"message": "?"}}', "--dry-run=server",
                   f"--as=system:node:{NODE}", "--as-group=system:nodes"]
        deadline = time.monotonic() + 15
        while kubectl(*attempt, check=False):
            assert time.monotonic() < deadline, "the API server does not hold the kubelet's words back"
            time.sleep(0.1)
        yield
    finally:
        kubectl("delete", "validatingadmissionpolicybinding,validatingadmissionpolicy", name)


@contextlib.contextmanager
def crowded(account):
    """Others ask the API server all the time on behalf of this account. Gives the statuses they were answered with."""
    config = json.loads(subprocess.run([KUBECTL, "--kubeconfig", kubeconfig(account), "config", "view", "--raw", "-o", "json"],
                                       check=True, capture_output=True, timeout=60).stdout)
    cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
    trust = ssl.create_default_context(cadata=base64.b64decode(cluster["certificate-authority-data"]).decode())
    statuses, over = set(), threading.Event()

    def ask():
        server = http.client.HTTPSConnection(cluster["server"].removeprefix("https://"), context=trust, timeout=30)
        while not over.is_set():
            server.request("GET", f"/api/v1/namespaces/{NAMESPACE}/pods", headers={"Authorization": f"Bearer {user['token']}"})
            answer = server.getresponse()
            answer.read()
            statuses.add(answer.status)
            time.sleep(0.01)
        server.close()

    others = [threading.Thread(target=ask) for _ in range(3)]
    for other in others:
        other.start()
    try:
        yield statuses
    finally:
        over.set()
        for other in others:
            other.join()


def at_home(*images):
    """These images are on the node: no case has to pull them."""
    for number, image in enumerate(images):
        name = f"at-home-{nonce()}-{number}"
        kubectl("run", name, f"--image={image}", "--restart=Never", "--command", "--", "/task", "exit=0")
        kubectl("wait", f"pod/{name}", "--for=jsonpath={.status.phase}=Succeeded", "--timeout=110s")
        kubectl("delete", "pod", name, "--grace-period=1")


def counting_place():
    """A folder of this machine that pods can have as a volume. (With a claim, since a cluster may refuse the folder itself.)"""
    folder = E2E / "starts"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    same = {"accessModes": ["ReadWriteMany"], "storageClassName": ""}
    kubectl("apply", "-f", "-", given={"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": COUNT},
         "spec": {**same, "capacity": {"storage": "1Mi"}, "hostPath": {"path": str(folder)},
                  "claimRef": {"namespace": NAMESPACE, "name": COUNT}, "persistentVolumeReclaimPolicy": "Retain"}},
        {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": COUNT},
         "spec": {**same, "volumeName": COUNT, "resources": {"requests": {"storage": "1Mi"}}}}]})
    kubectl("wait", f"pvc/{COUNT}", "--for=jsonpath={.status.phase}=Bound", "--timeout=60s")


def nonce():
    """A part for names that no earlier run used."""
    return f"{time.time_ns() // 1_000_000 % 10**8:08}"
