"""What was measured, as JSON, as tables (on the terminal and in docs/performance.md) and as a plot; compared with the last time."""

import json
import os
import re

import plot

NAMES = {"ours": "run-pod", "poll": "poll every 2 s", "watch": "watch + log each", "airflow": "Airflow, deferrable"}
# Which of the numbers are worth a word when they change, and whether more of it is worse.
WATCHED = {"p50 ms": True, "p99 ms": True, "requests per pod": True, "heap per pod KiB": True, "idle CPU %": True, "threads": True, "s": True,
           "pods per s": False, "ratio": False, "per s": False, "B per op": True}
WORTH_TELLING = 0.25


def write(document, bench, partial):
    text = "\n\n".join([*targets(document["results"]), *tables(document["results"])])
    print(text)
    if partial:
        return
    path = f"{bench}/results/{document['kind']}.json"
    if os.path.exists(path):
        with open(path) as last:
            print("\n" + compared(document, json.load(last)))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as out:
        json.dump(document, out, indent=1)
        out.write("\n")
    if document["kind"] == "full":
        docs = f"{bench}/../docs"
        plot.draw(document["results"], f"{docs}/images/performance.svg")
        insert(f"{docs}/performance.md", headline(document) + "\n\n" + text)


def insert(path, text):
    """Replaces what stands between the markers."""
    with open(path) as current:
        page = current.read()
    begin, end = "<!-- measured -->", "<!-- end -->"
    page = re.sub(f"{begin}.*?{end}", lambda _: f"{begin}\n{text}\n{end}", page, flags=re.S)
    with open(path, "w") as out:
        out.write(page)


def headline(document):
    about = document["machine"]
    picture = "![Latency, threads, memory and requests against the number of pods](images/performance.svg)\n\n"
    return picture + (f"Measured on {document['date'][:10]} in {document['seconds'] // 60} min {document['seconds'] % 60} s, on {about['cores']} cores of "
            f"{about['processor']}, {about['memory GiB']} GiB, Linux {about['kernel']}, {about['java']}. Everything ran on these cores: etcd, "
            f"kube-apiserver, KWOK, the load, and what is measured. Load average before: {about['load before']}.")


def table(title, head, rows):
    lines = [f"### {title}", "", "| | " + " | ".join(head) + " |", "|---|" + "---:|" * len(head)]
    lines += [f"| {name} | " + " | ".join("–" if value is None else str(value) for value in values) + " |" for name, values in rows]
    return "\n".join(lines)


def targets(results):
    """What was aimed at, and what has come of it in this run."""
    def found(*path):
        value = results
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    rows = []

    def row(target, measured, reached):
        if measured is not None:
            rows.append((target, [measured, "yes" if reached else "**no**"]))

    few, many = found("track 100 ours", "threads"), found("track 10000", "ours", "threads")
    if few and many:
        row("all threads of the process, the JVM's included, at 10,000 pods, 1,000 of them with a followed log: as many as at 100", f"{many}, {few} at 100",
            many <= few + 2)
    heap = found("storm ours", "heap per pod KiB")
    row("heap for a followed pod without a log: at most 10 KiB", heap and f"{heap} KiB", heap and heap <= 10)
    requests = found("track 1000 ours", "requests per pod")
    row("API requests for a pod over its life: at most 4", requests, requests and requests <= 4.05)
    p50, p99 = found("track 1000 ours", "latency", "p50 ms"), found("track 1000 ours", "latency", "p99 ms")
    poll = found("track 1000 poll", "latency", "p50 ms")
    row("end of a pod known at 1,000 pods: p50 at most 20 ms", p50 is not None and f"{p50} ms" or None, p50 is not None and p50 <= 20)
    row("the same: p99 at most 250 ms", p99 and f"{p99} ms", p99 and p99 <= 250)
    if p50 and poll:
        row("the same: p50 20 times better than polling", f"{poll / max(p50, 0.1):.0f} times", poll / max(p50, 0.1) >= 20)
    idle = found("track 10000", "ours", "idle CPU %")
    row("10,000 running pods that do nothing: at most 3 % of a core", idle is not None and f"{idle} %" or None, idle is not None and idle <= 3)
    ratio = found("large log", "ratio")
    row("one log: at least 90 % of `kubectl logs -f`", ratio and f"{ratio:.0%}", ratio and ratio >= 0.9)
    resumed = found("track 10000", "ours", "resume", "s")
    row("10,000 tasks resumed: within 20 s", resumed and f"{resumed} s", resumed and resumed <= 20)
    again = found("jmh", "diagnosis.again", "per s")
    row("diagnosis: at least 1 million pods a second and core", again and f"{again / 1e6:.2f} million", again and again >= 1e6)
    return [table("Targets", ["measured", "reached"], rows)] if rows else []


def tables(results):
    made = []
    heads = ("seen after s", "threads", "heap per pod KiB", "memory MiB", "connections", "idle CPU %", "idle requests per second")
    for count in (100, 1000, 10000):
        ways = {way: results.get(f"track {count} {way}") for way in NAMES}
        if count == 10000:
            ways = results.get("track 10000", {})
        ways = {way: result for way, result in ways.items() if result and way in NAMES and "failed" not in result}
        if ways:
            head = [*heads, "end known p50 ms", "p99 ms", "busy CPU %", "requests per pod"]
            made.append(table(f"{count:,} pods followed at once", head, [(NAMES[way], [
                *(result.get(key) for key in heads), result["latency"]["p50 ms"], result["latency"]["p99 ms"], result["latency"]["busy CPU %"],
                result.get("requests per pod")]) for way, result in ways.items()]))
    attach = results.get("attach")
    if attach and "failed" not in attach:
        made.append(table("`kubectl run --attach`, a process for each pod", ["threads", "memory MiB", "end known p50 ms", "requests per pod"],
                          [(f"{attach['pods']} pods", [attach["threads"], attach["memory MiB"], attach["p50 ms"], attach["requests per pod"]])]))
    short = [(NAMES[way], results[f"short {way}"]) for way in NAMES if "failed" not in results.get(f"short {way}", {"failed": 1})]
    if short:
        head = ["s", "pods per s", "CPU s", "requests per pod"]
        made.append(table(f"{short[0][1]['pods']:,} short pods, from the first create to the last known end", head,
                          [(name, [result[key] for key in head]) for name, result in short]))
    resumed = [(f"{one['tasks']:,} tasks", one) for one in (results.get("resume", {}), results.get("track 10000", {}).get("ours", {}).get("resume", {}))
               if "s" in one]
    if resumed:
        made.append(table("Resumed after `kill -9`", ["all pods seen s", "logs followed again s", "requests until seen"], [
            (name, [result["s"], result["logs s"], " ".join(f"{count:.0f} {key}," for key, count in result["requests"].items()).rstrip(",")])
            for name, result in resumed]))
    log = results.get("large log", {})
    if "ratio" in log:
        again = ["and again"] * (len(log["ours MiB/s"]) - 1)
        made.append(table(f"One log of {log['MiB']} MiB", ["MiB/s", *again, "best against `kubectl logs -f`"], [
            ("`kubectl logs -f`", [*log["kubectl MiB/s"], 1]),
            ("`kubectl logs -f --timestamps`", [*log["kubectl --timestamps MiB/s"],
                                                round(max(log["kubectl --timestamps MiB/s"]) / max(log["kubectl MiB/s"]), 2)]),
            ("run-pod", [*log["ours MiB/s"], log["ratio"]])]))
    small = [(NAMES[way], results[f"small logs {way}"]) for way in NAMES if "failed" not in results.get(f"small logs {way}", {"failed": 1})]
    if small:
        head = ["threads", "connections", "memory MiB", "CPU %", "lines per s"]
        made.append(table(f"{small[0][1]['logs']:,} logs of a line a second each", head, [(name, [result.get(key) for key in head]) for name, result in small]))
    storm = [(NAMES[way], results[f"storm {way}"]) for way in NAMES if "failed" not in results.get(f"storm {way}", {"failed": 1})]
    if storm:
        head = ["heap per pod KiB", "flips per s", "CPU %", "requests per s", "threads"]
        made.append(table(f"Rate-limit storm: {storm[0][1]['pods']:,} waiting pods change state again and again", head,
                          [(name, [result[key] for key in head]) for name, result in storm]))
    micro = results.get("jmh", {})
    if micro and "failed" not in micro:
        made.append(table("The pure core, one thread (JMH)", ["per s", "bytes allocated each"],
                          [(name, [f"{one['per s']:,}", f"{one['B per op']:,.0f}"]) for name, one in micro.items()]))
    return made


def numbers(value, path=()):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers(inner, (*path, key))
    elif isinstance(value, (int, float)) and path[-1] in WATCHED:
        yield path, value


def compared(document, last):
    """What has changed by a quarter or more since the run before; a machine that is busy with other things shows up here, too."""
    before = dict(numbers(last["results"]))
    lines = []
    for path, value in numbers(document["results"]):
        old = before.get(path)
        if "ours" not in " ".join(path) and not path[0].startswith(("jmh", "large")) or not old or not value:
            continue
        change = value / old - 1
        if abs(change) >= WORTH_TELLING:
            worse = (change > 0) == WATCHED[path[-1]]
            lines.append(f"{'worse ' if worse else 'better'}  {', '.join(path)}: {old:g} -> {value:g} ({change:+.0%})")
    return f"Since the run of {last['date']}:\n" + ("\n".join(sorted(lines)) or "nothing has changed by a quarter or more")
