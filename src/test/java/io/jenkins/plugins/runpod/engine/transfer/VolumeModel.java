package io.jenkins.plugins.runpod.engine.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The volume of a pod and what the scripts do there, in memory. {@link VolumeModelTest} holds it against the scripts. Mutable, for one
 * thread.
 */
public final class VolumeModel {
    /** What a script has written, and its exit code. */
    public record Said(int code, byte[] stdout, String stderr) {
        static Said answer(String line) {
            return new Said(0, (line + "\n").getBytes(UTF_8), "");
        }

        static Said failure(ScriptExit exit, String text) {
            return new Said(exit.code(), new byte[0], text + "\n");
        }

        static Said excess(ScriptExit exit, String counts) {
            return new Said(exit.code(), (counts + "\n").getBytes(UTF_8), "too much\n");
        }
    }

    private static final int LEAST_ARCHIVE = 1024;

    private final SortedMap<Integer, byte[]> parts = new TreeMap<>();
    private SortedMap<String, byte[]> work = new TreeMap<>();
    private String ready;
    private byte[] archive;
    private String answer;
    private boolean taken;

    /** The files in the working directory, from paths to contents. The result container writes there. */
    public SortedMap<String, byte[]> work() {
        return work;
    }

    /** Whether the inputs have been unpacked, so that their container ends. */
    public boolean isReady() {
        return ready != null;
    }

    /** Whether the outputs have been taken, so that their container ends. */
    public boolean isTaken() {
        return taken;
    }

    /** The archive of the outputs, or null. */
    public byte[] archive() {
        return archive;
    }

    /**
     * Runs a command to its end.
     *
     * @param container the name of the helper container
     * @param command as {@link ScriptCommand#command} makes it
     * @param stdin what has arrived until it was closed
     */
    public Said run(String container, List<String> command, byte[] stdin) {
        int start = HelperScript.START.size();
        if (command.size() <= start || !command.subList(0, start).equals(HelperScript.START)) {
            return new Said(ScriptExit.NO_SHELL.code(), new byte[0], "not found\n");
        }
        List<String> words = command.subList(start + 1, command.size());
        String verb = container + " " + command.get(start);
        return switch (verb) {
            case HelperContainers.INPUT + " status" -> status();
            case HelperContainers.INPUT + " put" -> put(words, ByteBuffer.wrap(stdin));
            case HelperContainers.INPUT + " unpack" -> unpack(number(words, 0), words.get(1));
            case HelperContainers.OUTPUT + " collect" ->
                collect(Long.parseLong(words.get(0)), Long.parseLong(words.get(2)), number(words, 3), stdin);
            case HelperContainers.OUTPUT + " get" -> get(Long.parseLong(words.get(1)));
            case HelperContainers.OUTPUT + " taken" -> taken();
            default -> Said.failure(ScriptExit.UNKNOWN_COMMAND, "no command " + verb);
        };
    }

    private static int number(List<String> words, int index) {
        return Integer.parseInt(words.get(index));
    }

    private Said status() {
        StringBuilder lines = new StringBuilder();
        parts.forEach((number, content) ->
                lines.append("run-pod part %d %d %s\n".formatted(number, content.length, sha256(content))));
        return Said.answer(lines + "run-pod status " + (isReady() ? "ready " : "waiting ") + parts.size());
    }

    private Said put(List<String> words, ByteBuffer stdin) {
        int count = number(words, 0);
        Said failure = receive(count, stdin);
        boolean whole = IntStream.range(0, number(words, 1)).allMatch(parts::containsKey);
        if (failure != null) {
            return failure;
        } else if (whole || isReady()) {
            return unpack(number(words, 1), words.get(2));
        }
        return Said.answer("run-pod put " + count);
    }

    /** What has failed, or null. */
    private Said receive(int count, ByteBuffer stdin) {
        for (int i = 0; i < count && !isReady(); i++) {
            Optional<String> header = line(stdin);
            if (header.isEmpty()) {
                return Said.failure(ScriptExit.INCOMPLETE, "parts have not arrived");
            }
            if (!header.get().matches("[0-9]{1,9} [0-9]{1,9} .*")) {
                return Said.failure(ScriptExit.INCOMPLETE, "no header of a part");
            }
            String[] words = header.get().split(" ");
            byte[] received = new byte[Math.min(Integer.parseInt(words[1]), stdin.remaining())];
            stdin.get(received);
            if (received.length != Integer.parseInt(words[1])) {
                return Said.failure(ScriptExit.INCOMPLETE, "too short");
            } else if (!sha256(received).equals(words[2])) {
                return Said.failure(ScriptExit.CORRUPTED, "another SHA-256");
            }
            parts.put(Integer.valueOf(words[0]), received);
        }
        return null;
    }

    private static Optional<String> line(ByteBuffer stdin) {
        StringBuilder line = new StringBuilder();
        while (stdin.hasRemaining()) {
            char next = (char) stdin.get();
            if (next == '\n') {
                return Optional.of(line.toString());
            }
            line.append(next);
        }
        return Optional.empty();
    }

    private Said unpack(int count, String sha256) {
        Said done = Said.answer("run-pod unpacked " + sha256);
        if (isReady()) {
            return ready.equals(sha256) ? done : Said.failure(ScriptExit.CORRUPTED, "other inputs");
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        StringBuilder identity = new StringBuilder();
        for (int number = 0; number < count; number++) {
            if (!parts.containsKey(number)) {
                return Said.failure(ScriptExit.INCOMPLETE, "part " + number + " is missing");
            }
            whole.writeBytes(parts.get(number));
            identity.append(sha256(parts.get(number))).append('\n');
        }
        parts.clear();
        if (!Sha256.of(identity.toString()).hex().equals(sha256)) {
            return Said.failure(ScriptExit.CORRUPTED, "these are parts of another archive");
        }
        try {
            work = TinyTar.unpack(whole.toByteArray());
        } catch (IllegalArgumentException e) {
            return Said.failure(ScriptExit.TOOL_FAILED, "tar: " + e.getMessage());
        }
        ready = sha256;
        return done;
    }

    private Said collect(long files, long size, int wordCount, byte[] stdin) {
        List<String> words = new String(stdin, UTF_8).lines().toList();
        if (words.size() < wordCount || !new String(stdin, UTF_8).endsWith("\n")) {
            return Said.failure(ScriptExit.INCOMPLETE, "not all of the patterns have arrived");
        } else if (answer != null) {
            return Said.answer(answer);
        }
        List<Predicate<String>> patterns = new ArrayList<>();
        for (int at = 0; at < wordCount; at += 1 + number(words, at)) {
            patterns.add(FindModel.of(words.subList(at + 1, at + 1 + number(words, at))));
        }
        SortedMap<String, byte[]> found = new TreeMap<>(work);
        found.keySet().removeIf(path -> patterns.stream().noneMatch(pattern -> pattern.test("./" + path)));
        String counts = patterns.stream()
                .map(pattern -> " "
                        + found.keySet().stream()
                                .filter(path -> pattern.test("./" + path))
                                .count())
                .collect(Collectors.joining());
        byte[] packed = found.isEmpty() ? new byte[LEAST_ARCHIVE] : TinyTar.pack(found);
        if (found.size() >= files) {
            return Said.excess(ScriptExit.TOO_MANY_FILES, "run-pod counts " + found.size() + counts);
        } else if (packed.length >= size) {
            return Said.excess(ScriptExit.TOO_LARGE, "run-pod counts " + found.size() + counts);
        }
        archive = packed;
        answer = "run-pod collected " + found.size() + " " + packed.length;
        return Said.answer(answer);
    }

    private Said get(long first) {
        if (answer == null) {
            return Said.failure(ScriptExit.NOT_COLLECTED, "nothing has been collected");
        }
        int from = (int) Math.min(first - 1, archive.length);
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        stdout.write(archive, from, archive.length - from);
        stdout.writeBytes(("run-pod digest " + sha256(archive) + "\n").getBytes(UTF_8));
        return new Said(0, stdout.toByteArray(), "");
    }

    private Said taken() {
        answer = null;
        archive = null;
        taken = true;
        return Said.answer("run-pod taken");
    }

    private static String sha256(byte[] content) {
        return HelperFolder.sha256(content).hex();
    }
}
