"""What the testbed's scenes and tests share: where things lie, kubectl, pushing images."""
import json
import os
import pathlib
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
STATE = pathlib.Path(os.environ.get("RUN_POD_TESTBED", "/var/tmp/run-pod-testbed"))
CACHE = pathlib.Path(os.environ.get("RUN_POD_TESTBED_CACHE", "/var/cache/run-pod-testbed"))
KUBECTL = str(CACHE / "bin/kubectl")
NAMESPACE = "run-pod"
REGISTRY = "127.0.0.1:15001"


def kubectl(*args, check=True, given=None):
    """kubectl as the administrator, in the tests' namespace; its output. `given` is sent as JSON to its standard input."""
    command = [KUBECTL, "--kubeconfig", str(STATE / "kubeconfig"), "--namespace", NAMESPACE, *args]
    done = subprocess.run(command, text=True, capture_output=True, input=None if given is None else json.dumps(given))
    if check and done.returncode:
        raise RuntimeError(f"kubectl {' '.join(args)}: {done.stderr.strip()}")
    return done.stdout


def push(*names, payload=0):
    """Pushes images of these names that no node has yet; a payload in KiB makes them take a while."""
    subprocess.run([HERE / "images/push", "--fresh", "--payload", str(payload), "--task", CACHE / "bin/task", *names], check=True)


def component(what, name):
    subprocess.run([HERE / "component", what, name], check=True, capture_output=True)


def fault(what, name):
    subprocess.run([HERE / "fault", what, name], check=True)


def nonce():
    """A part for names that no earlier run used."""
    return f"{time.time_ns() // 1_000_000 % 10**8:08}"
