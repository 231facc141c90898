"""How long after the end of a pod its result came, and where that time went."""

from measure import percentile

# In the order of a short life; each stage is what its moment comes later than all moments before it.
STAGES = (("event", "watch event received"), ("asked", "log asked for"), ("head", "log's head"), ("ended", "log ended"), ("saved", "state saved"),
          ("delivered", "result delivered"))


def delays(ended, known, moment):
    """Milliseconds from the answer to each patch until a moment."""
    took = [(known[pod][moment] - patched) / 1000 for pod, patched in ended.items()]
    return {"p50 ms": round(percentile(took, 50), 1), "p99 ms": round(percentile(took, 99), 1), "max ms": round(max(took), 1)}


def stages(ended, known):
    """Milliseconds of each stage, if the way tells its moments. A log that is asked for before the end takes no time there."""
    if not any("event" in known[pod] for pod in ended):
        return {}
    took = {title: [] for _, title in STAGES}
    for pod, patched in ended.items():
        latest = patched
        for name, title in STAGES:
            moment = max(latest, known[pod].get(name, latest))
            took[title].append((moment - latest) / 1000)
            latest = moment
    return {"stages": {title: {"p50 ms": round(percentile(values, 50), 1), "p99 ms": round(percentile(values, 99), 1)}
                       for title, values in took.items()}}
