"""Tasks in a queue of Kueue that has room for one (see queue.yaml). No task has a second attempt."""
from bed import E2E, cordoned, kubectl
from runs import NO_OUTCOME, OWN, container, eventually, expect, pod
from scenes import ALONE, case
from scenes.ends import WORKING


def queued(case, name, script, **labels):
    manifest = pod(container("main", script=script, resources={"requests": {"cpu": "100m"}}))
    return case.start(name=name, queue="one", attempts=1, pod={**manifest, "metadata": {"labels": labels}})


def urgent(case):
    return queued(case, "urgent", "echo urgent", **{"kueue.x-k8s.io/priority-class": "urgent"})


@case(ALONE, kueue=True)
def queue_with_room_for_one(case):
    """The second task waits until the first has ended. Both run in their first pod."""
    first = queued(case, "first", f"echo at work; until [ -e /count/{OWN}.end ]; do sleep 0.2; done")
    first.until("at work")
    second = queued(case, "second", f"echo my turn; [ -e /count/{first.id}.end ]")
    second.until("Queued: The pod waits in Kueue's queue one")
    names = {run: run.pod_name() for run in (first, second)}
    eventually(lambda: "insufficient unused quota" in kubectl("get", "workloads", "-o", "jsonpath={.items[*].status.conditions[*].message}"),
               60, "refusal of the queue")
    (E2E / "starts" / f"{first.id}.end").touch()
    for run, name in names.items():
        ended = run.ended()
        expect(ended, 0, "SUCCEEDED")
        assert ended.report["pod"] == name, ended.report


@case(ALONE, kueue=True)
def preempted_by_the_queue_before_the_start(case):
    """It goes back into the queue, and that is no attempt."""
    with cordoned() as uncordon:
        run = queued(case, "task", "echo my turn")
        run.until("were unschedulable")
        other = urgent(case)
        run.until("PreemptedByQueue.* costs no attempt")
        uncordon()
        expect(other.ended(), 0, "SUCCEEDED", out="urgent")
    ended = run.ended()
    expect(ended, 0, "SUCCEEDED", out="my turn")
    assert ended.report["attempt"] == 1, ended.report


@case(ALONE, kueue=True)
def preempted_by_the_queue_at_work(case):
    """It ends well when asked to, and that is no success."""
    run = queued(case, "task", WORKING)
    run.until("at work")
    other = urgent(case)
    expect(run.ended(), NO_OUTCOME, "OUTCOME_UNKNOWN", says="PreemptedByQueue")
    expect(other.ended(), 0, "SUCCEEDED", out="urgent")
