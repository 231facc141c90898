"""The scenes of testbed/e2e. Each is a function of a `Case` that is named after what happens."""
import threading
import time

from bed import kubectl
from runs import eventually, waiting_of

COMMAND_LINE, JENKINS = "command line", "jenkins"
# How cases are run: a few at once; then, a few at once, those that are only what they say if their first pull is let through (they begin
# with `pulling`); then those that break a part of the testbed or need all of it, one after the other.
TOGETHER, IN_TURNS, ALONE = range(3)

CASES = []


class Scene:
    def __init__(self, play, how, only, anywhere, kueue):
        self.play, self.how, self.only, self.anywhere, self.kueue = play, how, only, anywhere, kueue
        self.name = play.__name__.replace("_", "-")


def case(how=TOGETHER, only=None, anywhere=False, kueue=False):
    """Adds a function to the cases; `only` for runs of one kind. `anywhere`: it needs nothing but a cluster and an image with a shell.
    `kueue`: it needs Kueue."""
    def add(play):
        CASES.append(Scene(play, how, only, anywhere, kueue))
        return play
    return add


TURN = threading.Lock()


def pulling(case, **more):
    """A run whose image is being pulled now; comes back when the kubelet will let the next pull through. And its pod's name."""
    with TURN:
        run = case.start(**more)
        name = run.pod_name()
        eventually(lambda: kubectl("get", "events", "--field-selector", f"reason=Pulling,involvedObject.name={name}", "-o", "name"), 60, "pull")
        time.sleep(1.2)  # the kubelet counts seconds
    eventually(lambda: waiting_of(name), 30, "status")
    assert waiting_of(name) == "ContainerCreating", f"its pull was not let through: {waiting_of(name)}"
    return run, name
