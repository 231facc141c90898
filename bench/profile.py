"""What a flight recording says the engine spent its time and its allocation on: inclusive shares of the parts of the program."""

import json
import re
import subprocess
import sys
from collections import Counter

# A sample belongs to the first of these that is anywhere on its stack.
PARTS = (
    ("diagnosis", "io.jenkins.plugins.runpod.engine.diagnosis"),
    ("saving state: JSON and file", "io.jenkins.plugins.runpod.engine.FileTaskStore"),
    ("log file", "io.jenkins.plugins.runpod.bench.LogFile"),
    ("pod JSON to objects and back", "io.jenkins.plugins.runpod.engine.kube.client.Json"),
    ("lifecycle", "io.jenkins.plugins.runpod.engine.lifecycle"),
    ("TLS handshakes", "sun.security.ssl.HandshakeContext"),
    ("TLS handshakes", "sun.security.ssl.SSLEngineImpl$DelegatedTask"),
    ("TLS", "sun.security.ssl"),
    ("HTTP client", "jdk.internal.net.http"),
    ("log framing", "io.jenkins.plugins.runpod.engine.log"),
    ("requests and watch", "io.jenkins.plugins.runpod.engine.kube"),
    ("rest of the engine", "io.jenkins.plugins.runpod.engine"),
    ("benchmark", "io.jenkins.plugins.runpod.bench"),
)
UNITS = {"H": 3600, "M": 60, "S": 1}


def frames(event):
    stack = event["values"].get("stackTrace") or {"frames": []}
    for frame in stack["frames"]:
        method = frame["method"]
        yield method["type"]["name"].replace("/", ".") + "." + method["name"]


def events(recording, kind):
    text = subprocess.run(["jfr", "print", "--json", "--stack-depth", "64", "--events", kind, recording], stdout=subprocess.PIPE, check=True).stdout
    return json.loads(text)["recording"]["events"]


def shares(recording, kind, weight):
    parts, tops = Counter(), Counter()
    for event in events(recording, kind):
        stack = list(frames(event))
        if not stack:
            continue
        part = next((name for name, start in PARTS if any(frame.startswith(start) for frame in stack)), "JVM and others")
        parts[part] += weight(event)
        tops[stack[0]] += weight(event)
    return parts, tops


def tell(title, counter, most):
    total = sum(counter.values()) or 1
    print(title)
    for name, count in counter.most_common(most):
        print(f"  {100 * count / total:5.1f} %  {name}")


def compiled(recording):
    """Seconds that the compilers have taken at the last of their events, which come once a second; None if there is none."""
    told = events(recording, "jdk.CompilerStatistics")
    return seconds(told[-1]["values"]["totalTimeSpent"]) if told else None


def seconds(duration):
    """Of a duration such as PT1M2.5S."""
    return sum(float(number) * UNITS[unit] for number, unit in re.findall(r"([\d.]+)([HMS])", duration))


def main(recording):
    if (took := compiled(recording)) is not None:
        print(f"JIT: {took:.1f} s of compilation by the clock, on all compiler threads together. On busy cores their CPU time is less. "
              "No sample below has it")
    for title, kind, weight in (("CPU", "jdk.ExecutionSample", lambda event: 1),
                                ("allocation", "jdk.ObjectAllocationSample", lambda event: event["values"]["weight"])):
        parts, tops = shares(recording, kind, weight)
        tell(f"{title}, by part of the program", parts, 10)
        tell(f"{title}, by method", tops, 12)


if __name__ == "__main__":
    main(sys.argv[1])
