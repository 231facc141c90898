"""The micro-benchmarks of the pure core, with what they allocate."""

import json
import os
import subprocess

from ways import BENCH


def run(quick):
    """Benchmark to operations per second and bytes per operation."""
    jars = f"{BENCH}/target/classes:{BENCH}/../standalone/target/run-pod.jar:{BENCH}/target/libraries/*"
    out = f"{BENCH}/target/jmh.json"
    rounds = ["-wi", "2", "-w", "1", "-i", "3", "-r", "1"] if quick else ["-wi", "4", "-w", "1", "-i", "5", "-r", "1"]
    subprocess.run(["java", "-cp", jars, "org.openjdk.jmh.Main", "Diagnosis|Lifecycle", "-f", "1", "-t", "1", *rounds, "-prof", "gc", "-foe", "true", "-rf", "json",
                    "-rff", out], check=True, stdout=subprocess.DEVNULL)
    with open(out) as text:
        measured = json.load(text)
    os.remove(out)
    return {".".join(one["benchmark"].split(".")[-2:]).replace("Benchmark", "").lower(): {
        "per s": round(one["primaryMetric"]["score"]),
        "B per op": round(next(value["score"] for key, value in one["secondaryMetrics"].items() if key.endswith("gc.alloc.rate.norm"))),
    } for one in measured}
