"""Histories of single pods: what watches of pods and of events say, line by line, as the project's recordings have them."""
import json
import subprocess
import threading
import time

from bed import KUBECTL, kubeconfig, kubectl
from runs import eventually

NAMESPACE = "recording"
# What of a pod no verdict depends on, and every line would repeat.
NOISE = ("managedFields", "annotations", "selfLink")


class History:
    """What was seen of one pod, until it is ended."""

    def __init__(self, name):
        self.name, self.lines, self.over, self.writing = name, [], False, threading.Lock()

    def add(self, kind, thing):
        with self.writing:
            if not self.over:
                self.lines.append({"t": time.time_ns() // 1_000_000, "type": kind, "object": thing})

    def end(self):
        with self.writing:
            self.over = True
            self.lines.append({"t": time.time_ns() // 1_000_000, "type": "END"})

    def of(self, kind):
        return [line["object"] for line in list(self.lines) if line.get("object", {}).get("kind") == kind]

    @property
    def status(self):
        pods = self.of("Pod")
        return pods[-1]["status"] if pods else {}

    @property
    def deleted(self):
        return any(line["type"] == "DELETED" and line["object"]["kind"] == "Pod" for line in list(self.lines))

    @property
    def ended(self):
        return self.deleted or self.status.get("phase") in ("Succeeded", "Failed")

    def containers(self):
        return [status for of in ("initContainerStatuses", "containerStatuses") for status in self.status.get(of) or []]

    def running(self, container="main"):
        return any(status["name"] == container and "running" in status["state"] for status in self.containers())

    def reasons(self):
        """Those of events, each as often as it was told."""
        return [event["reason"] for event in self.of("Event")]

    def until(self, condition, what, seconds=120):
        try:
            eventually(lambda: condition(self), seconds, what)
        except AssertionError as nothing:
            raise AssertionError(f"{nothing}; its status is {json.dumps(self.status)[:600]}") from None

    def text(self):
        return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in self.lines)


class Watch:
    """All pods of the namespace, and the events about them."""

    def __init__(self):
        kubectl("create", "namespace", NAMESPACE, check=False)
        self.histories, self.streams, self.over = {}, [], False
        self.threads = [threading.Thread(target=self.follow, args=(what,), daemon=True) for what in (
            "pods", "events?fieldSelector=involvedObject.kind%3DPod")]
        for thread in self.threads:
            thread.start()

    def history(self, name):
        self.histories[name] = History(name)
        return self.histories[name]

    def follow(self, what):
        """Again and again, from where it was: an API server ends a watch when it likes. What is seen twice is noted once."""
        seen = {}
        while not self.over:
            address = f"/api/v1/namespaces/{NAMESPACE}/{what}{'&' if '?' in what else '?'}watch=true"
            stream = subprocess.Popen([KUBECTL, "--kubeconfig", kubeconfig(), "get", "--raw", address], stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, text=True)
            self.streams.append(stream)
            for line in stream.stdout:
                change = json.loads(line)
                thing = change["object"]
                about = thing.get("involvedObject", thing.get("metadata", {})).get("name")
                if about not in self.histories or change["type"] not in ("ADDED", "MODIFIED", "DELETED"):
                    continue
                version = (thing["metadata"]["resourceVersion"], change["type"] == "DELETED")
                if seen.get(thing["metadata"]["uid"]) != version:
                    seen[thing["metadata"]["uid"]] = version
                    self.histories[about].add(change["type"], lean(thing))
            time.sleep(0.2)

    def end(self):
        self.over = True
        for stream in self.streams:
            stream.terminate()
        for thread in self.threads:
            thread.join(10)


def lean(thing):
    for noise in NOISE:
        thing["metadata"].pop(noise, None)
    return {"kind": thing.pop("kind"), "apiVersion": thing.pop("apiVersion"), **thing}
