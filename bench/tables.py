"""What was measured, as tables."""

import runs
from short import ROUNDS

NAMES = {"ours": "run-pod", "against": "run-pod at an earlier revision", "bare": "the API server's limit", "poll": "poll every 2 s",
         "poll-log": "poll every 2 s, then the log", "watch": "watch + log each", "airflow": "Airflow, deferrable"}
# Where a result has the moments at which the end of a pod was known: by its event, and by the end of its log as well.
EVENT = ("latency",)
LOG_END = ("latency", "with the log")
KILLED = ("lines", "lines lost", "lines doubled", "lines out of order", "others")


def table(title, head, rows):
    lines = [f"### {title}", "", "| | " + " | ".join(head) + " |", "|---|" + "---:|" * len(head)]
    lines += [f"| {name} | " + " | ".join("–" if value is None else str(value) for value in values) + " |" for name, values in rows]
    return "\n".join(lines)


def tables(results, options):
    names = dict(NAMES)
    if options.get("against"):
        names["against"] = f"run-pod at `{options['against']}`"

    def of(part):
        """Name to result of all ways that have done it."""
        found = ((name, results.get(f"{part} {way}")) for way, name in names.items())
        return {name: result for name, result in found if result and "failed" not in result}

    made = [*followed(of), *latencies(of), *stages(of), *short(of), *resumed(of)]
    attach = results.get("attach")
    if attach and "failed" not in attach:
        made.append(table("`kubectl run --attach`, a process for each pod", ["threads", "memory MiB", "end known p50 ms", "requests per pod"],
                          [(f"{attach['pods']} pods", [attach["threads"], attach["memory MiB"], attach["p50 ms"], attach["requests per pod"]])]))
    return made + [*logs(of, results), *kills(results), *storm(of), *transports(results), *micro(results)]


def first(ways, key):
    return next(iter(ways.values()))[key]


def plain(ways, head):
    return [(name, [result.get(key) for key in head]) for name, result in ways.items()]


def followed(of):
    head = ("seen after s", "logs followed", "logs after s", "threads", "heap per pod KiB", "memory MiB", "connections", "idle CPU %",
            "idle requests per second", "requests per pod", "saves per pod")
    for count in (100, 1000, 10000):
        if ways := of(f"track {count}"):
            rows = [(name, [*(result.get(key) for key in head), result["latency"]["busy CPU %"]]) for name, result in ways.items()]
            yield table(f"{first(ways, 'pods'):,} pods followed at once", [*head, "busy CPU %"], rows)


def latencies(of):
    rows = []
    for count in (100, 1000, 10000):
        ways = of(f"track {count}")
        watch = ways.get(NAMES["watch"])
        for name, result in ways.items():
            rows.append((f"{result['pods']:,} pods: {name}", latency(result, EVENT, watch)))
            if "with the log" in result["latency"]:
                rows.append((f"{result['pods']:,} pods: {name}, with the log's end", latency(result, LOG_END, watch)))
    if rows:
        yield table("End of a pod known after ms, in each run", ["p50", "p99", "p50 against the plain watch", "p99 against it",
                                                                 "p50 against the watch with the log's end", "p99 against it"], rows)


def latency(result, path, watch):
    """The values of each run, and their ratios to both moments of a watch and a log for each pod."""
    cells = [runs.each(result, *path, key) for key in ("p50 ms", "p99 ms")]
    cells += [ratios(values, runs.each(watch, *moment, key)) for moment in (EVENT, LOG_END) for values, key in zip(cells, ("p50 ms", "p99 ms"))]
    return [", ".join(map(str, cell)) or None for cell in cells]


def ratios(values, others):
    """How many times as much in each run. A watch event may come before the patch is answered, so less than 0.1 ms counts as that."""
    return [round(max(value, 0.1) / max(other, 0.1), 1) for value, other in zip(values, others) if value is not None and other is not None]


def stages(of):
    for count in (100, 1000, 10000):
        ways = of(f"track {count}")
        rows = [(name, result["latency"]["stages"]) for name, result in ways.items() if "stages" in result["latency"]]
        if rows:
            yield table(f"From the end of a pod to its result, ms at {first(ways, 'pods'):,} pods: p50 / p99 of each stage", list(rows[0][1]), [
                (name, [f"{stage['p50 ms']} / {stage['p99 ms']}" for stage in found.values()]) for name, found in rows])


def short(of):
    rounds, whole = [(name, key) for key in ("s", "CPU s", "CPU of the JIT s") for name in ROUNDS], ["requests per pod", "saves per pod"]
    if ways := of("short"):
        rows = [(way, [*(result.get(name, {}).get(key) for name, key in rounds), *map(result.get, whole)]) for way, result in ways.items()]
        yield table(f"{first(ways, 'pods'):,} short pods, from the first create to the last known end, and as many again by the same process",
                    [*(f"{name} {key}" for name, key in rounds), *whole], rows)


def resumed(of):
    rows, spent = [], ("CPU s", "CPU of the JIT s")
    for part in ("resume", "resume 10000"):
        ways = of(part)
        limit = ways.get(NAMES["bare"], {})
        for name, result in ways.items():
            times = [cell for key in ("s", "logs s") for cell in (result[key], times_of(result[key], limit.get(key)))]
            requests = ", ".join(f"{number:.0f} {key}" for key, number in result["requests"].items())
            rows.append((f"{result['tasks']:,} tasks: {name}", [*times, result["logs"], *map(result.get, spent), requests]))
    if rows:
        yield table("Resumed after `kill -9`", ["all pods seen s", "against the limit", "logs followed again s", "against the limit", "logs",
                                                *spent, "requests until followed"], rows)


def times_of(value, other):
    """How many times as much."""
    return round(value / other, 2) if value is not None and other else None


def logs(of, results):
    large = results.get("large log", {})
    if "ratio" in large:
        again = ["and again"] * (len(large["ours MiB/s"]) - 1)
        yield table(f"One log of {large['MiB']} MiB", ["MiB/s", *again, "best against `kubectl logs -f`"], [
            ("`kubectl logs -f`", [*large["kubectl MiB/s"], 1]),
            ("`kubectl logs -f --timestamps`", [*large["kubectl --timestamps MiB/s"],
                                                round(max(large["kubectl --timestamps MiB/s"]) / max(large["kubectl MiB/s"]), 2)]),
            ("run-pod", [*large["ours MiB/s"], large["ratio"]])])
    head = ["threads", "connections", "memory MiB", "CPU %", "lines per s"]
    if small := of("small logs"):
        yield table(f"{first(small, 'logs'):,} logs of a line a second each", head, plain(small, head))


def kills(results):
    found = results.get("kills", {})
    head = ["pods", "results", "succeeded", *KILLED]
    if found and "failed" not in found:
        yield table(f"{found['logs']:,} logs of a line a second each, whose controller is killed {found['kills']} times (`kill -9`)", head,
                    plain({"run-pod": found}, head))


def storm(of):
    head = ["heap per pod KiB", "flips per s", "CPU %", "requests per s", "threads"]
    if ways := of("storm"):
        yield table(f"Rate-limit storm: {first(ways, 'pods'):,} waiting pods change state again and again", head, plain(ways, head))


def transports(results):
    names = {"jdk": "the JDK's client", "jetty": "Jetty", "vertx": "Vert.x", "okhttp": "OkHttp", "ours": "run-pod"}
    head = ["first bytes s", "connections", "threads", "heap per log KiB", "memory MiB", "CPU s", "lines", "lines lost or doubled"]
    rows = []
    for key, result in results.items():
        if key.startswith("transports ") and "failed" not in result:
            _, name, http = key.split(" ", 2)
            rows.append((names[name] + {"1": ", HTTP/1.1", "2": ", HTTP/2 allowed"}.get(http, ""), [result[column] for column in head]))
    if rows:
        yield table("Followed logs at once by one transport", head, rows)


def micro(results):
    found = results.get("jmh", {})
    if found and "failed" not in found:
        yield table("The pure core, one thread (JMH)", ["per s", "bytes allocated each"],
                    [(name, [f"{one['per s']:,}", f"{one['B per op']:,.0f}"]) for name, one in found.items()])
