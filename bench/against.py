"""An earlier revision of the engine with its own driver, built once."""

import os
import subprocess

from testbench import say
from ways import BENCH


def build(revision, cache):
    """The folder of a revision, with everything that its `bench/build java` makes."""
    git = ["git", "-C", BENCH]
    commit = subprocess.run([*git, "rev-parse", "--verify", f"{revision}^{{commit}}"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    folder = f"{cache}/against/{commit}"
    if not os.path.exists(f"{folder}/bench/build"):
        say(f"fetching {revision}")
        subprocess.run([*git, "worktree", "prune"], check=True)
        subprocess.run([*git, "worktree", "add", "--detach", folder, commit], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([f"{folder}/bench/build", "java"], check=True)
    return folder
