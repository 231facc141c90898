"""Runs of pod tasks against the testbed, and what is expected of them. A run is one of the command line (here) or a build of a Jenkins
(jenkins.py): the same scenes are played with both."""
import collections
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import time

from bed import BUSYBOX, COUNT, E2E, HERE, MIRROR, NAMESPACE, OTHER, TASK, kubeconfig, kubectl, nonce

BUILT = pathlib.Path(os.environ.get("RUN_POD_JAR", HERE.parent / "standalone/target/run-pod.jar"))
JAR = E2E / "run-pod.jar"  # a copy: a build in the middle of the suite changes nothing
COMMAND = shlex.split(os.environ.get("RUN_POD_COMMAND", f"java -ea -XX:TieredStopAtLevel=1 -jar {shlex.quote(str(JAR))}"))
BY_DEADLINE, NO_OUTCOME, CANCELLED = 124, 125, 130
# Of several pods that pull at once, one a second is let through; who is refused again and again tries after 10, 20, 40, 80, 160 s.
PATIENCE = 400

# `status` is the exit status of the command line, and what it would be for a build. `starts` is None if the pod did not count them.
Ended = collections.namedtuple("Ended", "status out err report starts")


class Run:
    """One task: its parameters have the names of the step's. A `script` notes first that it started: see `starts`."""

    def __init__(self, case, *, image=None, pod=None, script=None, words=(), name="", again=None, **parameters):
        self.folder = again.folder if again else case.folder / (name or "run")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.id = again.id if again else f"{case.id}{'-' + name if name else ''}"  # no earlier run had it, so no state of before is found
        if script:
            pod, parameters["command"] = {**SKELETON}, NOTE + script
        manifest = json.dumps(pod, indent=1) if pod else ""
        self.counts = '"/count"' in manifest
        if self.counts:
            spec = pod["spec"]
            manifest = json.dumps({**pod, "spec": {**spec, "volumes": [*spec.get("volumes", []), VOLUME]}}, indent=1)
        parameters = {"image": image, "labels": {"scene": self.id}, **parameters}
        parameters = {key: own(value, self.id) for key, value in parameters.items() if value is not None}
        self.begin(own(manifest, self.id), list(words), parameters)
        case.runs.append(self)

    def starts(self):
        """How often it really started, whatever the API says."""
        file = E2E / "starts" / self.id
        return len(file.read_text().splitlines()) if file.exists() else 0

    def expect_one_start(self):
        assert not self.counts or self.starts() == 1, f"{self.starts()} starts"

    def until(self, text, seconds=90):
        """Waits until the pattern stands in what it printed."""
        def found():
            return re.search(text, self.shown(), re.IGNORECASE)
        eventually(lambda: found() or not self.running(), seconds, f"'{text}' in the output")
        assert found(), f"ended without '{text}' in its output: {last(self.shown())}"

    def pod(self, seconds=90):
        """Its one pod, as soon as there is one."""
        eventually(lambda: pods(self) or not self.running(), seconds, "pod")
        [found] = pods(self)
        return found

    def pod_name(self):
        return self.pod()["metadata"]["name"]


class CommandLine(Run):
    """One `run-pod run`; with `logged`, its pod's log goes to a file that may not have a line twice."""

    def __init__(self, case, *, account="run-pod", logged=False, **more):
        self.account, self.logged = account, logged
        super().__init__(case, **more)

    def begin(self, manifest, words, parameters):
        self.out, self.err, self.log = (self.folder / file for file in ("stdout", "stderr", "log"))
        argv = [*COMMAND, "run", "--id", self.id, "--kubeconfig", kubeconfig(self.account), "-n", NAMESPACE,
                "--image-mirror", MIRROR,
                "--state-dir", str(self.folder / "state"), "--json", "--verbose"]
        if manifest:
            (self.folder / "pod.json").write_text(manifest)
            argv += ["--yaml", str(self.folder / "pod.json")]
        if self.logged:
            argv += ["--log-file", str(self.log)]
        for name, value in parameters.items():
            option = "--" + re.sub("[A-Z]", lambda letter: "-" + letter[0].lower(), name)
            for one in [f"{k}={v}" for k, v in value.items()] if isinstance(value, dict) else value if isinstance(value, list) else [value]:
                argv += [option, str(one)]
        if words:
            argv += ["--", *words]
        (self.folder / "command").write_text(shlex.join(argv) + "\n")
        with open(self.out, "w") as out, open(self.err, "a") as err:
            self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=err)

    def shown(self):
        return "".join(file.read_text() for file in (self.out, self.err, self.log) if file.exists())

    def lines(self):
        return self.log.read_text().splitlines()

    def running(self):
        return self.process.poll() is None

    def cancel(self):
        self.process.send_signal(signal.SIGINT)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def ended(self, seconds=PATIENCE):
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"has not ended after {seconds} s; it last said: {last(self.err.read_text())}") from None
        out, err = self.out.read_text(), self.err.read_text()
        assert "failed unexpectedly" not in err, f"an exception: see {self.err}"
        report = {}
        *before, final = out.splitlines() or [""]
        if final.startswith("{"):
            report = json.loads(final)
            out = "\n".join(before)
        return Ended(status, out, err, report, self.starts() if self.counts else None)


class Case:
    """What a case works with: a folder, and its runs."""

    def __init__(self, name, kind, folder):
        self.id = f"{name}-{nonce()}"
        self.kind = kind
        self.folder = folder / name
        self.runs = []
        self.notes = []
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def start(self, **more):
        return self.kind(self, **more)

    def run(self, **more):
        return self.start(**more).ended()

    def note(self, text):
        """Shown behind the case's name."""
        self.notes.append(text)

    def no_pod_stays(self, seconds=90):
        eventually(lambda: not pods(*self.runs), seconds, f"end of {' '.join(p['metadata']['name'] for p in pods(*self.runs))}")

    def clear(self):
        for run in self.runs:
            run.kill()
        if self.runs:
            kubectl("delete", "pods", "-l", selector(*self.runs), "--grace-period=1", "--timeout=60s", check=False)


# ---- pods ----------------------------------------------------------------------------------------------------------

OWN = "@RUN@"  # stands for the run's id
NOTE = "" if OTHER else f"echo started >> /count/{OWN}; "
MOUNTS = [] if OTHER else [{"name": COUNT, "mountPath": "/count"}]
VOLUME = {"name": COUNT, "persistentVolumeClaim": {"claimName": COUNT}}


def pod(*containers, **spec):
    return {"apiVersion": "v1", "kind": "Pod", "spec": {"terminationGracePeriodSeconds": 1, "containers": list(containers), **spec}}


def container(name, *args, image=TASK, script=None, mounts=(), **more):
    """With arguments for our program, or a script that counts its starts."""
    if script:
        args, mounts, image = ["sh", "-c", NOTE + script], [*mounts, *MOUNTS], BUSYBOX if image == TASK else image
    return {"name": name, "image": image, "args": list(args), "volumeMounts": list(mounts), **more}


SKELETON = pod({"name": "main", "volumeMounts": MOUNTS})


def own(value, run):
    if isinstance(value, dict):
        return {key: own(item, run) for key, item in value.items()}
    return value.replace(OWN, run) if isinstance(value, str) else value


def selector(*runs):
    return f"scene in ({','.join(run.id for run in runs)})"


def pods(*runs):
    return json.loads(kubectl("get", "pods", "-l", selector(*runs), "-o", "json"))["items"]


def waiting_of(name):
    return kubectl("get", "pod", name, "-o", "jsonpath={.status.containerStatuses[0].state.waiting.reason}", check=False)


def phase_of(name):
    return kubectl("get", "pod", name, "-o", "jsonpath={.status.phase}", check=False)


# ---- expectations --------------------------------------------------------------------------------------------------


def last(text):
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1][:400] if lines else "nothing"


def eventually(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"no {what} within {seconds} s"
        time.sleep(0.25)


def expect(ended, status, verdict=None, says=None, out=None):
    told = f"status {ended.status}, verdict {ended.report.get('verdict')}; it last said: {last(ended.err)}"
    statuses = status if isinstance(status, tuple) else (status,)
    assert ended.status in statuses, f"expected status {status}: {told}"
    assert ended.report, f"no report: {last(ended.out)}"
    if verdict:
        assert ended.report.get("verdict") == verdict, f"expected verdict {verdict}: {told}"
    if says:
        assert re.search(says, json.dumps(ended.report) + ended.err, re.IGNORECASE), f"nothing says '{says}': {told}"
    if out is not None:
        assert out in ended.out, f"'{out}' is missing in the log {ended.out[:200]!r}: {told}"
    starts = {"SUCCEEDED": 1, "TASK_FAILED": 1, "PERMANENT": 0, "NEVER_STARTED": 0}.get(ended.report.get("verdict"))
    assert None in (ended.starts, starts) or ended.starts == starts, f"{ended.starts} starts: {told}"


def waited_for(ended, podclass):
    """Whether it says in its log that it waited, and why."""
    words = {"RATE_LIMITED": "Rate-limited: ", "TRANSIENT": "Temporary problem: "}[podclass]
    return re.search(words + r"\w+.* left\.", ended.err)


def expect_lines(run, count):
    """A numbered log has each line exactly once, in order."""
    lines = run.lines()
    wanted = [f"line {i}" for i in range(1, count + 1)]
    if lines == wanted:
        return
    missing = [line for line in wanted if line not in lines]
    extra = [line for line, times in collections.Counter(lines).items() if times > 1 or line not in wanted]
    raise AssertionError(f"not each line exactly once in the log of {run.id}: missing {missing[:9]}, repeated or strange {extra[:9]}, "
                         f"{len(lines)} lines of {count}")
