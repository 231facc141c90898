"""What is aimed at, and what has come of it in this run. Ratios are to other ways in the same run."""

import runs
from short import ROUNDS
from tables import EVENT, KILLED, LOG_END, ratios, table, times_of

PEERS = ("poll", "watch", "airflow")
PEERS_WITH_LOGS = ("poll-log", "watch")
MANY = 10_000  # pods
ONCE = 3  # requests that are no pod's own: the list and the watch


class Results:
    def __init__(self, results):
        self.results = results

    def value(self, key, *path):
        value = self.results.get(key)
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
        return value

    def quickest(self, part, *path, peers=PEERS):
        """The least of a number among the peers."""
        found = [found for way in peers if (found := self.value(f"{part} {way}", *path)) is not None]
        return min(found, default=None)

    def against_watch(self, count, moment, key):
        """The greatest ratio in any of the runs to that moment of a watch and a log for each pod."""
        ours, watch = (self.results.get(f"track {count} {way}") for way in ("ours", "watch"))
        return max(ratios(runs.each(ours, *EVENT, key), runs.each(watch, *moment, key)), default=None)


def at_most(text, measured, limit, unit=""):
    """A row, if it was measured."""
    if measured is None or limit is None:
        return []
    return [(text, [f"{measured:g}{unit}", "yes" if measured <= limit else "**no**"])]


def at_least(text, measured, limit, unit=""):
    if measured is None:
        return []
    return [(text, [f"{measured:g}{unit}", "yes" if measured >= limit else "**no**"])]


def wrong_after_kills(found):
    if not found or "failed" in found:
        return None
    return sum(found[key] for key in KILLED[1:]) + sum(abs(found[key] - found["logs"]) for key in ("pods", "results", "succeeded"))


def targets(results):
    found = Results(results)
    value = found.value
    rows = []
    for name in ROUNDS:
        rows += at_most(f"short pods, {name} round, first create to last known end: quicker than every peer. Our time to that of the quickest peer",
                        times_of(value("short ours", name, "s"), found.quickest("short", name, "s")), 1)
        rows += at_most("the same, against the quickest peer that reads the logs, as run-pod does",
                        times_of(value("short ours", name, "s"), found.quickest("short", name, "s", peers=PEERS_WITH_LOGS)), 1)
        rows += at_most("the same: CPU of our process at most that of polling",
                        times_of(value("short ours", name, "CPU s"), value("short poll", name, "CPU s")), 1)
        rows += at_most("the same, against polling that reads the logs",
                        times_of(value("short ours", name, "CPU s"), value("short poll-log", name, "CPU s")), 1)
    for count in (1000, 10000):
        rows += at_most(f"{count:,} pods seen: at most 1.2 times the quickest peer",
                        times_of(value(f"track {count} ours", "seen after s"), found.quickest(f"track {count}", "seen after s")), 1.2)
    rows += at_most("connections with 1,000 followed logs: at most 30", value("track 1000 ours", "connections"), 30)
    rows += at_most("heap of a pod with its followed log at 1,000: at most 12 KiB", value("track 1000 ours", "heap per pod KiB"), 12, " KiB")
    rows += at_most("heap of a followed pod without a log: at most 10 KiB", value("storm ours", "heap per pod KiB"), 10, " KiB")
    if (value("resume ours", "tasks") or 0) >= 1000:
        rows += at_most("1,000 tasks resumed, logs followed again: at most 3 s", value("resume ours", "logs s"), 3, " s")
    rows += at_most("10,000 tasks resumed, all seen: at most 8 s", value("resume 10000 ours", "s"), 8, " s")
    for count in (100, 1000):
        for moment, what in ((EVENT, "plain watch"), (LOG_END, "watch with the log's end")):
            for key, times in (("p50 ms", 5), ("p99 ms", 10)):
                rows += at_most(f"end known at {count:,} pods, {key[:3]}: at most {times} times that of a {what} in each run",
                                found.against_watch(count, moment, key), times, " times")
    rows += at_most("end known at 10,000 pods, p99: at most 250 ms", value("track 10000 ours", "latency", "p99 ms"), 250, " ms")
    rows += at_most("requests of a short pod with its log: at most 3", value("short ours", "requests per pod"),
                    3 + ONCE / (len(ROUNDS) * (value("short ours", "pods") or 1)))
    for count in (1000, 10000):
        rows += at_most(f"all threads of the process at {count:,} pods, the JVM's included: at most 40", value(f"track {count} ours", "threads"), 40)
    rows += at_least("logs followed at once by one controller: 10,000, each with its first line", value("track 10000 ours", "logs followed"), MANY)
    rows += at_most("10,000 running pods that do nothing: at most 3 % of a core", value("track 10000 ours", "idle CPU %"), 3, " %")
    rows += at_most("what is wrong after three kills of a controller with followed logs, of lines, pods and results: nothing",
                    wrong_after_kills(results.get("kills")), 0)
    rows += at_least("one log, against `kubectl logs -f`: at least 0.9 times", value("large log", "ratio"), 0.9, " times")
    rows += at_least("diagnosis: at least 1 million pods a second and core", value("jmh", "diagnosis.again", "per s"), 1_000_000)
    return [table("Targets", ["measured", "reached"], rows)] if rows else []
