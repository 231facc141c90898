"""Runs of the command line against the testbed, and what is expected of them."""
import collections
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import time

from bed import HERE, NAMESPACE, REGISTRY, STATE, kubectl, nonce

LOGS = STATE / "logs/e2e"
BUILT = pathlib.Path(os.environ.get("RUN_POD_JAR", HERE.parent / "standalone/target/run-pod.jar"))
JAR = LOGS / "run-pod.jar"  # a copy: a build in the middle of the suite changes nothing
COMMAND = shlex.split(os.environ.get("RUN_POD_COMMAND", f"java -XX:TieredStopAtLevel=1 -jar {shlex.quote(str(JAR))}"))
TASK = f"{REGISTRY}/task:1"  # its entrypoint is /task: give it arguments
BUSYBOX = f"{REGISTRY}/busybox:1"
BY_DEADLINE, NO_OUTCOME, CANCELLED = 124, 125, 130

Ended = collections.namedtuple("Ended", "status out err report")


class Run:
    """One `run-pod run`. Its id is the case's name with a part that no earlier run had, so no state of before is found."""

    def __init__(self, case, *args, image=None, pod=None, command=(), name="", again=None, account="run-pod"):
        self.folder = again.folder if again else case.folder / (name or "run")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.id = again.id if again else f"{case.id}{'-' + name if name else ''}"
        self.out, self.err = self.folder / "stdout", self.folder / "stderr"
        if pod:
            (self.folder / "pod.json").write_text(json.dumps(pod, indent=1))
        argv = [*COMMAND, "run", "--id", self.id, "--kubeconfig", str(STATE / f"kubeconfig-{account}"), "-n", NAMESPACE,
                "--state-dir", str(self.folder / "state"), "--json", "--verbose",
                *(["--image", image] if image else ["--yaml", str(self.folder / "pod.json")]), *args]
        if command:
            argv += ["--", *command]
        with open(self.out, "w") as out, open(self.err, "a") as err:
            err.write("$ " + shlex.join(argv) + "\n")
            err.flush()
            self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        case.runs.append(self)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def ended(self, seconds=180):
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
        return Ended(status, out, err, report)

    def until(self, text, seconds=90, file=None):
        """Waits until the pattern stands in what it printed (or in a file)."""
        def found():
            shown = file.read_text() if file and file.exists() else "" if file else self.out.read_text() + self.err.read_text()
            return re.search(text, shown, re.IGNORECASE)
        eventually(lambda: found() or self.process.poll() is not None, seconds, f"'{text}' in the output")
        assert found(), f"ended with {self.process.returncode} without '{text}' in its output: {last(self.err.read_text())}"

    def pod(self, seconds=90):
        """Its one pod, as soon as there is one."""
        eventually(lambda: pods(self) or self.process.poll() is not None, seconds, "pod")
        [found] = pods(self)
        return found


class Case:
    """What a case works with: a folder, runs, and files that its tasks write on the node."""

    def __init__(self, name):
        self.id = f"{name}-{nonce()}"
        self.folder = LOGS / name
        self.runs = []
        self.notes = []
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def start(self, *args, **more):
        return Run(self, *args, **more)

    def run(self, *args, seconds=180, **more):
        return Run(self, *args, **more).ended(seconds)

    def counted(self, script, image=BUSYBOX, name="run"):
        """A pod whose script first notes on the node that it started: see `starts`."""
        return pod(
            container("main", image=image, volumeMounts=[{"name": "count", "mountPath": "/count"}])
            | {"args": ["sh", "-c", f"echo started >> /count/{name}; {script}"]},
            volumes=[{"name": "count", "hostPath": {"path": str(self.folder / "starts"), "type": "DirectoryOrCreate"}}])

    def starts(self, name="run"):
        """How often it really started, whatever the API says."""
        file = self.folder / "starts" / name
        return len(file.read_text().splitlines()) if file.exists() else 0

    def note(self, text):
        """Shown behind the case's name."""
        self.notes.append(text)

    def no_pod_stays(self, seconds=45):
        eventually(lambda: not pods(*self.runs), seconds, f"end of {' '.join(p['metadata']['name'] for p in pods(*self.runs))}")

    def clear(self):
        for run in self.runs:
            run.kill()
        if self.runs:
            kubectl("delete", "pods", "-l", selector(*self.runs), "--grace-period=1", "--timeout=60s", check=False)


def selector(*runs):
    return f"run-pod.jenkins.io/task in ({','.join(run.id for run in runs)})"


def pods(*runs):
    return json.loads(kubectl("get", "pods", "-l", selector(*runs), "-o", "json"))["items"]


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
    assert ended.report, f"no JSON on the last line of stdout: {last(ended.out)}"
    if verdict:
        assert ended.report.get("verdict") == verdict, f"expected verdict {verdict}: {told}"
    if says:
        assert re.search(says, json.dumps(ended.report) + ended.err, re.IGNORECASE), f"nothing says '{says}': {told}"
    if out is not None:
        assert out in ended.out, f"'{out}' is missing in the log {ended.out[:200]!r}: {told}"


def waited_for(ended, podclass):
    return any(cause["class"] == podclass for cause in ended.report.get("causes") or [])


def pod(*containers, **spec):
    return {"apiVersion": "v1", "kind": "Pod", "spec": {"terminationGracePeriodSeconds": 1, "containers": list(containers), **spec}}


def container(name, *args, image=TASK, **more):
    return {"name": name, "image": image, "args": list(args), **more}


def expect_lines(file, count):
    """A numbered log has each line exactly once, in order."""
    lines = file.read_text().splitlines()
    wanted = [f"line {i}" for i in range(1, count + 1)]
    if lines == wanted:
        return
    missing = [line for line in wanted if line not in lines]
    extra = [line for line, times in collections.Counter(lines).items() if times > 1 or line not in wanted]
    raise AssertionError(f"not each line exactly once in {file}: missing {missing[:9]}, repeated or strange {extra[:9]}, {len(lines)} lines of {count}")
