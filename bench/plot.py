"""The plot of docs/performance.md."""

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

COLOURS = {"ours": "#1b6ec2", "against": "#8fb8e0", "bare": "#303030", "poll": "#b0b0b0", "poll-log": "#b0b0b0", "watch": "#d98324", "airflow": "#7a9e4f"}
COUNTS = (100, 1000, 10000)


def series(results, way, value):
    points = []
    for count in COUNTS:
        result = results.get(f"track {count} {way}")
        if result and "failed" not in result:
            found = value(result)
            if found is not None:
                points.append((count, found))
    return points


def draw(results, path):
    from tables import NAMES
    matplotlib.rcParams.update({"svg.hashsalt": "run-pod", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False})
    figure, axes = plt.subplots(2, 2, figsize=(9, 6.2))
    panels = (
        ("end of a pod known after, ms (p50; the bar up to p99)", lambda r: (r["latency"]["p50 ms"], r["latency"]["p99 ms"]), True),
        ("threads", lambda r: r["threads"], True),
        ("memory of the process, MiB", lambda r: r["memory MiB"], True),
        ("requests a second while nothing happens", lambda r: r["idle requests per second"], False),
    )
    for axis, (title, value, logarithmic) in zip(axes.flat, panels):
        for way, name in NAMES.items():
            points = series(results, way, value)
            if not points:
                continue
            counts = [count for count, _ in points]
            if isinstance(points[0][1], tuple):
                low = [max(0.1, p[0]) for _, p in points]
                high = [max(0, p[1] - l) for (_, p), l in zip(points, low)]
                axis.errorbar(counts, low, yerr=[[0] * len(low), high], label=name, color=COLOURS[way], marker="o", capsize=3)
            else:
                axis.plot(counts, [p for _, p in points], label=name, color=COLOURS[way], marker="o")
        axis.set_xscale("log")
        if logarithmic:
            axis.set_yscale("log")
        axis.set_title(title, fontsize=9)
        axis.set_xticks(COUNTS, [f"{count:,}" for count in COUNTS])
        axis.set_xlabel("pods followed at once")
    lines, names = axes[0][0].get_legend_handles_labels()
    figure.legend(lines, names, loc="lower center", ncols=len(names), frameon=False, fontsize=8)
    figure.tight_layout(rect=(0, 0.04, 1, 1))
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
