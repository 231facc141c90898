"""Measures the engine and its peers on the same work, on one API server, in one run. Started by bench/run."""

import argparse
import datetime
import os
import platform
import signal
import subprocess
import sys
import time

import against
import busy
import jmh
import kills
import logs
import report
import runs
from attach import attach
from follow import resumed, track
from short import short
from storm import storm
from testbench import Testbench, say
from ways import BENCH

LONGEST = 45 * 60  # seconds for each repetition, after which no part is begun
QUICK = 180  # seconds that the quick form may take on an idle machine
RATE = 10_000


class Group:
    """The same work by each of several ways, repeated as often as is wished, in turn."""

    def __init__(self, name, ways, work, *arguments, often=True, **options):
        self.name = name
        self.ways = ways
        self.work = work
        self.arguments = arguments
        self.options = options
        self.often = often

    def only(self, wanted):
        """Without the ways that are not wanted: those whose keys do not begin with the words of any of these."""
        self.ways = [way for way in self.ways if any(f"{self.key(way)} ".startswith(f"{start} ") for start in wanted)]
        return self

    def key(self, way):
        return f"{self.name} {way}" if way else self.name

    def run(self, bench, times, latest):
        """Key to result."""
        found = {}
        for _ in range(times if self.often else 1):
            for way in self.ways:
                key = self.key(way)
                if time.monotonic() < latest:
                    found.setdefault(key, []).append(bench.part(key, self.work, *([way] if way else []), *self.arguments, **self.options))
                else:
                    say(f"no time is left for {key}")
        return {key: runs.together(results) for key, results in found.items()}


def groups(options, there):
    """All that is measured. The first way is the engine."""
    def scaled(count):
        return max(4, round(count * options.scale))

    def ways(*wanted):
        return [way for way in wanted if way in there]

    def micro(_, quick):
        return jmh.run(quick)

    resuming = ways("ours", "against", "bare")
    quick = [
        Group("track 100", ways("ours", "against", "bare", "watch"), track, scaled(100), 2),
        Group("track 1000", ways("ours", "against"), track, scaled(1000), 2, ends=scaled(150)),
        Group("resume", resuming, resumed, scaled(200)),
        Group("short", ways("ours", "against", "bare", "poll"), short, scaled(100)),
    ]
    full = [
        Group("track 100", ways("ours", "against", "bare", "poll", "watch", "airflow"), track, scaled(100), 5),
        Group("track 1000", ways("ours", "against", "bare", "poll", "watch", "airflow"), track, scaled(1000), 10),
        Group("track 10000", ways("ours", "against", "bare", "poll"), track, scaled(10_000), 10, ends=scaled(500), often=False),
        Group("resume", resuming, resumed, scaled(1000)),
        Group("resume 10000", resuming, resumed, scaled(10_000), often=False),
        Group("short", ways("ours", "against", "bare", "poll", "poll-log", "watch", "airflow"), short, scaled(1000)),
        Group("large log", [None], logs.large, often=False),
        Group("jmh", [None], micro, options.quick, often=False),
        Group("small logs", ways("ours", "against", "watch"), logs.small, scaled(1000), 10, often=False),
        Group("kills", [None], kills.kills, scaled(1000), often=False),
        Group("storm", ways("ours", "against", "poll"), storm, scaled(1000), 3, 200, often=False),
        Group("attach", [None], attach, scaled(20), often=False),
    ]
    # Only when they are asked for.
    trial = [Group(f"transports {name} {http}", [None], lambda bench, name=name, http=http, each=each: logs.transport(bench, name, http, scaled(1000), each))
             for name, http, each in logs.TRANSPORTS if name in there or name == "ours"]
    if not options.only:
        return quick if options.quick else full
    wanted = options.only.split(",")
    return [group.only(wanted) for group in (quick if options.quick else full) + trial]


def available(options):
    """The ways that can be measured here. What cannot be is said."""
    there = {"ours", "bare", "poll", "poll-log", "watch", "jdk", "okhttp"}
    if options.against:
        there.add("against")
    if os.path.exists(f"{options.cache}/venv/.stamp"):
        there.add("airflow")
    else:
        say("Airflow is left out: its environment is missing")
    if "transports" in options.only:
        if subprocess.run([f"{BENCH}/build", "transports"]).returncode == 0:
            there |= {"jetty", "vertx"}
        else:
            say("Jetty and Vert.x are left out: they cannot be fetched")
    return there


def machine():
    with open("/proc/cpuinfo") as info:
        model = next((line.partition(":")[2].strip() for line in info if line.startswith("model name")), platform.machine())
    with open("/proc/meminfo") as info:
        memory = int(next(info).split()[1])
    java = subprocess.run(["java", "-version"], stderr=subprocess.PIPE, text=True, check=True).stderr.splitlines()[0]
    return {"processor": model, "cores": os.cpu_count(), "memory GiB": round(memory / (1 << 20)), "kernel": platform.release(), "java": java,
            "load before": round(os.getloadavg()[0], 2)}


def parsed():
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"a part of the work, which takes {QUICK // 60} minutes on an idle machine")
    parser.add_argument("--repeat", type=int, default=1, help="how often; the tables then have medians, and latencies of each time")
    parser.add_argument("--busy", action="store_true", help="beside one busy loop for each core")
    parser.add_argument("--against", metavar="REV", help="an earlier revision too, in turn with this one")
    parser.add_argument("--only", default="", help="the first words of parts, with commas between them, such as \"short,track 100 ours\"; changes no document. "
                        "\"transports\" tries transports for logs, which nothing else does")
    parser.add_argument("--again", action="store_true", help="with --only: these parts replace those of the last whole run of this kind, which then says so")
    for option in ("state", "cache", "bin"):
        parser.add_argument(f"--{option}", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rate", type=int, default=RATE, help="the engine's own limit of requests a second (default: %(default)s, so that it "
                        "is never what is measured; the plugin's default is 50)")
    parser.add_argument("--scale", type=float, default=1, help="of the numbers of pods, to try the benchmark itself; changes no document")
    parser.add_argument("--profile", action="store_true", help="leave a flight recording of each run of the engine, for profile.py")
    options = parser.parse_args()
    if options.again and (not options.only or options.only == "transports" or options.scale != 1):
        parser.error("--again replaces parts of a whole run: it needs --only with such parts, and no --scale")
    return options


def measured(options, bench, there):
    results = {}
    latest = time.monotonic() + LONGEST * options.repeat
    with busy.loops(options.busy):
        bench.restart()
        for group in groups(options, there):
            results.update(group.run(bench, options.repeat, latest))
    return results


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended
    options = parsed()
    there = available(options)
    bench = Testbench(options, options.against and against.build(options.against, options.cache))
    about = machine()
    began = time.monotonic()
    try:
        results = measured(options, bench, there)
    finally:
        bench.ways.end()
    seconds = round(time.monotonic() - began)
    transports = options.only == "transports"
    kind = "transports" if transports else "quick" if options.quick else "full"
    document = {"date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%MZ"), "kind": kind + ("-busy" if options.busy else ""),
                "machine": about, "options": {"rate": options.rate, "repeat": options.repeat, "against": options.against, "busy": options.busy},
                "seconds": seconds, "results": results}
    report.write(document, BENCH, partial=bool(options.only) and not transports or options.scale != 1, again=options.again)
    say(f"it took {seconds // 60} min {seconds % 60} s" + (f", of {QUICK // 60} min on an idle machine" if options.quick else ""))
    failed = [key for key, result in results.items() if "failed" in result]
    if failed:
        say("these parts have failed: " + ", ".join(failed))
        sys.exit(1)


if __name__ == "__main__":
    main()
