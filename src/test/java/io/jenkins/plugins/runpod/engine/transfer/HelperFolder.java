package io.jenkins.plugins.runpod.engine.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.testing.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The volume of a pod, and the programs that its helper containers run there: real processes. */
final class HelperFolder implements AutoCloseable {
    /** What a process wrote and how it ended. */
    record Ended<A>(ScriptCommand<A> command, int code, byte[] stdout, String stderr) {
        ScriptReply<A> reply() {
            return command.reply(code, new String(stdout, UTF_8), stderr);
        }

        A answer() {
            assertThat(reply()).as(stderr).isInstanceOf(ScriptReply.Answer.class);
            return ((ScriptReply.Answer<A>) reply()).value();
        }

        ScriptExit failure() {
            assertThat(reply()).as(stderr).isInstanceOf(ScriptReply.Failure.class);
            return ((ScriptReply.Failure<A>) reply()).exit();
        }
    }

    /** A process that runs. */
    final class Running<A> {
        private final ScriptCommand<A> command;
        final Process process;
        final Path stdout;
        private final Path stderr;

        private Running(ScriptCommand<A> command, Process process, Path stdout, Path stderr) {
            this.command = command;
            this.process = process;
            this.stdout = stdout;
            this.stderr = stderr;
        }

        Ended<A> end() throws Exception {
            assertThat(process.waitFor(Patience.HANG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            return new Ended<>(command, process.exitValue(), Files.readAllBytes(stdout), Files.readString(stderr));
        }

        /** Kills the script. What it has started goes on. */
        void kill() throws Exception {
            process.destroyForcibly().waitFor();
        }
    }

    final Path base;
    final Path root;
    final Path bin;
    final Path message;
    private final List<Process> processes = new ArrayList<>();
    private boolean open;
    private boolean deaf;
    private int files;

    HelperFolder(Path base, Toolset tools) throws IOException {
        this.base = base;
        this.root = Files.createDirectory(base.resolve("run-pod"));
        this.bin = tools.folder(base);
        this.message = base.resolve("termination-log");
    }

    /** As for a result container with another user. */
    HelperFolder open() {
        open = true;
        return this;
    }

    /** Programs that start from now on ignore the signal to terminate. */
    HelperFolder deaf() {
        deaf = true;
        return this;
    }

    /** Puts a program before the tool. {@code $real} is the tool. */
    void replace(String tool, String script) throws IOException {
        Path link = bin.resolve(tool);
        Path real = Files.readSymbolicLink(link);
        Path kept = Files.createDirectories(base.resolve("real")).resolve(tool);
        if (!Files.isSymbolicLink(kept)) {
            Files.createSymbolicLink(kept, real);
        }
        Files.delete(link);
        Files.writeString(link, "#!/bin/sh\nreal=" + kept + "\n" + script + "\n");
        assertThat(link.toFile().setExecutable(true)).isTrue();
    }

    /** Puts the tool back. */
    void restore(String tool) throws IOException {
        Files.delete(bin.resolve(tool));
        Files.createSymbolicLink(
                bin.resolve(tool), Files.readSymbolicLink(base.resolve("real").resolve(tool)));
    }

    /** Starts the container of the inputs, and waits until it can take some. */
    Running<Boolean> awaitsInputs() throws IOException {
        Running<Boolean> container = container(HelperScript.INPUT, "wait-for-input", "1", "0");
        await().until(() -> Files.exists(root.resolve("in.process")));
        return container;
    }

    Running<Boolean> container(HelperScript script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(HelperScript.START);
        command.addAll(List.of(arguments));
        return start(null, script, command, Redirect.PIPE);
    }

    <A> Running<A> start(ScriptCommand<A> command) throws IOException {
        boolean output =
                command instanceof CollectOutputs || command instanceof ReadArchive || command instanceof ConfirmTaken;
        return start(command, output ? HelperScript.OUTPUT : HelperScript.INPUT, command.command(), Redirect.PIPE);
    }

    /** With a named pipe for stdin. It lives longer than the process does. */
    Running<PutParts.Taken> start(PutParts command, Path stdin) throws IOException {
        return start(command, HelperScript.INPUT, command.command(), Redirect.from(stdin.toFile()));
    }

    private <A> Running<A> start(ScriptCommand<A> command, HelperScript script, List<String> words, Redirect stdin)
            throws IOException {
        Path stdout = base.resolve("stdout." + files);
        Path stderr = base.resolve("stderr." + files++);
        List<String> program = new ArrayList<>(words);
        program.set(0, bin.resolve(words.get(0)).toString());
        if (deaf) {
            program.addAll(0, List.of("/bin/sh", "-c", "trap '' TERM; exec \"$@\"", "sh"));
        }
        ProcessBuilder builder = new ProcessBuilder(program)
                .directory(base.toFile())
                .redirectInput(stdin)
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().put(HelperScript.VARIABLE, script.text());
        builder.environment().put("RUN_POD_FOLDER", root.toString());
        builder.environment().put("RUN_POD_MESSAGE", message.toString());
        builder.environment().put("TAR_OPTIONS", "--no-such-option"); // an image can set it
        if (open) {
            builder.environment().put("RUN_POD_OPEN", "1");
        }
        Process process = builder.start();
        processes.add(process);
        if (command instanceof CollectOutputs collect) { // it stays open, as with an older API server
            process.getOutputStream().write(collect.stdin());
            process.getOutputStream().flush();
        }
        return new Running<>(command, process, stdout, stderr);
    }

    <A> Ended<A> run(ScriptCommand<A> command) throws Exception {
        return start(command).end();
    }

    /** Sends a part and leaves stdin open, as an older API server does. */
    Ended<PutParts.Taken> put(ArchivePart part, byte[] content) throws Exception {
        return put(some(List.of(part)), sent(part, content));
    }

    /** Of an archive that has more of them, so that nothing is unpacked. */
    static PutParts some(List<ArchivePart> parts) {
        return new PutParts(parts, new UnpackParts(1000, new Sha256("0".repeat(64))));
    }

    Ended<PutParts.Taken> put(PutParts command, byte[] sent) throws Exception {
        Running<PutParts.Taken> running = start(command);
        try {
            running.process.getOutputStream().write(sent);
            running.process.getOutputStream().flush();
        } catch (IOException e) {
            // the script has ended before it took all
        }
        return running.end();
    }

    /** What a part is on stdin. */
    static byte[] sent(ArchivePart part, byte[] content) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes(PutParts.header(part));
        sent.writeBytes(content);
        return sent.toByteArray();
    }

    /** What some parts of an archive are on stdin. */
    static byte[] sent(List<ArchivePart> parts, int length, byte[] archive) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        parts.forEach(part -> sent.writeBytes(sent(part, content(archive, length, part))));
        return sent.toByteArray();
    }

    /** Does all that is left to do for the inputs. */
    void deliver(byte[] archive, int partLength) throws Exception {
        InputStatus status = run(new AskStatus()).answer();
        List<ArchivePart> parts = parts(archive, partLength);
        List<ArchivePart> missing =
                parts.stream().filter(part -> !status.parts().contains(part)).toList();
        UnpackParts unpack = unpack(parts);
        boolean unpacked = false;
        while (!status.ready() && !missing.isEmpty()) {
            PutParts.Taken taken = put(new PutParts(missing, unpack), sent(missing, partLength, archive))
                    .answer();
            missing = missing.subList(taken.parts(), missing.size());
            unpacked = taken.unpacked();
        }
        if (!unpacked) {
            assertThat(run(unpack).answer()).isEqualTo(unpack.sha256());
        }
    }

    static UnpackParts unpack(List<ArchivePart> parts) {
        return new UnpackParts(parts.size(), UnpackParts.identity(parts));
    }

    /** Reads the archive, and the rest of it after its first and its last whole block. */
    byte[] read(Collected collected) throws Exception {
        int length = (int) collected.length();
        byte[] archive = data(0, length);
        for (int at : new int[] {ReadArchive.BLOCK, length / ReadArchive.BLOCK * ReadArchive.BLOCK}) {
            if (at <= length) {
                assertThat(data(at, length)).isEqualTo(Arrays.copyOfRange(archive, at, length));
            }
        }
        assertThat(run(new ReadArchive(0)).stdout())
                .endsWith(("run-pod digest " + sha256(archive) + "\n").getBytes(UTF_8));
        return archive;
    }

    /** What comes before the answer. */
    private byte[] data(int from, int length) throws Exception {
        byte[] stdout = run(new ReadArchive(from)).stdout();
        String answer = new String(stdout, length - from, stdout.length - (length - from), UTF_8);
        assertThat(new ReadArchive(from).answer(answer)).isPresent();
        return Arrays.copyOf(stdout, length - from);
    }

    static List<ArchivePart> parts(byte[] archive, int length) {
        List<ArchivePart> parts = new ArrayList<>();
        for (int at = 0; at < archive.length; at += length) {
            byte[] content = Arrays.copyOfRange(archive, at, Math.min(at + length, archive.length));
            parts.add(new ArchivePart(parts.size(), content.length, sha256(content)));
        }
        return parts;
    }

    static byte[] content(byte[] archive, int length, ArchivePart part) {
        int at = part.number() * length;
        return Arrays.copyOfRange(archive, at, at + (int) part.length());
    }

    static Sha256 sha256(byte[] content) {
        try {
            return new Sha256(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        for (Process process : processes) { // the first one before it starts others again
            List<ProcessHandle> family = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .toList();
            family.forEach(ProcessHandle::destroyForcibly);
            family.forEach(one -> one.onExit().join());
        }
    }
}
