"""What was measured, as JSON, as tables (on the terminal and in docs/performance.md) and as a plot; compared with the last time."""

import json
import os
import re
import sys

from tables import tables
from targets import targets

# Where each kind of run stands in docs/performance.md; a quick one does not.
MARKERS = {"full": "measured", "full-busy": "busy", "transports": "transports"}
# Which of the numbers are worth a word when they change, and whether more of it is worse.
WATCHED = {"p50 ms": True, "p99 ms": True, "requests per pod": True, "heap per pod KiB": True, "idle CPU %": True, "threads": True, "s": True,
           "pods per s": False, "ratio": False, "per s": False, "B per op": True}
WORTH_TELLING = 0.25


def write(document, bench, partial, again=False):
    """A partial run changes nothing, or is put into the last whole one."""
    path = f"{bench}/results/{document['kind']}.json"
    if again:
        document = put_into(path, document)
    found = targets(document["results"])
    text = "\n\n".join([*found, *tables(document["results"], document["options"])])
    print(text)
    if partial and not again:
        return
    if os.path.exists(path):
        with open(path) as last:
            print("\n" + compared(document, json.load(last)))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as out:
        json.dump(document, out, indent=1)
        out.write("\n")
    marker = MARKERS.get(document["kind"])
    if marker:
        docs = f"{bench}/../docs"
        drawn = document["kind"] == "full" and draw(document, f"{docs}/images/performance.svg")
        insert(f"{docs}/performance.md", marker, (PICTURE if drawn else "") + headline(document) + "\n\n" + text)


def put_into(path, document):
    """The last run of this kind with the parts of this one instead of its own."""
    with open(path) as last:
        whole = json.load(last)
    whole["results"].update(document["results"])
    whole["again"] = {**whole.get("again", {}), **dict.fromkeys(document["results"], document["date"])}
    return whole


def draw(document, path):
    """The plot, where there is the library for it."""
    try:
        import plot
    except ImportError:
        print("no plot: matplotlib is missing", file=sys.stderr)
        return os.path.exists(path)
    plot.draw(document["results"], path)
    return True


PICTURE = "![Latency, threads, memory and requests against the number of pods](images/performance.svg)\n\n"


def insert(path, marker, text):
    """Replaces what stands between the markers."""
    with open(path) as current:
        page = current.read()
    begin, end = f"<!-- {marker} -->", "<!-- end -->"
    page = re.sub(f"{begin}.*?{end}", lambda _: f"{begin}\n{text}\n{end}", page, flags=re.S)
    with open(path, "w") as out:
        out.write(page)


def headline(document):
    about, options = document["machine"], document["options"]
    repeated = f" Medians of {options['repeat']} runs of each part." if options["repeat"] > 1 else ""
    busy = " Beside it ran one busy loop for each core." if options["busy"] else ""
    return (f"Measured on {document['date'][:10]} in {document['seconds'] // 60} min {document['seconds'] % 60} s, on {about['cores']} cores of "
            f"{about['processor']}, {about['memory GiB']} GiB, Linux {about['kernel']}, {about['java']}.{repeated}{busy} Everything ran on these cores: "
            f"etcd, kube-apiserver, KWOK, the load, and what is measured. Load average before: {about['load before']}."
            + "".join(f" The part `{part}` was measured again later." for part in document.get("again", {})))


def numbers(value, path=()):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "runs":
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
