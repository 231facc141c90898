"""Files into a pod and out of it."""
import filecmp
import os
import random
import time

from bed import FILES, REGISTRY, bad_line, killed, nonce, push
from runs import container, expect, pod
from scenes import ALONE, COMMAND_LINE, case

MEGABYTES = 32  # enough to take a while, for a part of the cluster to die in the middle


def tree(case, megabytes=1):
    """A folder with names and contents that are not the usual ones."""
    root, chance = case.folder / "sources", random.Random(case.id)
    for i in range(200):
        folder = root / f"module {i % 10}" / f"pack-{i % 7}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"file {i} äöü.txt").write_bytes(chance.randbytes(chance.choice([0, 1, 511, 512, 513, 9000])))
    (root / "deep" / ("x" * 120) / ("y" * 120)).mkdir(parents=True)
    (root / "deep" / ("x" * 120) / ("y" * 120) / "-rf").write_text("long")
    (root / "run.sh").write_text("echo run > ran; rm run.sh\n")
    (root / "run.sh").chmod(0o755)
    (root / "link").symlink_to("run.sh")
    with open(root / "large", "wb") as large:
        for _ in range(megabytes):
            large.write(chance.randbytes(1 << 20))
    return root


def expect_same(case, sources, outputs):
    """Byte for byte, apart from what the script has done."""
    def listed(root):
        return {os.path.relpath(os.path.join(folder, name), root) for folder, _, names in os.walk(root) for name in names}

    wanted, got = listed(sources) - {"run.sh"} | {"ran"}, listed(outputs)
    assert got == wanted, f"missing {sorted(wanted - got)[:5]}, more {sorted(got - wanted)[:5]}"
    _, wrong, odd = filecmp.cmpfiles(sources, outputs, sorted(wanted - {"ran", "link"}), shallow=False)
    assert not wrong and not odd, f"other contents: {wrong[:5]} {odd[:5]}"
    assert os.readlink(outputs / "link") == "run.sh"


def through(case, sources, **more):
    outputs = case.folder / "outputs"
    return outputs, case.start(input=str(sources), output="**", outputDir=str(outputs), **more)


@case(only=COMMAND_LINE)
def files_in_and_out(case):
    """The same files come back, while the command is killed in both transfers."""
    sources = tree(case, MEGABYTES)
    given = {"image": FILES, "script": "echo at work; sleep 2; ./run.sh"}
    outputs, run = through(case, sources, **given)
    run.until("created")
    time.sleep(random.uniform(0.5, 2))
    run.kill()
    _, run = through(case, sources, again=run, **given)
    run.until("at work")
    time.sleep(random.uniform(2, 4))
    run.kill()
    _, run = through(case, sources, again=run, **given)
    expect(run.ended(), 0, "SUCCEEDED")
    run.expect_one_start()
    expect_same(case, sources, outputs)


def killed_while(case, part, moving):
    """A part of the cluster dies while files move."""
    sources = tree(case, MEGABYTES)
    outputs, run = through(case, sources, image=FILES, script="./run.sh; echo at work")
    run.until(moving)
    time.sleep(random.uniform(0, 1))
    with killed(part):
        time.sleep(1)
    expect(run.ended(), 0, "SUCCEEDED")
    run.expect_one_start()
    expect_same(case, sources, outputs)


@case(ALONE, only=COMMAND_LINE)
def api_server_killed_while_files_go_in(case):
    killed_while(case, "apiserver", "SendingFiles|Inputs")


@case(ALONE, only=COMMAND_LINE)
def api_server_killed_while_files_come_out(case):
    killed_while(case, "apiserver", "at work")


@case(ALONE, only=COMMAND_LINE)
def kubelet_killed_while_files_go_in(case):
    killed_while(case, "kubelet", "SendingFiles|Inputs")


@case(ALONE, only=COMMAND_LINE)
def kubelet_killed_while_files_come_out(case):
    killed_while(case, "kubelet", "at work")


@case(only=COMMAND_LINE)
def slow_line_that_breaks_again_and_again(case):
    sources = tree(case, MEGABYTES)
    with bad_line(case, bytes_a_second=1_000_000) as account:
        outputs, run = through(case, sources, image=FILES, script="./run.sh", account=account)
        expect(run.ended(), 0, "SUCCEEDED")
    run.expect_one_start()
    expect_same(case, sources, outputs)


@case(only=COMMAND_LINE)
def image_without_tar(case):
    image = f"e2e/no-tar-{nonce()}:1"
    push(image, own=["sh"], without="tar")
    _, run = through(case, tree(case), image=f"{REGISTRY}/{image}", words=["true"])
    expect(run.ended(), 125, "PERMANENT", says="need: tar")


@case(only=COMMAND_LINE)
def another_user_and_a_read_only_root(case):
    """And little memory: neither user, nor root file system, nor size matters to a transfer."""
    sources = tree(case, MEGABYTES)
    limits = {"limits": {"memory": "64Mi", "cpu": "1"}}
    outputs, run = through(case, sources, pod=pod(
        container("main", "sh", "-c", "./run.sh && id -u && ! touch /there", image=FILES, resources=limits,
                  securityContext={"runAsUser": 65534, "runAsGroup": 65534, "readOnlyRootFilesystem": True,
                                   "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}})))
    expect(run.ended(), 0, "SUCCEEDED", out="65534")
    expect_same(case, sources, outputs)


@case(only=COMMAND_LINE)
def lost_outputs_are_no_success(case):
    """No file of that name. What there is comes all the same."""
    outputs = case.folder / "outputs"
    ended = case.run(image=FILES, script="echo bad > report", output=["report", "*.jar"], outputDir=str(outputs))
    expect(ended, 1, "TASK_FAILED", says="OutputsLost.*\\*\\.jar|\\*\\.jar.*OutputsLost")
    assert (outputs / "report").read_text() == "bad\n"
