package io.jenkins.plugins.runpod.engine.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The model of the volume answers any sequence of commands as the scripts do. */
class VolumeModelTest {
    private static final int PART = 700;
    private static final int COMMANDS = 16;

    @TempDir
    Path temp;

    private HelperFolder pod;
    private final VolumeModel model = new VolumeModel();
    private Random random;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void itAnswersAsTheScriptsDo(long seed) throws Exception {
        random = new Random(seed);
        byte[] archive = TinyTar.pack(files());
        List<ArchivePart> parts = HelperFolder.parts(archive, PART);
        try (HelperFolder folder = new HelperFolder(temp, Toolset.standard())) {
            pod = folder;
            pod.awaitsInputs();
            for (int i = 0; i < COMMANDS; i++) {
                input(archive, parts);
            }
            same(new AskStatus());
            if (random.nextInt(4) > 0) {
                for (ArchivePart part : parts) {
                    put(parts, part, HelperFolder.content(archive, PART, part));
                }
                same(HelperFolder.unpack(parts));
                input(archive, parts);
            }
            assertThat(TinyTar.areSame(model.work(), work())).isTrue();
            for (int i = 0; i < COMMANDS / 2; i++) {
                output();
            }
        }
    }

    private SortedMap<String, byte[]> files() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (String path : List.of("a.txt", "b/c.xml", "b/d/e.xml", "-z")) {
            if (random.nextInt(4) > 0) {
                byte[] content = new byte[random.nextInt(900)];
                random.nextBytes(content);
                files.put(path, content);
            }
        }
        return files;
    }

    private void input(byte[] archive, List<ArchivePart> parts) throws Exception {
        ArchivePart part = parts.get(random.nextInt(parts.size()));
        byte[] content = HelperFolder.content(archive, PART, part);
        switch (random.nextInt(12)) {
            case 0, 1 -> same(new AskStatus());
            case 2 -> {
                content[random.nextInt(content.length)]++;
                put(parts, part, content);
            }
            case 3 -> cut(parts, part, content);
            case 4 -> same(new UnpackParts(parts.size() + 1, UnpackParts.identity(parts)));
            case 5, 6 -> same(new UnpackParts(parts.size(), HelperFolder.sha256(content)));
            case 7 -> {
                if (random.nextInt(3) == 0) {
                    same(HelperFolder.unpack(parts));
                }
            }
            case 8, 9 -> put(parts, part, content);
            default -> { // several in one stream, of which one can be wrong
                List<ArchivePart> some = new ArrayList<>(parts);
                Collections.shuffle(some, random);
                some = some.subList(0, 1 + random.nextInt(some.size()));
                ByteArrayOutputStream stream = new ByteArrayOutputStream();
                for (ArchivePart one : some) {
                    byte[] sent = HelperFolder.content(archive, PART, one);
                    sent[0] += (byte) (random.nextInt(6) / 5);
                    stream.writeBytes(HelperFolder.sent(one, sent));
                }
                compare(
                        pod.put(command(parts, some), stream.toByteArray()),
                        HelperContainers.INPUT,
                        stream.toByteArray());
            }
        }
    }

    private void put(List<ArchivePart> parts, ArchivePart part, byte[] content) throws Exception {
        byte[] sent = HelperFolder.sent(part, content);
        compare(pod.put(command(parts, List.of(part)), sent), HelperContainers.INPUT, sent);
    }

    private static PutParts command(List<ArchivePart> parts, List<ArchivePart> some) {
        return new PutParts(some, HelperFolder.unpack(parts));
    }

    /** The connection breaks, and the script is told. */
    private void cut(List<ArchivePart> parts, ArchivePart part, byte[] content) throws Exception {
        byte[] whole = HelperFolder.sent(part, content);
        byte[] piece = Arrays.copyOf(whole, random.nextInt(whole.length));
        var running = pod.start(command(parts, List.of(part)));
        try (var stdin = running.process.getOutputStream()) {
            stdin.write(piece);
        } catch (IOException e) {
            // it has ended before it took all
        }
        compare(running.end(), HelperContainers.INPUT, piece);
    }

    private void output() throws Exception {
        CollectOutputs collect = new CollectOutputs(
                List.of(
                        List.of("-path", "./*.xml"),
                        List.of("(", "-path", "./b/*", "-o", "-name", "x y", ")", "!", "-path", "./*/*/*")),
                random.nextInt(3) == 0 ? 1 : 10,
                random.nextInt(5) == 0 ? 1000 : 1 << 20);
        switch (random.nextInt(6)) {
            case 0, 1 -> same(collect);
            case 2 -> {
                if (random.nextInt(3) == 0) {
                    same(new ConfirmTaken());
                }
            }
            case 3 -> {
                if (model.archive() != null) {
                    everything(collect);
                }
            }
            default -> same(new ReadArchive(0));
        }
    }

    private void everything(CollectOutputs collect) throws Exception {
        Collected collected = pod.run(collect).answer();
        assertThat(TinyTar.areSame(TinyTar.unpack(pod.read(collected)), TinyTar.unpack(model.archive())))
                .isTrue();
    }

    private <A> void same(ScriptCommand<A> command) throws Exception {
        compare(pod.run(command), container(command), command instanceof CollectOutputs c ? c.stdin() : new byte[0]);
    }

    private static String container(ScriptCommand<?> command) {
        return command instanceof AskStatus || command instanceof UnpackParts
                ? HelperContainers.INPUT
                : HelperContainers.OUTPUT;
    }

    private <A> void compare(HelperFolder.Ended<A> real, String container, byte[] stdin) {
        VolumeModel.Said said = model.run(container, real.command().command(), stdin);
        ScriptReply<A> expected = real.reply();
        ScriptReply<A> actual = real.command().reply(said.code(), new String(said.stdout(), UTF_8), said.stderr());
        if (expected instanceof ScriptReply.Failure<A> failure) {
            assertThat(actual).as("%s", real).isInstanceOf(ScriptReply.Failure.class);
            assertThat(((ScriptReply.Failure<A>) actual).exit()).isEqualTo(failure.exit());
            if (real.command() instanceof CollectOutputs collect) {
                assertThat(collect.excess(new String(said.stdout(), UTF_8)))
                        .isEqualTo(collect.excess(new String(real.stdout(), UTF_8)));
            }
        } else if (real.command() instanceof CollectOutputs) { // each tar has its own headers
            assertThat(contents(actual)).isEqualTo(contents(expected));
        } else {
            assertThat(actual).as("%s", real).isEqualTo(expected);
        }
    }

    private static int contents(ScriptReply<?> reply) {
        return ((Collected) ((ScriptReply.Answer<?>) reply).value()).files();
    }

    private Map<String, byte[]> work() throws IOException {
        Map<String, byte[]> work = new TreeMap<>();
        Path folder = pod.root.resolve("work");
        try (var paths = Files.walk(folder)) {
            for (Path path : new ArrayList<>(paths.filter(Files::isRegularFile).toList())) {
                work.put(folder.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
        return work;
    }
}
