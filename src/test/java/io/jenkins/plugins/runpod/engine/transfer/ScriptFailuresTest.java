package io.jenkins.plugins.runpod.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the scripts do when something is missing, full or too much, with the shell and the tools of the machine. */
final class ScriptFailuresTest {
    private static final CollectOutputs ALL = new CollectOutputs(List.of(List.of()), 1000, 1 << 30);

    @TempDir
    Path temp;

    @Test
    void allMissingToolsAreNamedInTheMessage() throws Exception {
        try (var pod = new HelperFolder(temp, Toolset.standard())) {
            for (String tool : List.of("tar", "sha256sum", "find")) {
                Files.delete(pod.bin.resolve(tool));
            }
            Files.createFile(pod.message);

            var ended = pod.container(HelperScript.INPUT, "wait-for-input", "1", "1")
                    .end();

            String message = Files.readString(pod.message);
            assertThat(new String(ended.stdout())).isEqualTo(message);
            assertThat(HelperMessage.missingTools(ended.code(), message)).containsExactly("sha256sum", "tar", "find");
            assertThat(HelperMessage.failure(ended.code(), message).message())
                    .isEqualTo("The image lacks tools that transfers of files need: sha256sum, tar, find");
        }
    }

    @Test
    void aTarWithoutListsIsMissing() throws Exception {
        try (var pod = new HelperFolder(temp, Toolset.standard())) {
            pod.replace("tar", "case \"$*\" in *-T*) exit 1;; esac; exec $real \"$@\"");
            var ended = pod.container(HelperScript.INPUT, "wait-for-input", "0", "1")
                    .end();
            assertThat(HelperMessage.missingTools(ended.code(), new String(ended.stdout())))
                    .containsExactly("tar -T");
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsTold() throws Exception {
        try (var pod = new HelperFolder(temp, Toolset.standard())) {
            pod.replace("mkdir", "exit 1");
            var ended = pod.container(HelperScript.INPUT, "wait-for-input", "1", "0")
                    .end();
            assertThat(HelperMessage.failure(ended.code(), new String(ended.stdout()))
                            .exit())
                    .isEqualTo(ScriptExit.NOT_WRITABLE);
        }
    }

    @Test
    void aContainerThatWaitsEndsWithItsSignal() throws Exception {
        try (var pod = new HelperFolder(temp, Toolset.standard())) {
            var input = pod.container(HelperScript.INPUT, "wait-for-input", "1", "0");
            var output = pod.container(HelperScript.OUTPUT, "wait-until-taken");
            await().until(() ->
                    Files.exists(pod.root.resolve("in.process")) && Files.exists(pod.root.resolve("out.process")));
            input.process.destroy();
            output.process.destroy();
            assertThat(input.end().code()).isEqualTo(ScriptExit.TERMINATED.code());
            assertThat(output.end().code()).isEqualTo(ScriptExit.TERMINATED.code());
        }
    }

    @Test
    void messagesOfToolsTellWhatIsWrong() throws Exception {
        byte[] archive = new byte[10_240];
        ArchivePart part = HelperFolder.parts(archive, archive.length).get(0);
        try (var pod = new HelperFolder(temp, Toolset.standard())) {
            pod.replace(
                    "tar",
                    "cat >'" + temp + "/read'\n[ ! -s '" + temp + "/says' ] || { cat '" + temp
                            + "/says' >&2; exit 2; }\nexec $real \"$@\" <'" + temp + "/read'");
            pod.awaitsInputs();
            for (var said : List.of(
                    List.of("tar: x: Cannot write: No space left on device", ScriptExit.DISK_FULL),
                    List.of("tar: x: Disk quota exceeded", ScriptExit.DISK_FULL),
                    List.of("tar: x: Wrote only 512 of 10240 bytes", ScriptExit.DISK_FULL),
                    List.of("tar: x: Cannot open: Permission denied", ScriptExit.PERMISSION),
                    List.of("tar: what?", ScriptExit.TOOL_FAILED))) {
                Files.writeString(temp.resolve("says"), said.get(0) + "\n");
                pod.put(part, archive).answer();
                var ended = pod.run(HelperFolder.unpack(List.of(part)));
                assertThat(ended.failure()).isEqualTo(said.get(1));
                assertThat(ended.stderr()).contains(said.get(0).toString(), "exit code 2");
                assertThat(pod.run(new AskStatus()).answer()).isEqualTo(new InputStatus(false, Set.of()));
            }
            Files.writeString(temp.resolve("says"), "");
            pod.deliver(archive, archive.length);
        }
    }

    /** A tar that needs too much memory is killed. */
    @Test
    void partsAreSentAgainAfterTheEndOfTar() throws Exception {
        Path tree = Tree.odd(temp.resolve("tree"), 7);
        byte[] archive = Tree.pack(tree);
        List<ArchivePart> parts = HelperFolder.parts(archive, 50_000);
        try (var pod = new HelperFolder(temp, Toolset.standard())) {
            pod.replace(
                    "tar",
                    "[ -e '" + temp + "/begun' ] || { : >'" + temp + "/begun'; kill -9 $$; }\nexec $real \"$@\"");
            pod.awaitsInputs();
            await().until(() -> Files.exists(temp.resolve("begun")));

            ScriptExit first = pod.put(HelperFolder.some(parts), HelperFolder.sent(parts, 50_000, archive))
                                    .reply()
                            instanceof ScriptReply.Failure<?> failure
                    ? failure.exit()
                    : pod.run(HelperFolder.unpack(parts)).failure();

            assertThat(first).isEqualTo(ScriptExit.TOOL_FAILED);
            pod.deliver(archive, 50_000);
            Tree.assertSame(tree, pod.root.resolve("work"));
        }
    }

    @Test
    void aFullDiskIsToldByAllCommands() throws Exception {
        Path disk = Files.createDirectory(temp.resolve("disk"));
        boolean mounted = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString())
                        .start()
                        .waitFor()
                == 0;
        System.out.println(
                mounted ? "full disk: a tmpfs" : "full disk: tools that say so, because mount is not allowed");
        try (var pod = new HelperFolder(disk, Toolset.standard())) {
            Files.createDirectories(pod.root.resolve("in"));
            Files.createDirectories(pod.root.resolve("work"));
            Files.createDirectories(pod.root.resolve("out"));
            Files.write(pod.root.resolve("work/file"), new byte[400_000]);
            if (!mounted) {
                pod.replace("tar", "echo tar: No space left on device >&2; exit 1");
                pod.replace(
                        "dd",
                        "case \"$*\" in *bs=1\\ *) exec $real \"$@\";; esac; echo dd: No space left on device >&2; exit 1");
            }
            byte[] content = new byte[800_000];
            ArchivePart part = HelperFolder.parts(content, content.length).get(0);
            assertThat(pod.put(part, content).failure()).isEqualTo(ScriptExit.DISK_FULL);
            assertThat(ScriptsTest.list(pod.root.resolve("in"))).containsExactly("parts");
            Files.write(pod.root.resolve("work/other"), new byte[400_000]);
            assertThat(pod.run(ALL).failure()).isEqualTo(ScriptExit.DISK_FULL);
            assertThat(ScriptsTest.list(pod.root.resolve("out"))).isEmpty();
        } finally {
            if (mounted) {
                assertThat(new ProcessBuilder("umount", "-l", disk.toString())
                                .start()
                                .waitFor())
                        .isZero();
            }
        }
    }

    @Test
    void limitsAreCheckedBeforeTheDiskIsFilled() throws Exception {
        try (var pod = new HelperFolder(temp, Toolset.standard())) {
            Tree.run("mkdir '" + pod.root + "/work'; cd '" + pod.root
                    + "/work'; for i in 1 2 3; do head -c 100000 /dev/zero >$i.x; done; : >y");
            var patterns = List.of(List.of("-name", "*.x"), List.of("-name", "y"));

            CollectOutputs few = new CollectOutputs(patterns, 3, 1 << 30);
            var tooMany = pod.run(few);
            assertThat(tooMany.failure()).isEqualTo(ScriptExit.TOO_MANY_FILES);
            assertThat(few.excess(new String(tooMany.stdout()))).contains(List.of(4, 3, 1));

            CollectOutputs small = new CollectOutputs(patterns, 4, 150_000);
            var tooLarge = pod.run(small);
            assertThat(tooLarge.failure()).isEqualTo(ScriptExit.TOO_LARGE);
            assertThat(small.excess(new String(tooLarge.stdout()))).contains(List.of(4, 3, 1));
            assertThat(ScriptsTest.list(pod.root.resolve("out"))).isEmpty();
            assertThat(pod.run(new CollectOutputs(patterns, 4, 400_000))
                            .answer()
                            .files())
                    .isEqualTo(4);
        }
    }

    @Test
    void filesThatAreExcludedStayInThePodWhateverTheirNames() throws Exception {
        try (var pod = new HelperFolder(temp, Toolset.standard())) {
            Tree.run("mkdir -p '" + pod.root + "/work/d'; cd '" + pod.root
                    + "/work'; : >'d/a\nb.tmp'; : >\"$(printf '\\377.tmp')\"; : >c");
            var plan = new FilePlan(
                    false, List.of(new OutputFiles("all", "", "**/*.tmp", false)), new ArchiveLimits(1 << 20, 1, 10));
            assertThat(pod.run(plan.collection()).answer().files()).isEqualTo(1);
        }
    }

    /** Root could read it. */
    @Test
    void anExcludedFolderThatCannotBeReadIsNoObstacle() throws Exception {
        try (var pod = new HelperFolder(temp, Toolset.standard())) {
            Path work = Files.createDirectory(pod.root.resolve("work"));
            Tree.run("cd '" + work + "'; mkdir -p cache a/cache; : >c; : >cache/x; chmod 0 cache a/cache");
            if (System.getProperty("user.name").equals("root")) {
                pod.replace(
                        "find",
                        "exec " + Toolset.program("setpriv").orElseThrow() + " --reuid=65534 --clear-groups "
                                + Toolset.program("find").orElseThrow() + " \"$@\"");
            }
            try {
                var everything = new OutputFiles("all", "", "", false);
                var some = new OutputFiles("some", "", "**/cache/**", false);
                var limits = new ArchiveLimits(1 << 20, 1, 10);
                assertThat(pod.run(new FilePlan(false, List.of(some, everything), limits).collection())
                                .failure())
                        .isEqualTo(ScriptExit.PERMISSION);
                assertThat(pod.run(new FilePlan(false, List.of(some), limits).collection())
                                .answer()
                                .files())
                        .isEqualTo(1);
            } finally {
                Tree.run("chmod 755 '" + work + "/cache' '" + work + "/a/cache'");
            }
        }
    }

    @Test
    void aNameWithALineBreakIsRefusedIfItMatches() throws Exception {
        try (var pod = new HelperFolder(temp, Toolset.standard())) {
            Tree.run("mkdir '" + pod.root + "/work'; cd '" + pod.root + "/work'; : >'a\nb'; : >c");
            var ended = pod.run(ALL);
            assertThat(ended.failure()).isEqualTo(ScriptExit.UNUSABLE_NAME);
            assertThat(ended.stderr()).contains("./a\nb");
            assertThat(pod.run(new CollectOutputs(List.of(List.of("-name", "c")), 9, 1 << 20))
                            .answer()
                            .files())
                    .isEqualTo(1);
        }
    }

    @Test
    void wrongPartsAreAllSentAgain() throws Exception {
        byte[] content = new byte[10_240];
        ArchivePart part = HelperFolder.parts(content, content.length).get(0);
        try (var pod = new HelperFolder(temp, Toolset.standard())) {
            pod.awaitsInputs();
            assertThat(pod.run(new UnpackParts(1, part.sha256())).failure()).isEqualTo(ScriptExit.INCOMPLETE);
            pod.put(part, content).answer();
            Sha256 other = HelperFolder.sha256(new byte[1]);
            assertThat(pod.run(new UnpackParts(1, other)).failure()).isEqualTo(ScriptExit.CORRUPTED);
            assertThat(pod.run(new AskStatus()).answer().parts()).isEmpty();
            pod.deliver(content, content.length);
        }
    }

    @Test
    void nothingIsReadBeforeItIsCollected() throws Exception {
        try (var pod = new HelperFolder(temp, Toolset.standard())) {
            assertThat(pod.run(new ReadArchive(0)).failure()).isEqualTo(ScriptExit.NOT_COLLECTED);
        }
    }

    @Test
    void manySmallFilesGoInAndOut() throws Exception {
        Path tree = temp.resolve("tree");
        Tree.run("mkdir '" + tree + "'; cd '" + tree + "'; i=0; while [ $i -lt 200 ]; do mkdir d$i; (cd d$i; "
                + "j=0; while [ $j -lt 100 ]; do echo $i.$j >f$j; j=$((j + 1)); done); i=$((i + 1)); done");
        try (var pod = new HelperFolder(temp, Toolset.standard())) {
            pod.awaitsInputs();
            pod.deliver(Tree.pack(tree), 4 << 20);
            Collected collected = pod.run(new CollectOutputs(List.of(List.of()), 20_000, 1 << 30))
                    .answer();
            assertThat(collected.files()).isEqualTo(20_000);
            Tree.assertSame(tree, Tree.unpack(pod.read(collected), temp.resolve("copy")));
        }
    }

    @Test
    void shellcheckFindsNothing() throws Exception {
        var shellcheck = Toolset.program("shellcheck");
        if (shellcheck.isEmpty()) {
            System.out.println("There is no shellcheck on this machine");
            return;
        }
        Path root = Files.exists(Path.of("docs/design.md")) ? Path.of("") : Path.of("..");
        Path folder = root.resolve("src/main/resources/io/jenkins/plugins/runpod/engine/transfer");
        for (String script : List.of("common.sh", "input.sh", "output.sh")) {
            Process process = new ProcessBuilder(
                            shellcheck.get().toString(), folder.resolve(script).toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
        }
    }
}
