package io.jenkins.plugins.runpod.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scripts with all shells and tools of this machine, in and out. */
final class ScriptsTest {
    private static final String TOOLS = "io.jenkins.plugins.runpod.engine.transfer.Toolset#all";
    private static final String FOR_OUTPUTS = "io.jenkins.plugins.runpod.engine.transfer.Toolset#forOutputs";
    private static final int PART = 64 * 1024 + 7;

    @TempDir
    Path temp;

    private static CollectOutputs all() {
        return new CollectOutputs(List.of(List.of()), 1000, 1L << 40);
    }

    @ParameterizedTest
    @MethodSource(TOOLS)
    void inputsArriveAsTheyAre(Toolset tools) throws Exception {
        Path tree = Tree.odd(temp.resolve("tree"), 1);
        try (var pod = new HelperFolder(temp, tools)) {
            var container = pod.awaitsInputs();

            pod.deliver(Tree.pack(tree), PART);

            assertThat(container.end().code()).isZero();
            Tree.assertSame(tree, pod.root.resolve("work"));
            assertThat(pod.run(new AskStatus()).answer()).isEqualTo(new InputStatus(true, Set.of()));
            assertThat(left(pod))
                    .containsExactlyInAnyOrder("in.asker", "in.process", "in.told", "out", "ready", "work");
        }
    }

    /** A container runs from its first moment, and makes its folders a little later. */
    @ParameterizedTest
    @MethodSource(TOOLS)
    void aPartThatComesBeforeTheFoldersAreMadeWaits(Toolset tools) throws Exception {
        byte[] archive = Tree.pack(Tree.odd(temp.resolve("tree"), 1));
        ArchivePart first = HelperFolder.parts(archive, PART).get(0);
        try (var pod = new HelperFolder(temp, tools)) {
            var early = pod.start(HelperFolder.some(List.of(first)));
            var container = pod.container(HelperScript.INPUT, "wait-for-input", "1", "0");
            early.process.getOutputStream().write(HelperFolder.sent(first, HelperFolder.content(archive, PART, first)));
            early.process.getOutputStream().flush();

            assertThat(early.end().answer().parts()).isEqualTo(1);
            pod.deliver(archive, PART);
            assertThat(container.end().code()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource(FOR_OUTPUTS)
    void outputsArriveAsTheyAre(Toolset tools) throws Exception {
        try (var pod = new HelperFolder(temp, tools)) {
            assertThat(pod.container(HelperScript.INPUT, "wait-for-input", "0", "1")
                            .end()
                            .code())
                    .isZero();
            Files.delete(pod.root.resolve("work"));
            Path tree = Tree.odd(pod.root.resolve("work"), 2);
            var container = pod.container(HelperScript.OUTPUT, "wait-until-taken");
            await().until(() -> Files.exists(pod.root.resolve("out.process")));

            Collected collected = pod.run(all()).answer();
            byte[] archive = pod.read(collected);

            assertThat(pod.run(all()).answer()).isEqualTo(collected);
            Tree.assertSame(tree, Tree.unpack(archive, temp.resolve("copy")));
            assertThat(pod.run(new ConfirmTaken()).answer()).isTrue();
            assertThat(container.end().code()).isZero();
            assertThat(pod.run(new ConfirmTaken()).answer()).isTrue();
            assertThat(left(pod)).containsExactlyInAnyOrder("in", "out.process", "taken", "work");
        }
    }

    @ParameterizedTest
    @MethodSource(FOR_OUTPUTS)
    void aFileThatTwoPatternsMatchIsThereOnce(Toolset tools) throws Exception {
        try (var pod = new HelperFolder(temp, tools)) {
            Tree.run("cd '" + pod.root
                    + "'; mkdir -p work/a/b; cd work; echo 1 >a/x.xml; echo 2 >a/b/y.xml; echo 3 >'a/b/-z'");

            Collected collected = pod.run(new CollectOutputs(
                            List.of(
                                    List.of("-path", "./*.xml"),
                                    List.of("(", "-path", "./a/b/*", "-o", "-name", "x y", ")", "!", "-name", "n"),
                                    List.of("-name", "none")),
                            10,
                            1 << 20))
                    .answer();

            assertThat(collected.files()).isEqualTo(3);
            Path copy = Tree.unpack(pod.read(collected), temp.resolve("copy"));
            Tree.assertSame(pod.root.resolve("work"), copy);
        }
    }

    @ParameterizedTest
    @MethodSource(FOR_OUTPUTS)
    void noFilesMakeAnEmptyArchive(Toolset tools) throws Exception {
        try (var pod = new HelperFolder(temp, tools)) {
            Files.createDirectory(pod.root.resolve("work"));

            Collected collected = pod.run(all()).answer();

            assertThat(collected.files()).isZero();
            assertThat(Tree.unpack(pod.read(collected), temp.resolve("copy"))).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @MethodSource(TOOLS)
    void anInputWithoutFilesMakesAnEmptyFolder(Toolset tools) throws Exception {
        Path tree = Files.createDirectory(temp.resolve("tree"));
        try (var pod = new HelperFolder(temp, tools).open()) {
            pod.awaitsInputs();
            pod.deliver(Tree.pack(tree), PART);
            assertThat(pod.root.resolve("work")).isEmptyDirectory();
            Tree.run("test \"$(find '" + pod.root.resolve("work") + "' -maxdepth 0 -perm -777)\"");
        }
    }

    @ParameterizedTest
    @MethodSource(TOOLS)
    void aPartThatIsCutOrWrongIsNotThere(Toolset tools) throws Exception {
        byte[] content = new byte[200_000];
        new Random(3).nextBytes(content);
        ArchivePart part = HelperFolder.parts(content, content.length).get(0);
        try (var pod = new HelperFolder(temp, tools)) {
            Files.createDirectory(pod.root.resolve("in"));
            for (int sent : new int[] {0, 1, 65_536, content.length - 1}) {
                var running = pod.start(HelperFolder.some(List.of(part)));
                running.process.getOutputStream().write(PutParts.header(part));
                running.process.getOutputStream().write(content, 0, sent);
                running.process.getOutputStream().close();
                assertThat(running.end().failure()).isEqualTo(ScriptExit.INCOMPLETE);
            }
            content[100]++;
            assertThat(pod.put(part, content).failure()).isEqualTo(ScriptExit.CORRUPTED);
            content[100]--;
            assertThat(pod.run(new AskStatus()).answer()).isEqualTo(new InputStatus(false, Set.of()));

            var stays = pod.start(HelperFolder.some(List.of(part))); // its connection broke, and nobody told it
            stays.process.getOutputStream().write(PutParts.header(part));
            stays.process.getOutputStream().write(content, 0, 1000);
            stays.process.getOutputStream().flush();
            assertThat(pod.put(part, content).answer().parts()).isEqualTo(1);
            assertThat(pod.put(part, content).answer().parts()).isEqualTo(1);
            assertThat(pod.run(new AskStatus()).answer()).isEqualTo(new InputStatus(false, Set.of(part)));
            stays.process.getOutputStream().write(content, 1000, content.length - 1000);
            stays.process.getOutputStream().flush();
            assertThat(stays.end().answer().parts()).isEqualTo(1);
            assertThat(list(pod.root.resolve("in"))).hasSize(2).contains("parts");
        }
    }

    @ParameterizedTest
    @MethodSource(TOOLS)
    void aScriptThatIsKilledAtAnyMomentIsRepeated(Toolset tools) throws Exception {
        Path tree = Tree.odd(temp.resolve("tree"), 4);
        byte[] archive = Tree.pack(tree);
        List<ArchivePart> parts = HelperFolder.parts(archive, PART);
        Random random = new Random(5);
        try (var pod = new HelperFolder(temp, tools)) {
            pod.awaitsInputs();
            for (int i = 0; i < 4; i++) {
                InputStatus status = pod.run(new AskStatus()).answer();
                for (ArchivePart part : parts) {
                    if (!status.ready() && !status.parts().contains(part)) {
                        pod.put(part, HelperFolder.content(archive, PART, part)).answer();
                    }
                }
                var running = pod.start(HelperFolder.unpack(parts));
                running.process.waitFor(random.nextInt(60), TimeUnit.MILLISECONDS);
                running.kill();
                var again = pod.start(new PutParts(parts.subList(0, 1), HelperFolder.unpack(parts)));
                again.process.waitFor(random.nextInt(60), TimeUnit.MILLISECONDS);
                again.kill();
            }
            pod.deliver(archive, PART);
            Tree.assertSame(tree, pod.root.resolve("work"));

            if (tools.makesArchives()) {
                for (int i = 0; i < 4; i++) {
                    var running = pod.start(all());
                    running.process.waitFor(random.nextInt(60), TimeUnit.MILLISECONDS);
                    running.kill();
                }
                byte[] output = pod.read(pod.run(all()).answer());
                Tree.assertSame(tree, Tree.unpack(output, temp.resolve("copy")));
            }
        }
    }

    /** What the script does next follows the signal of the part within milliseconds. Shells differ in what a signal disturbs. */
    @ParameterizedTest
    @MethodSource(TOOLS)
    void oneCommandBringsASmallArchiveEachTime(Toolset tools) throws Exception {
        Path tree = Tree.odd(temp.resolve("tree"), 8);
        byte[] archive = Tree.pack(tree);
        List<ArchivePart> parts = HelperFolder.parts(archive, archive.length);
        PutParts put = new PutParts(parts, HelperFolder.unpack(parts));
        for (int i = 0; i < 12; i++) {
            try (var pod = new HelperFolder(Files.createDirectory(temp.resolve("pod" + i)), tools)) {
                var container = pod.awaitsInputs();
                assertThat(pod.put(put, HelperFolder.sent(parts, archive.length, archive))
                                .answer())
                        .isEqualTo(new PutParts.Taken(1, true));
                assertThat(container.end().code()).isZero();
                Tree.assertSame(tree, pod.root.resolve("work"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource(TOOLS)
    void twoAtATimeDoTheWorkOnce(Toolset tools) throws Exception {
        Path tree = Tree.odd(temp.resolve("tree"), 6);
        byte[] archive = Tree.pack(tree);
        List<ArchivePart> parts = HelperFolder.parts(archive, PART);
        UnpackParts unpack = HelperFolder.unpack(parts);
        try (var pod = new HelperFolder(temp, tools)) {
            if (tools.takesReplacements()) {
                pod.replace("tar", gate(temp));
            }
            var container = pod.awaitsInputs();
            for (ArchivePart part : parts) {
                pod.put(part, HelperFolder.content(archive, PART, part)).answer();
            }
            var first = pod.start(unpack);
            var second = pod.start(unpack);
            await().until(() -> Files.exists(pod.root.resolve("in/parts")) || Files.exists(pod.root.resolve("ready")));
            Files.createFile(temp.resolve("gate"));
            assertThat(first.end().answer()).isEqualTo(unpack.sha256());
            assertThat(second.end().answer()).isEqualTo(unpack.sha256());
            Tree.assertSame(tree, pod.root.resolve("work"));
            assertThat(container.end().code()).isZero();
            assertThat(left(pod))
                    .containsExactlyInAnyOrder("in.asker", "in.process", "in.told", "out", "ready", "work");

            if (tools.makesArchives()) {
                var one = pod.start(all());
                var other = pod.start(all());
                Collected collected = one.end().answer();
                assertThat(other.end().answer()).isEqualTo(collected);
                assertThat(list(pod.root.resolve("out"))).containsExactlyInAnyOrder("answer", "archive");
            }
        }
    }

    /** containerd tells the end of a command when it has taken all of its stdin. */
    @ParameterizedTest
    @MethodSource(TOOLS)
    void theRestOfStdinIsReadAfterAFailure(Toolset tools) throws Exception {
        byte[] content = new byte[100_000];
        ArchivePart part = HelperFolder.parts(content, content.length).get(0);
        content[7]++;
        Path pipe = temp.resolve("stdin");
        Tree.run("mkfifo '" + pipe + "'");
        try (var pod = new HelperFolder(temp, tools);
                var keeper = new RandomAccessFile(pipe.toFile(), "rw")) { // otherwise each side waits for the other
            Files.createDirectory(pod.root.resolve("in"));
            var running = pod.start(HelperFolder.some(List.of(part)), pipe);
            try (OutputStream stdin = Files.newOutputStream(pipe)) {
                keeper.close();
                stdin.write(HelperFolder.sent(part, content));
                assertThat(running.end().failure()).isEqualTo(ScriptExit.CORRUPTED);

                for (int i = 0; i < 20; i++) { // more than any pipe holds
                    stdin.write(content);
                }
            }
        }
    }

    /** It would keep stdout open, and the command would end later for those who wait for it. */
    @Test
    void nothingWorksOnAfterTheEndOfAScript() throws Exception {
        Path begun = temp.resolve("begun");
        try (var pod = new HelperFolder(temp, Toolset.standard()).deaf()) {
            pod.replace("sleep", "echo $PPID >" + begun + "\nwhile [ -e " + begun + " ]; do $real 0.05; done");
            pod.replace("sha256sum", "until [ -s " + begun + " ] || ! [ -e " + temp + " ]; do :; done\nexec $real");
            Files.createDirectory(pod.root.resolve("out"));
            Files.writeString(pod.root.resolve("out/archive"), "content");
            Files.createFile(pod.root.resolve("out/answer"));

            pod.run(new ReadArchive(0));

            long worker = Long.parseLong(Files.readString(begun).strip());
            await().until(() ->
                    ProcessHandle.of(worker).filter(ProcessHandle::isAlive).isEmpty());
        }
    }

    /** A tool that says that it has begun and waits until it may go on. */
    static String gate(Path temp) {
        return ": >'" + temp + "/begun'\nwhile [ ! -e '" + temp + "/gate' ]; do sleep 0.05; done\nexec $real \"$@\"";
    }

    private static List<String> left(HelperFolder pod) throws IOException {
        return list(pod.root);
    }

    static List<String> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
