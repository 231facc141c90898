package io.jenkins.plugins.runpod.engine.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The life of one followed log, drawn from a seed: a container writes, answers are cut anywhere, status lines come in between,
 * and the process is killed within and between writes and saves.
 */
final class LogStory implements LogFollower.Listener {
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Small, so that lines are broken often. */
    private static final int BUILD_LOG_LINE = 300;

    private final Random random;
    private final boolean cuttable;
    private final boolean longLines;
    private final ManualTime time = new ManualTime();
    private final KubeletLog kubelet = new KubeletLog();
    private final MemoryMedium medium;
    private final List<byte[]> written = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private Instant containerClock = Instant.parse("2026-01-02T03:04:05.5Z");
    private OutputPosition disk = OutputPosition.start();
    private TaskOutput output;
    private LogFollower follower;
    private Runnable onSave = () -> {};
    private boolean broken;
    private int statusLines;
    private boolean drained;

    LogStory(long seed, boolean cuttable) {
        random = new Random(seed);
        this.cuttable = cuttable;
        longLines = random.nextInt(8) == 0;
        medium = new MemoryMedium(cuttable, cuttable ? Integer.MAX_VALUE : BUILD_LOG_LINE);
    }

    void tell() {
        begin();
        int steps = random.nextInt(300);
        for (int i = 0; i < steps; i++) {
            survive(this::anything);
        }
        survive(() -> write(random.nextBoolean()));
        end();
    }

    /** What the container wrote, as the medium is to hold it. */
    List<String> expected() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (byte[] line : written) {
            if (cuttable) {
                text.writeBytes(line);
            } else {
                int length = line[line.length - 1] == '\n' ? line.length - 1 : line.length;
                int from = 0;
                do {
                    int part = Math.min(BUILD_LOG_LINE, length - from);
                    text.write(line, from, part);
                    text.write('\n');
                    from += part;
                } while (from < length);
            }
        }
        return lines(text.toByteArray());
    }

    /** What the medium holds, without status lines and without what was torn. */
    List<String> log() {
        return mediumLines().stream()
                .filter(line -> !line.startsWith("#") && !isTorn(line))
                .toList();
    }

    List<String> statusLines() {
        return mediumLines().stream()
                .filter(line -> line.startsWith("#") && line.endsWith(";$")) // else it was torn
                .toList();
    }

    /** Status lines whose writing nothing disturbed. */
    List<String> said() {
        return said;
    }

    List<String> warnings() {
        return warnings;
    }

    private List<String> mediumLines() {
        return lines(medium.bytes());
    }

    private static List<String> lines(byte[] text) {
        return Stream.of(new String(text, StandardCharsets.ISO_8859_1).split("(?<=\n)"))
                .map(LogStory::printable)
                .toList();
    }

    private static String printable(String line) {
        return line.replace("\n", "$").replace("\r", "r").replace("\t", "t").replace('\0', '0');
    }

    private static boolean isTorn(String line) {
        return line.indexOf(MemoryMedium.TORN) >= 0;
    }

    private void begin() {
        output = new TaskOutput(medium, disk, new Store());
        follower = new LogFollower(kubelet, output.stream("uid/main", ""), time, time, time, this);
        follower.start();
        if (random.nextInt(4) > 0) {
            time.pass(LogFollower.SHORT);
        }
    }

    /** What is noted is saved at some time, or never. */
    private final class Store implements PositionStore {
        @Override
        public void save(OutputPosition position) {
            LogStory.this.save(position);
        }

        @Override
        public void note(OutputPosition position) {
            if (random.nextBoolean()) {
                disk = position;
            }
        }

        @Override
        public boolean isSaved(OutputPosition position) {
            return position.equals(disk);
        }
    }

    private void save(OutputPosition position) {
        Runnable accident = onSave;
        onSave = () -> {};
        if (random.nextBoolean()) {
            accident.run();
            disk = position;
        } else {
            disk = position;
            accident.run();
        }
    }

    private void survive(Runnable step) {
        try {
            step.run();
            if (random.nextInt(4) > 0) {
                time.run();
            }
        } catch (Killed e) {
            time.kill();
            kubelet.requests().forEach(KubeletLog.Answer::close);
            heal();
            begin();
        }
    }

    private void heal() {
        medium.heal();
        onSave = () -> {};
        broken = false;
    }

    private void anything() {
        int dice = random.nextInt(100);
        if (dice < 25) {
            write(false);
        } else if (dice < 55) {
            send();
        } else if (dice < 62) {
            cut();
        } else if (dice < 80) {
            time.pass(Duration.ofMillis(random.nextInt(400)));
        } else if (dice < 88) {
            say();
        } else if (dice < 92) {
            throw new Killed();
        } else {
            harm();
        }
    }

    private void write(boolean unfinished) {
        containerClock = containerClock.plusNanos(List.of(0L, 0L, 1L, 1000L, 300_000L, 700_000_000L, 5_000_000_000L)
                .get(random.nextInt(7)));
        long backwards = random.nextInt(4) == 0 ? random.nextInt(500_000) : 0;
        byte[] text = line(unfinished);
        kubelet.write(containerClock.minusNanos(backwards), text);
        written.add(text);
    }

    private byte[] line(boolean unfinished) {
        byte[] text = new byte[length(unfinished)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) "ab \r\t\0\u00e4\u00ff".charAt(random.nextInt(8));
        }
        if (!unfinished) {
            text[text.length - 1] = '\n';
        }
        return text;
    }

    private int length(boolean unfinished) {
        int dice = random.nextInt(20);
        if (dice < 8) {
            return unfinished ? 2 : 1 + random.nextInt(3);
        }
        if (longLines && dice > 17) {
            return 1 + random.nextInt(200_000);
        }
        return 1 + random.nextInt(dice > 16 ? 1500 : 60);
    }

    private boolean isOpen() {
        return !kubelet.requests().isEmpty() && kubelet.request().isOpen();
    }

    private void send() {
        if (isOpen() && kubelet.request().isAwaited()) {
            int available = kubelet.request().available();
            if (available > 0) {
                kubelet.request().send(1 + random.nextInt(available));
            }
        }
    }

    private void cut() {
        if (isOpen()) {
            List<LogEnd> ends = List.of(
                    new LogEnd.Clean(),
                    new LogEnd.Failed("cut"),
                    new LogEnd.NotReady(),
                    new LogEnd.NoContent(),
                    new LogEnd.Missing());
            kubelet.request().end(ends.get(random.nextInt(ends.size())));
        }
    }

    private void say() {
        if (!longLines) {
            String line = "#" + ++statusLines + ";";
            boolean undisturbed = !broken;
            output.say(line);
            if (undisturbed) {
                said.add(line + "$");
            }
        }
    }

    private void harm() {
        broken = true;
        boolean kill = random.nextBoolean();
        if (random.nextBoolean()) {
            medium.tearNext(random.nextInt(400), kill ? new Killed() : new IOException("No space left on device"));
        } else {
            onSave = () -> {
                if (kill) {
                    throw new Killed();
                }
                throw new UncheckedIOException(new IOException("No space left on device"));
            };
        }
    }

    private void end() {
        heal();
        time.run();
        follower.end(false);
        for (int i = 0; i < 2000 && !drained; i++) {
            send();
            if (isOpen() && kubelet.request().isAwaited() && kubelet.request().available() == 0) {
                kubelet.request().answer().end();
            }
            time.pass(Duration.ofMillis(50));
        }
        if (!drained) {
            throw new AssertionError("The follower never came to an end");
        }
    }

    @Override
    public void answered() {}

    @Override
    public void drained() {
        drained = true;
    }

    @Override
    public void warn(String line) {
        warnings.add(line);
    }
}
