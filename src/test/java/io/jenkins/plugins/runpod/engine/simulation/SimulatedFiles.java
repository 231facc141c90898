package io.jenkins.plugins.runpod.engine.simulation;

import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.exchange.TransferSlots;
import io.jenkins.plugins.runpod.engine.exchange.UnusableOutputs;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import io.jenkins.plugins.runpod.engine.transfer.OutputFiles;
import io.jenkins.plugins.runpod.engine.transfer.TinyTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/**
 * The files of one task: what the caller brings, what it is given, and the folder on the disk between them, which survives the process
 * with what it had at that moment.
 */
final class SimulatedFiles {
    private static final List<OutputFiles> OUTPUTS = List.of(
            new OutputFiles("artifacts", "out/**", "out/skipped*", false),
            new OutputFiles("junit", "**/TEST-*.xml", "", false),
            new OutputFiles("stash", "out/*.bin, in/a", "", true));

    /** A hand-over that came to its end. */
    record HandedOver(String uid, int attempt) {}

    final FilePlan plan;
    final List<String> violations = new ArrayList<>();
    private final SimulatedCluster cluster;
    private final SimulatedTime time;
    private final Dice dice;
    private final Path folder;
    private final boolean clumsy;
    /** So that the inputs have several parts. */
    private final int leastPart;

    private final SortedMap<String, byte[]> inputs = new TreeMap<>();
    private final List<HandedOver> handedOver = new ArrayList<>();
    private Map<String, byte[]> atKill;

    /** @param folder does not exist yet */
    SimulatedFiles(SimulatedCluster cluster, SimulatedTime time, Dice dice, Path folder) {
        this.cluster = cluster;
        this.time = time;
        this.dice = dice;
        this.folder = folder;
        boolean moves = dice.chance(0.4);
        boolean takes = moves && dice.chance(0.7);
        List<OutputFiles> outputs =
                takes ? OUTPUTS.stream().filter(o -> dice.chance(0.7)).toList() : List.of();
        plan = new FilePlan(moves && (outputs.isEmpty() || dice.chance(0.7)), outputs, ArchiveLimits.DEFAULT);
        leastPart = 500 + dice.upTo(3000);
        clumsy = plan.any() && dice.chance(0.2);
        if (plan.inputs()) {
            inputs.put("in/a", bytes(dice, 1500));
            if (dice.chance(0.5)) {
                inputs.put("in/TEST-old.xml", bytes(dice, 20));
            }
            lay(Map.of(FileExchange.INPUTS, TinyTar.pack(inputs)));
        }
    }

    private static byte[] bytes(Dice dice, int most) {
        byte[] bytes = new byte[dice.upTo(most)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) dice.upTo(255);
        }
        return bytes;
    }

    /** The result container has ended, and this is what it wrote. */
    static void write(SimulatedPod pod, Dice dice) {
        if (pod.helpers.areNeeded()) {
            Map<String, byte[]> work = pod.helpers.volume.work();
            if (dice.chance(0.8)) {
                work.put("out/" + pod.uid, pod.uid.getBytes());
                work.put("out/sub/x.bin", bytes(dice, 1500));
                work.put("out/skipped", new byte[3]);
            }
            if (dice.chance(0.8)) {
                work.put("reports/TEST-" + pod.uid + ".xml", bytes(dice, 300));
            }
        }
    }

    /** The result container starts. */
    void started(SimulatedPod pod) {
        if (plan.inputs() && !TinyTar.areSame(pod.helpers.volume.work(), inputs)) {
            violations.add("started with other inputs: " + pod.name);
        }
    }

    // --- the disk -------------------------------------------------------------------------------------------------

    /** The process dies now. What it does from now on has no effect. */
    void killed() {
        atKill = read();
    }

    /** The next process finds this. @param isTaken whether it is saved that the archive of the outputs is whole */
    void restarted(boolean isTaken) {
        if (atKill == null) {
            return;
        }
        Map<String, byte[]> left = new TreeMap<>(atKill);
        atKill = null;
        for (String path : List.copyOf(left.keySet())) {
            boolean whole = path.equals(FileExchange.INPUTS) || (isTaken && !path.contains("/"));
            if (!whole && dice.chance(0.4)) {
                damage(left, path);
            }
        }
        remove();
        lay(left);
    }

    private void damage(Map<String, byte[]> left, String path) {
        byte[] content = left.get(path);
        int kept = dice.upTo(content.length);
        switch (dice.upTo(2)) {
            case 0 -> left.remove(path);
            case 1 -> left.put(path, Arrays.copyOf(content, kept));
            default -> left.put(path, Arrays.copyOf(Arrays.copyOf(content, kept), content.length));
        }
    }

    private void lay(Map<String, byte[]> files) {
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private SortedMap<String, byte[]> read() {
        return read(folder);
    }

    private static SortedMap<String, byte[]> read(Path folder) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        if (!Files.exists(folder)) {
            return files;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(path).toString(), Files.readAllBytes(path));
            }
            return files;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nothing of it is left on the disk. */
    void remove() {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** When the task is over. */
    void judgeEnd() {
        if (Files.exists(folder)) {
            violations.add("left on the disk: " + read().keySet());
        }
    }

    /** @param uid of the pod whose exit code counts */
    void judgeSuccess(String uid) {
        SimulatedPod pod = cluster.podOf(uid);
        if (!plan.outputs().isEmpty()
                && handedOver.stream().noneMatch(done -> done.uid().equals(uid))) {
            violations.add("a success without its outputs");
        }
        for (OutputFiles output : plan.outputs()) {
            if (!output.allowEmpty()
                    && selected(output, pod.helpers.volume.work()).isEmpty()) {
                violations.add("a success without " + output.name());
            }
        }
    }

    private static List<String> selected(OutputFiles output, Map<String, byte[]> files) {
        return files.keySet().stream()
                .filter(output.selection()::selects)
                .sorted()
                .toList();
    }

    // --- one process ----------------------------------------------------------------------------------------------

    /** What the engine must not do twice, and where. */
    interface Saved {
        boolean isHandedOver();

        String uid();

        int attempt();
    }

    /**
     * The exchange of a new process.
     *
     * @param mayDie kills the process now and then
     */
    Exchange exchange(Executor threads, Saved saved, Runnable mayDie) {
        return new Exchange(threads, saved, mayDie);
    }

    /** The exchange as one process sees it, which shares its places with other tasks. */
    final class Exchange implements FileExchange {
        private final Executor threads;
        private final Saved saved;
        private final Runnable mayDie;
        private final int places = 1 + dice.upTo(1);
        private final TransferSlots slots = new TransferSlots(places);
        private final List<Cancellation> others = new ArrayList<>();
        private final Map<Integer, Boolean> done = new HashMap<>();
        private int taken;

        Exchange(Executor threads, Saved saved, Runnable mayDie) {
            this.threads = threads;
            this.saved = saved;
            this.mayDie = mayDie;
            if (plan.any() && dice.chance(0.3)) {
                others();
            }
        }

        /** Other tasks move their files for a while. */
        private void others() {
            for (int i = 0; i < places; i++) {
                others.add(slots.take(() -> taken++));
            }
            time.after(dice.duration(Duration.ofMinutes(20)), this::endOthers);
        }

        private void endOthers() {
            others.forEach(Cancellation::cancel);
            others.clear();
            taken = 0;
        }

        /** Whether no transfer of this task may go on. */
        boolean isFull() {
            return taken == places;
        }

        /** Whether all places are free after this task's end. */
        void judgeSlots() {
            endOthers();
            List<Cancellation> all = new ArrayList<>();
            int[] turns = {0};
            for (int i = 0; i < places; i++) {
                all.add(slots.take(() -> turns[0]++));
            }
            if (turns[0] != places) {
                violations.add("kept a place of the transfers");
            }
            all.forEach(Cancellation::cancel);
        }

        @Override
        public Path folder() {
            return folder;
        }

        @Override
        public Executor threads() {
            return threads;
        }

        @Override
        public int leastPart() {
            return leastPart;
        }

        @Override
        public TransferSlots slots() {
            return slots;
        }

        @Override
        public void handOver(Path files, List<List<String>> selected) throws IOException {
            int attempt = saved.attempt();
            if (saved.isHandedOver()) {
                violations.add("handed over again after that was saved");
            }
            if (done.putIfAbsent(attempt, true) != null) {
                violations.add("handed over twice by one process");
            }
            judge(read(files), selected);
            mayDie.run();
            if (clumsy && dice.chance(0.6)) {
                done.remove(attempt);
                if (dice.chance(0.2)) {
                    throw new UnusableOutputs("The report is not XML", "");
                }
                throw new IOException("No space left on device");
            }
            handedOver.add(new HandedOver(saved.uid(), attempt));
            mayDie.run();
        }

        private void judge(Map<String, byte[]> files, List<List<String>> selected) {
            Map<String, byte[]> truth =
                    cluster.podOf(saved.uid()).helpers.volume.work();
            if (selected.size() != plan.outputs().size()) {
                violations.add("outputs handed over: " + selected);
                return;
            }
            for (int i = 0; i < selected.size(); i++) {
                List<String> expected = selected(plan.outputs().get(i), truth);
                if (!selected.get(i).equals(expected)) {
                    violations.add("selected " + selected.get(i) + " instead of " + expected);
                }
                for (String path : expected) {
                    if (!Arrays.equals(truth.get(path), files.get(path))) {
                        violations.add("other bytes in " + path);
                    }
                }
            }
        }
    }
}
