"""A Jenkins with the plugin that runs tasks on the testbed, and its builds: what runs.py has for the command line."""
import base64
import http.cookiejar
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from xml.sax.saxutils import escape

from bed import MIRROR, NAMESPACE, OTHER, kubeconfig
from runs import BY_DEADLINE, CANCELLED, NO_OUTCOME, PATIENCE, Ended, Run, eventually, last

ACCOUNTS = ("run-pod",) if OTHER else ("run-pod", "throttled")
BUDGETS = {f"{budget}Timeout" for budget in ("Schedule", "Start", "RateLimit", "Grace", "NodeLost", "Run", "ApiUnavailable")}


class Jenkins:
    """A Jenkins in a new home. `target` is where testbed/plugin has put what it is made of."""

    def __init__(self, home, log, target):
        self.home, self.log, self.war = home, log, target / "e2e/jenkins-war.war"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{free.getsockname()[1]}"
        shutil.rmtree(home, ignore_errors=True)
        (home / "plugins").mkdir(parents=True)
        for file in (target / "test-classes/test-dependencies").glob("*.hpi"):
            (home / "plugins" / f"{file.stem}.jpi").symlink_to(file)
        shutil.copy(target / "test-classes/the.hpl", home / "plugins/run-pod.hpl")
        (home / "tmp").mkdir()
        (home / "jenkins.yaml").write_text(configuration(self.url))
        (home / "hudson.model.UpdateCenter.xml").write_text("<sites/>")  # nothing talks to an address outside the machine
        self.log.unlink(missing_ok=True)
        self.process = None

    def start(self):
        port = self.url.rsplit(":", 1)[1]
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                ["java", "-ea:io.jenkins.plugins.runpod...", "-XX:TieredStopAtLevel=1", "-Xmx1g", "-Djenkins.install.runSetupWizard=false", f"-Djava.io.tmpdir={self.home}/tmp",
                 "-Djava.awt.headless=true", "-jar", str(self.war), "--httpListenAddress=127.0.0.1", f"--httpPort={port}"],
                env={**os.environ, "JENKINS_HOME": str(self.home), "CASC_JENKINS_CONFIG": str(self.home / "jenkins.yaml")},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        eventually(lambda: self.answers() or self.process.poll() is not None, 300, f"answer of Jenkins; see {self.log}")
        assert self.process.poll() is None, f"Jenkins ended: {last(self.log.read_text())}; see {self.log}"

    def answers(self):
        try:
            return self.get("/api/json?tree=mode")
        except (OSError, urllib.error.URLError):
            return None

    def kill(self):
        self.end(signal.SIGKILL)

    def stop(self):
        self.end(signal.SIGTERM)

    def end(self, how):
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=60) as answer:
            return answer.read().decode()

    def json(self, path):
        return json.loads(self.get(path))

    def post(self, path, body="", content="application/xml"):
        """With the crumb that Jenkins wants of a session."""
        session = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        with session.open(f"{self.url}/crumbIssuer/api/json", timeout=60) as answer:
            crumb = json.load(answer)
        headers = {"Content-Type": content, crumb["crumbRequestField"]: crumb["crumb"]}
        with session.open(urllib.request.Request(self.url + path, body.encode(), headers), timeout=60):
            pass


def configuration(url):
    clusters, credentials = [], []
    for account in ACCOUNTS:
        secret = base64.b64encode(pathlib.Path(kubeconfig(account)).read_bytes()).decode()
        clusters.append({"name": account, "namespace": NAMESPACE, "credentialsId": account, "imageMirrors": MIRROR,
                         "allowKubeconfigCommands": bool(OTHER)})
        credentials.append({"file": {"scope": "SYSTEM", "id": account, "fileName": "kubeconfig", "secretBytes": secret}})
    return json.dumps({  # which is YAML
        "jenkins": {"numExecutors": 2, "quietPeriod": 0},
        "credentials": {"system": {"domainCredentials": [{"credentials": credentials}]}},
        "unclassified": {"location": {"url": url}, "runPod": {"clusters": clusters}}}, indent=1)


PIPELINE = """
def report(r) {
    echo 'report: ' + groovy.json.JsonOutput.toJson([verdict: r.verdict, exitCode: r.exitCode, reason: r.reason, message: r.message,
        remedy: r.remedy, container: r.container, pod: r.podName, node: r.node, attempt: r.attempt, waits: r.waitingSeconds])
}
try {
    @TASK@
} catch (InterruptedException e) {
    throw e
} catch (e) {
    report(e.pod)
    throw e
}
"""


class Build(Run):
    """The first build of a job of its own, a Pipeline with one `runPod`; `around` is a step around it."""

    jenkins = None  # the one in which all builds are

    def __init__(self, case, *, account="run-pod", around="", logged=False, **more):
        self.account, self.around = account, around
        super().__init__(case, **more)

    def begin(self, manifest, words, parameters):
        parameters["cluster"] = self.account
        if manifest:
            parameters["yaml"] = manifest
        if words:
            parameters["entrypoint"], parameters["args"] = words[:1], words[1:]
        config = self.config(parameters)
        (self.folder / "config.xml").write_text(config)
        self.path = f"/job/{self.id}/1"
        self.jenkins.post(f"/createItem?name={self.id}", config)
        self.jenkins.post(f"/job/{self.id}/build?delay=0sec")
        eventually(self.has_begun, 120, "build")

    def config(self, parameters):
        task = f"report(runPod({', '.join(f'{name}: {groovy(value)}' for name, value in parameters.items())}))"
        script = PIPELINE.replace("@TASK@", f"{self.around} {{ {task} }}" if self.around else task)
        return ("<flow-definition><definition class='org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition'><sandbox>true</sandbox>"
                f"<script>{escape(script)}</script></definition></flow-definition>")

    def has_begun(self):
        try:
            return self.jenkins.json(f"{self.path}/api/json?tree=number")
        except urllib.error.HTTPError:
            return None

    def shown(self):
        return self.jenkins.get(f"{self.path}/consoleText").replace("\r\n", "\n")

    def lines(self):
        return re.findall(r"^line \d+$", self.shown(), re.MULTILINE)

    def running(self):
        return self.jenkins.json(f"{self.path}/api/json?tree=building")["building"]

    def cancel(self):
        self.jenkins.post(f"{self.path}/stop")

    def kill(self):
        if self.running():
            self.cancel()
            eventually(lambda: not self.running(), 60, f"end of {self.path}")

    def ended(self, seconds=PATIENCE):
        eventually(lambda: not self.running(), seconds, f"end of {self.path}")
        result, console = self.jenkins.json(f"{self.path}/api/json?tree=result")["result"], self.shown()
        (self.folder / "console").write_text(console)
        own, said = [], []
        for line in console.splitlines():
            (said if line.startswith(("[run-pod] ", "ERROR: ")) else own).append(line)
        reports = [json.loads(line.removeprefix("report: ")) for line in own if line.startswith("report: ")]
        report = reports[0] if reports else {}
        if report:
            assert (result, report["verdict"] == "SUCCEEDED") in (("SUCCESS", True), ("FAILURE", False)), f"result {result} of {report}"
            words = f"ERROR: {report['message']} {report['remedy']}".rstrip()
            assert result == "SUCCESS" or words in console, f"the console lacks the message: {words}"
        out = "\n".join(line for line in own if not line.startswith(("[Pipeline]", "report: ")))
        return Ended(status_of(result, report), out, "\n".join(said), report, self.starts() if self.counts else None)


class FreestyleBuild(Build):
    """The first build of a freestyle job with one build step. It has no report."""

    def config(self, parameters):
        def field(name, value):
            inner = "".join(f"<entry><string>{escape(k)}</string><string>{escape(v)}</string></entry>" for k, v in value.items()) \
                if isinstance(value, dict) else escape(str(value))
            return f"<{name}>{inner}</{name}>"
        builder = "io.jenkins.plugins.runpod.freestyle.RunPodBuilder"
        return (f"<project><builders><{builder}><task>{''.join(field(*p) for p in parameters.items())}</task></{builder}></builders>"
                "</project>")


def status_of(result, report):
    """What the exit status of the command line would be."""
    if result != "FAILURE":
        return {"SUCCESS": 0, "ABORTED": CANCELLED}.get(result)
    if report.get("reason") in BUDGETS and report["verdict"] != "OUTCOME_UNKNOWN":
        return BY_DEADLINE
    if report.get("verdict") == "TASK_FAILED":
        return 1 if report["exitCode"] is None else report["exitCode"]
    return NO_OUTCOME if report else None


def groovy(value):
    if isinstance(value, dict):
        return "[" + ", ".join(f"{groovy(k)}: {groovy(v)}" for k, v in value.items()) + "]"
    if isinstance(value, list):
        return "[" + ", ".join(map(groovy, value)) + "]"
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"
