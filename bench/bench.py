"""Measures the engine and its peers on the same work, on one API server, in one run. Started by bench/run."""

import argparse
import datetime
import json
import os
import platform
import shutil
import subprocess
import sys
import time

import jmh
import report
from measure import Server, difference, percentile, wait
from ways import BENCH, Load, Ways

PORT = 17443
SERVER = f"https://127.0.0.1:{PORT}"
CONTROL = "http://127.0.0.1:21251"
LARGE_LOG = 256 # MiB, as load kubelet says by default
LONGEST = 16 * 60  # seconds after which no part is begun
PEERS = ("poll", "watch", "airflow")


def say(*words):
    print(time.strftime("%H:%M:%S"), "bench:", *words, file=sys.stderr, flush=True)


class Bench:
    def __init__(self, options):
        self.options = options
        self.kubeconfig = f"{options.state}/kubeconfig"
        self.kubectl = [f"{options.bin}/kubectl", "--kubeconfig", self.kubeconfig, "-n", "bench"]
        work = f"{options.state}/work"
        shutil.rmtree(work, ignore_errors=True)
        self.work = work
        self.server = Server(SERVER, f"{options.state}/pki")
        self.ways = Ways(work, self.kubeconfig, options.cache)
        self.load = Load(f"{options.cache}/bin/load", SERVER, f"{options.state}/pki", CONTROL)
        self.serial = 0
        self.recordings = 0
        self.results = {}

    # ---- parts ------------------------------------------------------------------------------------------------------

    def prefix(self):
        self.serial += 1
        return f"r{self.serial}-"

    def names(self, count):
        prefix = self.prefix()
        return [f"{prefix}{i}" for i in range(count)]

    def pods(self, phase="Running"):
        return self.server.names(phase)

    def clear(self):
        rest = self.server.names()
        if rest:
            self.load("delete", rest, workers=16)

    def start(self, way, names, count, **options):
        """A way that has begun, with its heap before."""
        if way == "ours":
            started = self.ways.ours(count, flags=self.flags(), prefix=self.prefix(), rate=self.options.rate, wait="yes", **options)
        else:
            started = self.ways.peer(way, names, wait="yes", **options)
        started.await_word("empty", 90)
        started.before = started.heap()
        started.send("quit")  # go on
        started.await_word("begin", 30)
        return started

    def flags(self):
        if not self.options.profile:
            return ()
        self.recordings += 1
        return (f"-XX:StartFlightRecording=settings=profile,filename={self.work}/{self.recordings}.jfr,dumponexit=true",)

    def quiet(self):
        """Nothing that was begun before is asked for any more."""
        def nothing():
            before = self.server.requests()
            time.sleep(3)
            return not difference(self.server.requests(), before)
        wait(120, "quiet", nothing, 0)

    def standing(self, started, count, seconds):
        """What it takes to follow pods that do nothing."""
        if started.name == "ours":
            self.quiet()
        heap = started.heap()
        cpu, requests, began = started.process.cpu(), self.server.requests(), time.monotonic()
        time.sleep(seconds)
        elapsed = time.monotonic() - began
        return {
            "threads": started.process.threads(),
            "heap per pod KiB": heap and round((heap - started.before) / count / 1024, 1),
            "memory MiB": round(started.process.rss()),
            "connections": started.process.connections(PORT),
            "idle CPU %": round(100 * (started.process.cpu() - cpu) / elapsed, 1),
            "idle requests": (idle := self.ours_of(difference(self.server.requests(), requests))),
            "idle requests per second": round(sum(idle.values()) / elapsed, 1),
            "streams": self.server.open_streams(),
        }

    @staticmethod
    def ours_of(requests):
        """Without those of the simulated nodes."""
        return {f"{verb} {resource}": count for (verb, resource), count in requests.items()}

    def latency(self, started, pods, rate):
        """Ends pods, so many a second; milliseconds from the answer to the status patch until the way knew, and what that took."""
        first = len(pods) // 10  # the first ones are for the compilers
        ended = self.load("end", pods[:first], rate=rate)
        wait(60, "ends", lambda: ended.keys() <= started.ends().keys())
        cpu, began = started.process.cpu(), time.monotonic()
        ended = self.load("end", pods[first:], rate=rate)
        wait(60, "ends", lambda: ended.keys() <= started.ends().keys())
        elapsed = time.monotonic() - began
        known = started.ends()
        delays = [(known[pod] - ended[pod]) / 1000 for pod in ended]
        return {"pods": len(ended), "p50 ms": round(percentile(delays, 50), 1), "p99 ms": round(percentile(delays, 99), 1),
                "max ms": round(max(delays), 1), "busy CPU %": round(100 * (started.process.cpu() - cpu) / elapsed, 1)}

    # ---- scenarios --------------------------------------------------------------------------------------------------

    def track(self, way, count, idle, rate=50):
        """Pods that run, stand still for a while, and end one after the other: a whole life."""
        say(f"{way} follows {count} pods")
        before = self.server.requests()
        names = None
        if way != "ours":
            names = self.names(count)
            self.load("create", names)
        started = self.start(way, names, count)
        result = {"seen after s": round((started.await_word("seen", 180) - started.said["begin"][-1]) / 1e6, 2)}
        if way == "ours":
            wait(60, "running pods", lambda: len(self.pods()) >= count)
            names = self.pods()
        wait(60, "logs", lambda: way in ("poll", "airflow") or self.server.open_streams().get("log", 0) >= min(count, self.options.logs))
        time.sleep(3)
        result.update(self.standing(started, count, idle))
        result["latency"] = self.latency(started, names, rate)
        if way == "ours":
            started.await_word("settled", 60)
        started.quit()
        if way != "ours":
            self.load("delete", names)
        time.sleep(1.5)  # streams are counted at their end
        requests = self.ours_of(difference(self.server.requests(), before))
        if way == "ours":
            requests["DELETE pods"] = min(requests["DELETE pods"], started.asked("DELETE"))  # the rest is KWOK's
        result["requests"] = requests
        result["requests per pod"] = round(sum(requests.values()) / count, 2)
        return result

    def resumed(self, count):
        """Tasks whose controller is killed and comes back."""
        started = self.start("ours", None, count)
        started.await_word("seen", 180)
        wait(60, "running pods", lambda: len(self.pods()) >= count)
        wait(60, "logs", lambda: self.server.open_streams().get("log", 0) >= min(count, self.options.logs))
        result = self.resume(started, count)
        result.pop("way").quit()
        self.clear()
        return result

    def resume(self, started, count):
        """kill -9, and the same tasks again in a new process."""
        say(f"resume of {count} tasks")
        started.kill()
        time.sleep(1.5)
        before = self.server.requests()
        options = {"prefix": f"r{self.serial}-", "rate": self.options.rate, "again": "yes"}
        again = self.ways.ours(count, state=started.state, flags=self.flags(), **options)
        again.before = started.before
        began = again.await_word("begin", 60)
        seen = again.await_word("seen", 180)
        requests = self.ours_of(difference(self.server.requests(), before))
        wait(120, "logs", lambda: self.server.open_streams().get("log", 0) >= min(count, self.options.logs))
        return {"tasks": count, "s": round((seen - began) / 1e6, 2), "logs s": round(time.time() - began / 1e6, 2), "requests": requests, "way": again}

    def many(self, count, idle):
        """The largest number: made by the engine, followed by all who can."""
        say(f"ours follows {count} pods")
        results = {}
        ours = self.start("ours", None, count)
        begun = ours.said["begin"][-1]
        result = {"seen after s": round((ours.await_word("seen", 400) - begun) / 1e6, 2)}
        wait(240, "running pods", lambda: len(self.pods()) >= count, 2)
        wait(120, "logs", lambda: self.server.open_streams().get("log", 0) >= min(count, self.options.logs), 1)
        time.sleep(8)
        result.update(self.standing(ours, count, idle))
        result["resume"] = self.resume(ours, count)
        ours = result["resume"].pop("way")
        running = self.pods()
        time.sleep(3)
        result["latency"] = self.latency(ours, running[:count // 20], 50)
        ours.quit()
        results["ours"] = result
        running = running[count // 20:]
        for way in ("poll", "airflow"):
            say(f"{way} follows {len(running)} pods")
            peer = self.start(way, running, len(running))
            try:
                result = {"seen after s": round((peer.await_word("seen", 60) - peer.said["begin"][-1]) / 1e6, 2)}
                result.update(self.standing(peer, len(running), 10))
                result["latency"] = self.latency(peer, running[:count // 40], 50)
                running = running[count // 40:]
            except (TimeoutError, RuntimeError) as e:
                result = {"failed": str(e)}
            peer.kill()
            results[way] = result
        self.restart()
        return results

    def restart(self):
        """Sooner done than deleting ten thousand pods."""
        subprocess.run(["bash", "-c", f"source '{BENCH}/lib.sh'; up"], check=True)
        self.server.own = 0

    def throughput(self, way, count):
        """Short pods, from the first create to the last known end."""
        say(f"{way} runs {count} short pods")
        before = self.server.requests()
        names = self.names(count)
        started = self.start(way, names, count, container="brief", lasts="1s")
        cpu = started.process.cpu()
        began = started.said["begin"][-1]
        seconds = (started.await_word("finished", 240) - began) / 1e6
        cpu = started.process.cpu() - cpu
        if way == "ours":
            started.await_word("settled", 60)
        started.quit()
        time.sleep(1.5)
        requests = self.ours_of(difference(self.server.requests(), before))
        self.clear()
        return {"pods": count, "s": round(seconds, 1), "pods per s": round(count / seconds, 1), "CPU s": round(cpu, 1),
                "requests": requests, "requests per pod": round(sum(requests.values()) / count, 2)}

    def large_log(self):
        """One large log, alternately read by kubectl and by the engine."""
        say("one large log")
        size = LARGE_LOG * (1 << 20)
        result = {"MiB": LARGE_LOG, "kubectl MiB/s": [], "kubectl --timestamps MiB/s": [], "ours MiB/s": []}
        for _ in range(1 if self.options.quick else 2):
            pod = self.names(1)
            self.load("create", pod, container="large")
            wait(20, "running pod", lambda: pod[0] in self.pods())
            for key, flags in (("kubectl MiB/s", []), ("kubectl --timestamps MiB/s", ["--timestamps"])):
                began = time.monotonic()
                with open(f"{self.work}/kubectl.log", "wb") as out:
                    subprocess.run([*self.kubectl, "logs", "-f", *flags, pod[0]], stdout=out, check=True)
                result[key].append(round(size / (time.monotonic() - began) / (1 << 20), 1))
            os.remove(f"{self.work}/kubectl.log")
            started = self.start("ours", None, 1, container="large")
            log = f"{started.state}/task-0/log"
            began = wait(30, "first byte", lambda: os.path.exists(log) and os.path.getsize(log) > 4096 and time.monotonic(), 0.01)
            wait(120, "whole log", lambda: os.path.getsize(log) >= size * 0.99, 0.02)
            result["ours MiB/s"].append(round(size * 0.99 / (time.monotonic() - began) / (1 << 20), 1))
            started.quit()
            shutil.rmtree(started.state)
            self.clear()
        result["ratio"] = round(max(result["ours MiB/s"]) / max(result["kubectl MiB/s"]), 2)
        return result

    def small_logs(self, way, count, seconds):
        """Logs of a line a second each, all followed at once."""
        say(f"{way} follows {count} logs")
        names = self.names(count)
        if way != "ours":
            self.load("create", names, container="ticker")
        started = self.start(way, names, count, container="ticker")
        started.await_word("seen", 120)
        wait(120, "logs", lambda: self.server.open_streams().get("log", 0) >= count)
        time.sleep(3)
        cpu = started.process.cpu()
        lines = self.lines(started) if way == "ours" else 0
        time.sleep(seconds)
        result = {"logs": count, "threads": started.process.threads(), "connections": started.process.connections(PORT),
                  "memory MiB": round(started.process.rss()), "CPU %": round(100 * (started.process.cpu() - cpu) / seconds, 1)}
        if way == "ours":
            result["lines per s"] = round((self.lines(started) - lines) / seconds)
        started.quit()
        self.clear()
        return result

    @staticmethod
    def lines(started):
        """In all log files."""
        total = 0
        for task in os.listdir(started.state):
            with open(f"{started.state}/{task}/log", "rb") as log:
                total += log.read().count(b"\n")
        return total

    def storm(self, way, count, turns, rate):
        """All pods wait for a registry's rate limit and flip between its two reasons."""
        say(f"{way} in a storm of {count} pods")
        names = self.names(count)
        if way != "ours":
            self.load("create", names, hold="yes", container="held")
        started = self.start(way, names, count, hold="yes", container="held")
        started.await_word("seen", 120)
        if way == "ours":
            names = self.pods("Pending")
        time.sleep(2)
        heap = started.heap()
        cpu, before, began = started.process.cpu(), self.server.requests(), time.monotonic()
        self.load("flip", names, turns=turns, rate=rate, container="held")
        elapsed = time.monotonic() - began
        result = {"pods": count, "heap per pod KiB": heap and round((heap - started.before) / count / 1024, 1), "flips per s": round(count * turns / elapsed), "CPU %": round(100 * (started.process.cpu() - cpu) / elapsed, 1),
                  "requests per s": round(sum(self.ours_of(difference(self.server.requests(), before)).values()) / elapsed, 1),
                  "threads": started.process.threads()}
        started.quit()
        self.clear()
        return result

    def attach(self, count):
        """kubectl run --attach: a process for each pod."""
        say(f"{count} times kubectl run --attach")
        names = self.names(count)
        before = self.server.requests()
        running = {}
        pods = {}
        for name in names:
            overrides = {"spec": {"nodeName": "node-0", "containers": [{"name": name, "image": "bench"}]}}
            running[name] = subprocess.Popen([*self.kubectl, "run", name, "--image=bench", "--restart=Never", "--attach", "--quiet",
                                              f"--overrides={json.dumps(overrides)}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait(60, "running pods", lambda: len(self.pods()) >= count)
        time.sleep(5)
        from measure import Process
        threads = sum(Process(p.pid).threads() for p in running.values())
        memory = sum(Process(p.pid).rss() for p in running.values())
        load = {name: self.load.start("end", [name], container=name) for name in names}
        ended = {}
        for name in names:
            ended.update(self.load.result(load[name]))
        deadline = time.monotonic() + 60
        delays = {}
        while len(delays) < count and time.monotonic() < deadline:
            for name, process in running.items():
                if name not in delays and process.poll() is not None:
                    delays[name] = time.time() * 1e3 - ended[name] / 1e3
            time.sleep(0.005)
        for process in running.values():
            if process.poll() is None:
                process.kill()
                process.wait()
        time.sleep(1)
        requests = self.ours_of(difference(self.server.requests(), before))
        self.clear()
        return {"pods": count, "threads": threads, "memory MiB": round(memory), "p50 ms": delays and round(percentile(delays.values(), 50), 1),
                "requests per pod": round(sum(requests.values()) / count, 2), "ended": len(delays)}

    # ---- all --------------------------------------------------------------------------------------------------------

    def part(self, key, work, *arguments, **options):
        """One result. What fails is told, and the rest goes on."""
        began = time.monotonic()
        try:
            result = work(*arguments, **options)
        except Exception as e:
            say(f"{key} has failed: {e!r}")
            result = {"failed": repr(e)}
            self.ways.end()
            self.restart()
        self.results[key] = result
        say(f"{key}: {time.monotonic() - began:.0f} s {json.dumps(result)}")

    def run(self):
        quick = self.options.quick

        def scaled(count):
            return max(4, round(count * self.options.scale))

        wanted = self.options.only.split(",") if self.options.only else None
        parts = [("track 100 " + way, self.track, (way, scaled(100), 5), {}) for way in (("ours", "poll") if quick else ("ours", *PEERS))]
        parts += [("track 1000 " + way, self.track, (way, scaled(1000), 10), {}) for way in (("ours",) if quick else ("ours", *PEERS))]
        parts += [("resume", self.resumed, (scaled(300 if quick else 1000),), {})]
        if not quick:
            parts += [("track 10000", self.many, (scaled(10_000), 20), {})]
        parts += [("short " + way, self.throughput, (way, scaled(200 if quick else 1000)), {}) for way in ("ours", *(() if quick else PEERS))]
        parts += [("large log", self.large_log, (), {})]
        parts += [("jmh", jmh.run, (quick,), {})]
        if not quick:
            parts += [("small logs " + way, self.small_logs, (way, scaled(1000), 10), {}) for way in ("ours", "watch")]
            parts += [("storm " + way, self.storm, (way, scaled(1000), 3, 200), {}) for way in ("ours", "poll")]
            parts += [("attach", self.attach, (scaled(20),), {})]
        parts = [part for part in parts if not wanted or any(part[0].startswith(start) for start in wanted)]
        latest = time.monotonic() + LONGEST
        for key, work, arguments, options in parts:
            if time.monotonic() < latest:
                self.part(key, work, *arguments, **options)
            else:
                say(f"no time is left for {key}")


def machine():
    with open("/proc/cpuinfo") as info:
        model = next((line.partition(":")[2].strip() for line in info if line.startswith("model name")), platform.machine())
    with open("/proc/meminfo") as info:
        memory = int(next(info).split()[1])
    java = subprocess.run(["java", "-version"], stderr=subprocess.PIPE, text=True, check=True).stderr.splitlines()[0]
    return {"processor": model, "cores": os.cpu_count(), "memory GiB": round(memory / (1 << 20)), "kernel": platform.release(), "java": java,
            "load before": round(os.getloadavg()[0], 2)}


def main():
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a part of the work, meant to take three minutes")
    parser.add_argument("--only", default="", help="the beginnings of the names of parts, with commas between them; changes no document")
    for option in ("state", "cache", "bin"):
        parser.add_argument(f"--{option}", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rate", type=int, default=200, help="the engine's own limit of requests a second (default: %(default)s; without "
                        "an option of its own it is 50)")
    parser.add_argument("--logs", type=int, default=1000, help="so many logs are followed at once at most (default: %(default)s)")
    parser.add_argument("--scale", type=float, default=1, help="of the numbers of pods, to try the benchmark itself; changes no document")
    parser.add_argument("--profile", action="store_true", help="leave a flight recording of each run of the engine, for profile.py")
    bench = Bench(parser.parse_args())
    began = time.monotonic()
    about = machine()
    bench.run()
    kind = "quick" if bench.options.quick else "full"
    document = {"date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%MZ"), "kind": kind, "machine": about,
                "options": {"rate": bench.options.rate}, "seconds": round(time.monotonic() - began), "results": bench.results}
    report.write(document, BENCH, partial=bool(bench.options.only) or bench.options.scale != 1)
    failed = [key for key, result in bench.results.items() if "failed" in result]
    if failed:
        say("these parts have failed: " + ", ".join(failed))
        sys.exit(1)


if __name__ == "__main__":
    main()
