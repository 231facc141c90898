"""What is measured from outside: processes, and the API server's own counters."""

import contextlib
import glob
import json
import os
import re
import ssl
import time
import urllib.request

TICKS = os.sysconf("SC_CLK_TCK")
COUNTED = re.compile(r'apiserver_request_total\{(.*)\} (\S+)')
OPEN = re.compile(r'apiserver_longrunning_requests\{(.*)\} (\S+)')
JIT = ("C1 Compiler", "C2 Compiler")
LABEL = re.compile(r'(\w+)="([^"]*)"')


def cpu(stat):
    """The name of a process or thread, and its CPU seconds so far."""
    with open(stat) as text:
        name, _, rest = text.read().partition("(")[2].rpartition(")")
    fields = rest.split()
    return name, (int(fields[11]) + int(fields[12])) / TICKS


class Process:
    """A running process as the kernel sees it."""

    def __init__(self, pid):
        self.pid = pid

    def cpu(self):
        """Seconds of all its threads, so far."""
        return cpu(f"/proc/{self.pid}/stat")[1]

    def compiled(self):
        """CPU seconds of the JIT's threads that live, so far; None if there are none. On two cores none of them ends."""
        jit = []
        for stat in glob.glob(f"/proc/{self.pid}/task/*/stat"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # a thread that has ended
                name, taken = cpu(stat)
                if name.startswith(JIT):
                    jit.append(taken)
        return sum(jit) if jit else None

    def cpus(self, before=None):
        """CPU seconds so far or since before: of all threads, and of the JIT's where there are any."""
        taken = {"CPU s": self.cpu(), "CPU of the JIT s": self.compiled()}
        return {key: round(value - before[key], 1) if before else value for key, value in taken.items() if value is not None}

    def status(self, name):
        with open(f"/proc/{self.pid}/status") as status:
            return int(re.search(rf"^{name}:\s+(\d+)", status.read(), re.M).group(1))

    def threads(self):
        return self.status("Threads")

    def rss(self):
        """MiB"""
        return self.status("VmRSS") / 1024

    def connections(self, port):
        """Established TCP connections of this process to a port."""
        mine = set()
        for fd in os.listdir(f"/proc/{self.pid}/fd"):
            try:
                target = os.readlink(f"/proc/{self.pid}/fd/{fd}")
            except FileNotFoundError:
                continue
            if target.startswith("socket:["):
                mine.add(target[8:-1])
        count = 0
        for table in ("tcp", "tcp6"):
            with open(f"/proc/{self.pid}/net/{table}") as lines:
                next(lines)
                for line in lines:
                    fields = line.split()
                    count += fields[3] == "01" and fields[9] in mine and int(fields[2].rpartition(":")[2], 16) == port
        return count


class Server:
    """The API server's own account. Requests that last, such as watches and logs, are counted there when they end."""

    def __init__(self, url, pki):
        self.url = url
        self.context = ssl.create_default_context(cafile=f"{pki}/ca.crt")
        self.own = 0  # requests of ours
        self.context.load_cert_chain(f"{pki}/admin.crt", f"{pki}/admin.key")

    def _get(self, path, accept="*/*"):
        request = urllib.request.Request(self.url + path, headers={"Accept": accept})
        with urllib.request.urlopen(request, context=self.context, timeout=60) as answer:
            return answer.read().decode()

    def names(self, phase=None):
        """Of the pods, in a phase if one is given."""
        path = "/api/v1/namespaces/bench/pods" + (f"?fieldSelector=status.phase%3D{phase}" if phase else "")
        self.own += 1
        listed = json.loads(self._get(path, "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"))
        return [pod["metadata"]["name"] for pod in listed["items"] or []]

    def requests(self):
        """Requests about pods, their logs and events: (verb, resource) to number. Status patches are the nodes' own."""
        counts = {("LIST", "pods"): -self.own}
        for label, value in self._metrics(COUNTED):
            resource = label["resource"] + ("/" + label["subresource"] if label["subresource"] else "")
            if resource in ("pods", "pods/log", "pods/attach", "events"):
                if label["verb"] == "DELETE" and label["code"] == "404":
                    continue  # KWOK's: it deletes what is being deleted
                key = (label["verb"], resource)
                counts[key] = counts.get(key, 0) + value
        return counts

    def changes(self):
        """How often nodes have changed the status of pods."""
        return round(sum(value for label, value in self._metrics(COUNTED) if label["resource"] == "pods" and label["subresource"] == "status"))

    def _metrics(self, kind):
        """Labels and value of each metric of a kind."""
        return [(dict(LABEL.findall(labels)), float(value)) for labels, value in kind.findall(self._get("/metrics"))]

    def open_streams(self):
        """Watches and logs that are open now."""
        counts = {}
        for label, value in self._metrics(OPEN):
            if label["resource"] == "pods":
                key = label["subresource"] or label["verb"].lower()
                counts[key] = counts.get(key, 0) + int(value)
        return counts


def difference(after, before):
    return {key: value - before.get(key, 0) for key, value in after.items() if value > before.get(key, 0)}


def percentile(values, percent):
    """Nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else None


def wait(seconds, what, condition, pause=0.2):
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"no {what} within {seconds} s")
        time.sleep(pause)
    return result
