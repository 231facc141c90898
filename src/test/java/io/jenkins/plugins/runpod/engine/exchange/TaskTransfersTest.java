package io.jenkins.plugins.runpod.engine.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.archive.OutwardLinks;
import io.jenkins.plugins.runpod.engine.archive.PackInput;
import io.jenkins.plugins.runpod.engine.archive.Packing;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.exchange.ScriptedKube.End;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.lifecycle.Command;
import io.jenkins.plugins.runpod.engine.lifecycle.FileProgress.TakenFiles;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferNews;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferProblem;
import io.jenkins.plugins.runpod.engine.log.ManualTime;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.transfer.ArchivePart;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import io.jenkins.plugins.runpod.engine.transfer.OutputFiles;
import io.jenkins.plugins.runpod.engine.transfer.TinyTar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfers in simulated time, with scripts that answer as a test says. */
class TaskTransfersTest {
    private String digest = "";
    private static final String SHA = "ab".repeat(32);
    private static final int LEAST_PART = 1 << 20;
    private static final String SECRET = "hunter2's\u0001";
    private static final Command.SendInputs SEND = new Command.SendInputs("pod-1", "uid-1");
    private static final Command.TakeOutputs TAKE = new Command.TakeOutputs("pod-1", "uid-1");
    private static final Command.ReleasePod RELEASE = new Command.ReleasePod("pod-1", "uid-1");

    @TempDir
    Path folder;

    private final ManualTime time = new ManualTime();
    private final ScriptedKube cluster = new ScriptedKube();
    private final TransferSlots slots = new TransferSlots(1);
    private final List<TransferNews> told = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final Deque<Throwable> handOvers = new ArrayDeque<>();
    private final List<List<List<String>>> handedOver = new ArrayList<>();
    private TaskTransfers transfers;

    private final FileExchange exchange = new FileExchange() {
        @Override
        public Path folder() {
            return folder;
        }

        @Override
        public Executor threads() {
            return time;
        }

        @Override
        public TransferSlots slots() {
            return slots;
        }

        @Override
        public void handOver(Path files, List<List<String>> selected) throws IOException {
            handedOver.add(selected);
            if (!handOvers.isEmpty()) {
                Throwable failure = handOvers.size() > 1 ? handOvers.remove() : handOvers.peek();
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (IOException) failure;
            }
        }
    };

    @BeforeEach
    void begin() {
        FilePlan plan = new FilePlan(
                true,
                List.of(new OutputFiles("all", "", "", false), new OutputFiles("jars", "*.jar", "", true)),
                new ArchiveLimits(1 << 20, 100, 10));
        TransferSite site = new TransferSite(
                plan,
                "ns",
                Duration.ofMinutes(5),
                cluster::kube,
                exchange,
                words -> words.replace(SECRET, "****"),
                LEAST_PART,
                time,
                time,
                time);
        transfers = new TaskTransfers(
                site,
                (uid, news) -> {
                    assertThat(uid).isEqualTo("uid-1");
                    told.add(news);
                },
                said::add);
    }

    private InputArchive pack(int bytes) throws IOException {
        Path from = Files.createDirectories(folder.resolve("from"));
        Files.write(from.resolve("file"), new byte[bytes]);
        Packing packing = new Packing(ArchiveLimits.DEFAULT, OutwardLinks.REFUSE, Packing.Permissions.OWNER_WRITES);
        InputIndex.pack(packing, List.of(PackInput.all(from)), folder, LEAST_PART);
        return InputArchive.of(folder, LEAST_PART);
    }

    private TransferNews last() {
        return told.get(told.size() - 1);
    }

    private TransferProblem problem() {
        return ((TransferNews.Failed) last()).why();
    }

    /** Two parts, so that it asks which of them are there. */
    private void send() throws IOException {
        pack(LEAST_PART);
        transfers.on(SEND);
        time.run();
    }

    @Test
    void onlyMissingPartsAreSent() throws IOException {
        InputArchive archive = pack(LEAST_PART + 1);
        ArchivePart first = archive.parts().get(0);
        cluster.on(
                "status",
                End.answer("run-pod part 0 " + first.length() + " " + first.sha256() + "\nrun-pod status waiting 1"));
        cluster.on("put", End.answer("run-pod unpacked " + archive.sha256()));
        transfers.on(SEND);
        time.run();
        assertThat(cluster.commands).extracting(words -> words.get(0)).containsExactly("status", "put");
        assertThat(cluster.commands.get(1)).startsWith("put", "1");
        assertThat(told).contains(new TransferNews.Advanced(first.length(), archive.length()));
        assertThat(last()).isEqualTo(new TransferNews.Delivered(1, LEAST_PART + 1));
    }

    /** That costs less than a question. The pod receives no part twice. */
    @Test
    void singlePartIsSentAtOnce() throws IOException {
        InputArchive archive = pack(10);
        cluster.on("put", End.failure(0, "", "broken"));
        transfers.on(SEND);
        time.run();
        cluster.on("status", End.answer("run-pod status waiting 0"));
        cluster.on("put", End.answer("run-pod unpacked " + archive.sha256()));
        time.pass(Duration.ofMinutes(1));
        assertThat(cluster.commands).extracting(words -> words.get(0)).containsExactly("put", "status", "put");
        assertThat(cluster.commands.get(0))
                .containsExactly("put", "1", "1", archive.sha256().hex());
        assertThat(last()).isEqualTo(new TransferNews.Delivered(1, 10));
    }

    /** An exec can be killed before it tells the pod to unpack. */
    @Test
    void partsThatAreAllThereAreUnpacked() throws IOException {
        InputArchive archive = pack(LEAST_PART);
        String there = archive.parts().stream()
                .map(part -> "run-pod part " + part.number() + " " + part.length() + " " + part.sha256() + "\n")
                .collect(Collectors.joining());
        cluster.on("status", End.answer(there + "run-pod status waiting 2"));
        cluster.on("unpack", End.answer("run-pod unpacked " + archive.sha256()));
        transfers.on(SEND);
        time.run();
        assertThat(cluster.commands).extracting(words -> words.get(0)).containsExactly("status", "unpack");
        assertThat(last()).isEqualTo(new TransferNews.Delivered(1, LEAST_PART));
    }

    /** The tools of some images cannot read one part and leave the next one. */
    @Test
    void podThatTakesOnePartAtATimeGetsThemSo() throws IOException {
        InputArchive archive = pack(2 * LEAST_PART + 1);
        cluster.on("status", End.answer("run-pod status waiting 0"));
        cluster.on("put", End.answer("run-pod put 1"));
        cluster.on("unpack", End.answer("run-pod unpacked " + archive.sha256()));
        transfers.on(SEND);
        time.run();
        assertThat(cluster.commands.subList(1, 4))
                .extracting(words -> words.subList(0, 3))
                .containsExactly(List.of("put", "3", "3"), List.of("put", "1", "3"), List.of("put", "1", "3"));
        assertThat(last()).isInstanceOf(TransferNews.Delivered.class);
    }

    private void change(int offset) throws IOException {
        Path archive = folder.resolve(FileExchange.INPUTS);
        byte[] changed = Files.readAllBytes(archive);
        changed[offset] ^= 1;
        Files.write(archive, changed);
    }

    /** What packing knew of the archive is right unless a disk has changed it since. */
    @ParameterizedTest
    @ValueSource(ints = {0, 512, 1024})
    void archiveThatHasChangedSinceItWasPackedIsNotDelivered(int offset) throws IOException {
        pack(10);
        change(offset);
        cluster.on("put", End.exit(83, ""));
        transfers.on(SEND);
        time.run();
        assertThat(last()).isInstanceOf(TransferNews.Interrupted.class);
        time.pass(Duration.ofMinutes(1));
        assertThat(problem().reason()).isEqualTo("InputsLost");
        assertThat(problem().message()).contains("have changed on the controller");
    }

    @Test
    void partsThatChangedOnTheWayAreSentAgain() throws IOException {
        InputArchive archive = pack(10);
        cluster.on("put", End.exit(83, ""));
        cluster.on("status", End.answer("run-pod status waiting 0"));
        transfers.on(SEND);
        time.run();
        cluster.on("put", End.answer("run-pod unpacked " + archive.sha256()));
        time.pass(Duration.ofMinutes(1));
        assertThat(cluster.commands).extracting(words -> words.get(0)).containsExactly("put", "status", "put");
        assertThat(last()).isEqualTo(new TransferNews.Delivered(1, 10));
    }

    @Test
    void inputsThatAreThereAreNotSent() throws IOException {
        cluster.on("status", End.answer("run-pod status ready 0"));
        send();
        assertThat(last()).isEqualTo(new TransferNews.Delivered(1, LEAST_PART));
        assertThat(cluster.commands).hasSize(1);
    }

    @Test
    void missingPermissionEndsTheTransfer() throws IOException {
        cluster.on("status", End.failure(403, "Forbidden", "pods \"pod-1\" is forbidden"));
        send();
        time.pass(Duration.ofMinutes(1));
        assertThat(problem().verdict()).isEqualTo(Verdict.PERMANENT);
        assertThat(problem().message()).contains("pods \"pod-1\" is forbidden");
        assertThat(problem().remedy()).contains("namespace ns", "get and create on pods/exec");
    }

    /** It has not read all roles yet. */
    @Test
    void apiServerThatHasJustStartedForbidsNothingForGood() throws IOException {
        cluster.on("status", End.failure(403, "Forbidden", "pods \"pod-1\" is forbidden"));
        send();
        assertThat(last()).isEqualTo(new TransferNews.Interrupted("pods \"pod-1\" is forbidden"));
        time.pass(Duration.ofSeconds(5));
        cluster.on("status", End.failure(503, "", "no answer"));
        time.pass(Duration.ofMinutes(1));
        cluster.on("status", End.failure(403, "Forbidden", "pods \"pod-1\" is forbidden"));
        time.pass(Duration.ofSeconds(25));
        cluster.on("status", End.answer("run-pod status ready 0"));
        time.pass(Duration.ofSeconds(30));
        assertThat(last()).isInstanceOf(TransferNews.Delivered.class);
    }

    @Test
    void brokenConnectionsAreTriedAgainMoreAndMoreSeldom() throws IOException {
        cluster.on("status", End.failure(503, "", "no answer"));
        send();
        assertThat(last()).isEqualTo(new TransferNews.Interrupted("no answer"));
        time.pass(Duration.ofMinutes(10));
        assertThat(cluster.count("status")).isBetween(20L, 60L);
        cluster.on("status", End.answer("run-pod status ready 0"));
        time.pass(Duration.ofSeconds(30));
        assertThat(last()).isInstanceOf(TransferNews.Delivered.class);
        assertThat(time.timers()).isZero();
    }

    @Test
    void leaseOfAnotherControllerIsToldAsWhatItIs() throws IOException {
        cluster.on("status", End.failure(0, KubeFailure.CONTESTED, "another controller holds the lease"));
        send();
        assertThat(((TransferNews.Contested) last()).why()).isEqualTo("another controller holds the lease");
        cluster.on("status", End.answer("run-pod status ready 0"));
        time.pass(Duration.ofSeconds(1));
        assertThat(last()).isInstanceOf(TransferNews.Delivered.class);
    }

    @Test
    void releaseThatWaitsForTheLeaseSaysSo() {
        cluster.on("taken", End.failure(0, KubeFailure.CONTESTED, "another controller holds the lease"));
        transfers.on(RELEASE);
        time.run();
        assertThat(last()).isInstanceOf(TransferNews.Contested.class);
    }

    @Test
    void podThatIsGoneIsLeftToTheMachine() throws IOException {
        cluster.on("status", End.failure(404, "NotFound", "pods \"pod-1\" not found"));
        send();
        time.pass(Duration.ofMinutes(1));
        assertThat(told).allMatch(TransferNews.Advanced.class::isInstance);
    }

    @ParameterizedTest
    @ValueSource(ints = {126, 127})
    void containerRuntimeThatCannotRunTheShellIsAskedAgain(int code) throws IOException {
        cluster.on("status", End.exit(code, ""));
        send();
        assertThat(last()).isInstanceOf(TransferNews.Interrupted.class);
        cluster.on("status", End.answer("run-pod status ready 0"));
        time.pass(Duration.ofSeconds(1));
        assertThat(last()).isInstanceOf(TransferNews.Delivered.class);
    }

    @ParameterizedTest
    @CsvSource({"80,ToolMissing,PERMANENT", "84,DiskFull,NEVER_STARTED", "86,TransferFailed,PERMANENT"})
    void scriptThatCannotDoItEndsTheTransfer(int code, String reason, Verdict verdict) throws IOException {
        cluster.on("status", End.exit(code, ""));
        send();
        assertThat(problem().reason()).isEqualTo(reason);
        assertThat(problem().verdict()).isEqualTo(verdict);
        assertThat(problem().message()).endsWith(": words.");
        assertThat(problem().remedy()).isNotEmpty();
    }

    @Test
    void scriptThatIsKilledAgainAndAgainNeedsMemory() throws IOException {
        cluster.on("status", End.exit(137, ""));
        send();
        assertThat(last()).isInstanceOf(TransferNews.Interrupted.class);
        time.pass(Duration.ofMinutes(1));
        assertThat(problem().reason()).isEqualTo("ScriptKilled");
        assertThat(cluster.count("status")).isEqualTo(3);
    }

    @Test
    void inputsThatAreGoneEndTheTransfer() {
        transfers.on(SEND);
        time.run();
        assertThat(problem().reason()).isEqualTo("InputsLost");
    }

    @Test
    void droppedTransferTellsNothingAndGivesItsPlaceBack() throws IOException {
        cluster.on("status", End.silence());
        send();
        told.clear();
        transfers.on(new Command.DropTransfer());
        time.pass(Duration.ofMinutes(1));
        assertThat(told).isEmpty();
        assertThat(cluster.cancelled).hasSize(1);
        List<String> free = new ArrayList<>();
        slots.take(() -> free.add("place"));
        assertThat(free).hasSize(1);
    }

    @Test
    void transferWaitsForItsPlace() throws IOException {
        cluster.on("status", End.answer("run-pod status ready 0"));
        Cancellation other = slots.take(() -> {});
        send();
        assertThat(told).containsExactly(new TransferNews.Queued());
        assertThat(cluster.commands).isEmpty();
        other.cancel();
        time.run();
        assertThat(last()).isInstanceOf(TransferNews.Delivered.class);
    }

    private byte[] collected(String sha256) throws IOException {
        pack(3000);
        byte[] archive = Files.readAllBytes(folder.resolve(FileExchange.INPUTS));
        digest = sha256.isEmpty()
                ? Digests.of(folder.resolve(FileExchange.INPUTS)).hex()
                : sha256;
        cluster.on("collect", End.answer("run-pod collected 1 " + archive.length));
        return archive;
    }

    private End sent(byte[] bytes) {
        byte[] answer = ("run-pod digest " + digest + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] stdout = Arrays.copyOf(bytes, bytes.length + answer.length);
        System.arraycopy(answer, 0, stdout, bytes.length, answer.length);
        return End.data(stdout);
    }

    private void take() {
        transfers.on(TAKE);
        time.run();
    }

    @Test
    void outputsThatWereLostOnTheWayAreReadAgain() throws IOException {
        byte[] archive = collected("");
        Deque<End> ends = new ArrayDeque<>(List.of(End.data(Arrays.copyOf(archive, 100)), sent(archive)));
        cluster.on("get", ends::remove);
        take();
        assertThat(last())
                .isEqualTo(new TransferNews.Interrupted("The controller has received too few bytes: "
                        + (archive.length - 100) + " were lost on the way"));
        time.pass(Duration.ofSeconds(1));
        assertThat(last()).isInstanceOf(TransferNews.Taken.class);
        assertThat(new ArchiveDraft(exchange, "pod-1").file()).hasBinaryContent(archive);
    }

    @Test
    void podThatPacksForLongShowsThatItWorks() throws IOException {
        cluster.on("collect", End.works(".\n"));
        take();
        assertThat(last()).isEqualTo(new TransferNews.Working());
    }

    @Test
    void otherWordsOfAPodShowNoWork() throws IOException {
        cluster.on("collect", End.works("Welcome to this image.\n"));
        take();
        assertThat(told).containsExactly(new TransferNews.Advanced(0, 0));
    }

    @Test
    void outputsWithAnotherSha256AreReadAgainAFewTimes() throws IOException {
        byte[] archive = collected(SHA);
        cluster.on("get", sent(archive));
        take();
        assertThat(problem().reason()).isEqualTo("OutputsCorrupted");
        assertThat(cluster.count("get")).isEqualTo(3);
    }

    @Test
    void podThatSendsMoreThanItWasAskedForIsNotBelieved() throws IOException {
        byte[] archive = collected("");
        cluster.on("get", sent(Arrays.copyOf(archive, archive.length + 1)));
        take();
        assertThat(last()).isInstanceOf(TransferNews.Interrupted.class);
        assertThat(new ArchiveDraft(exchange, "pod-1").file()).hasBinaryContent(archive);
    }

    @Test
    void limitIsToldWithTheNumbers() {
        cluster.on("collect", End.exit(88, "run-pod counts 120 117 3\n"));
        take();
        assertThat(problem().reason()).isEqualTo("FileLimit");
        assertThat(problem().message())
                .isEqualTo("The outputs have too many files, 120. The limit is 100 files. Matches: all 117, jars 3.");
    }

    @Test
    void archiveThatIsLongerThanAllowedIsNotRead() {
        cluster.on("collect", End.answer("run-pod collected 1 999999999999"));
        take();
        assertThat(problem().reason()).isEqualTo("FileLimit");
        assertThat(cluster.count("get")).isZero();
    }

    private void handOver() throws IOException {
        byte[] archive = collected("");
        Files.write(new ArchiveDraft(exchange, "pod-1").file(), archive);
        String sha256 = Digests.of(new ArchiveDraft(exchange, "pod-1").file()).hex();
        transfers.on(new Command.HandOver("pod-1", "uid-1", new TakenFiles(1, archive.length, sha256)));
        time.run();
    }

    @Test
    void eachOutputGetsItsFiles() throws IOException {
        handOver();
        assertThat(last()).isEqualTo(new TransferNews.HandedOver());
        assertThat(handedOver).containsExactly(List.of(List.of("file"), List.of()));
        assertThat(folder.resolve("unpacked-pod-1")).doesNotExist();
    }

    private void refuse(byte[] archive) throws IOException {
        Path file = new ArchiveDraft(exchange, "pod-1").file();
        Files.write(file, archive);
        transfers.on(new Command.HandOver(
                "pod-1",
                "uid-1",
                new TakenFiles(1, archive.length, Digests.of(file).hex())));
        time.run();
        assertThat(problem().reason()).isEqualTo("OutputsRefused");
    }

    @Test
    void eachRefusalHasTheRemedyThatHelps() throws IOException {
        refuse(TinyTar.pack(new TreeMap<>(Map.of("a\\b", new byte[1]))));
        assertThat(problem().remedy()).startsWith("Rename or remove the file");
        refuse(TinyTar.pack(new TreeMap<>(Map.of("a", new byte[2 << 20]))));
        assertThat(problem().remedy()).contains("limit of the cluster");
        refuse(TinyTar.pack(new TreeMap<>(Map.of("a/".repeat(11) + "b", new byte[1]))));
        assertThat(problem().remedy()).startsWith("Let the task pack");
        refuse(new byte[700]);
        assertThat(problem().remedy()).contains("filesImage");
    }

    /** A reason is cut at 500 characters. */
    @Test
    void secretInANameIsMaskedBeforeTheNameIsEscapedOrCut() throws IOException {
        refuse(TinyTar.pack(new TreeMap<>(Map.of(SECRET + "\\", new byte[1]))));
        assertThat(problem().message()).contains("/****\\\\'").doesNotContain("hunter");
        handOvers.add(new IOException("a".repeat(370) + SECRET + "b".repeat(200)));
        handOver();
        assertThat(((TransferNews.Interrupted) last()).why()).doesNotContain("hunt");
    }

    @Test
    void handOverIsTriedAgainUntilTheTimeout() throws IOException {
        handOvers.add(new IOException("No space left on device"));
        handOver();
        assertThat(last())
                .isEqualTo(new TransferNews.Interrupted("No space left on device. run-pod retries for up to 5m"));
        time.pass(Duration.ofMinutes(4));
        assertThat(last()).isInstanceOf(TransferNews.Interrupted.class);
        time.pass(Duration.ofMinutes(2));
        assertThat(problem().reason()).isEqualTo("HandOverFailed");
        assertThat(problem().message()).contains("No space left on device");
    }

    /** It says itself how long to wait. */
    @Test
    void whatIsAwayIsAwaitedLonger() throws IOException {
        handOvers.add(new Away("Agent x is away", Duration.ofMinutes(15), "Wake it.", null) {});
        handOver();
        assertThat(last()).isEqualTo(new TransferNews.Interrupted("Agent x is away. run-pod retries for up to 15m"));
        time.pass(Duration.ofMinutes(14));
        assertThat(last()).isInstanceOf(TransferNews.Interrupted.class);
        time.pass(Duration.ofMinutes(2));
        assertThat(problem().reason()).isEqualTo("HandOverFailed");
        assertThat(problem().message()).endsWith("could not be handed over: Agent x is away.");
        assertThat(problem().remedy()).isEqualTo("Wake it.");
    }

    @Test
    void handOverThatWorksLaterIsOne() throws IOException {
        handOvers.add(new IOException("No space left on device"));
        handOver();
        handOvers.clear();
        time.pass(Duration.ofSeconds(1));
        assertThat(last()).isEqualTo(new TransferNews.HandedOver());
    }

    private Path taken() throws IOException {
        cluster.on("get", sent(collected("")));
        take();
        return new ArchiveDraft(exchange, "pod-1").file();
    }

    private void handOverWhatWasTaken() {
        transfers.on(new Command.HandOver("pod-1", "uid-1", ((TransferNews.Taken) last()).files()));
        time.run();
    }

    @Test
    void whatHasJustArrivedIsHandedOver() throws IOException {
        taken();
        handOverWhatWasTaken();
        assertThat(last()).isEqualTo(new TransferNews.HandedOver());
        assertThat(handedOver).containsExactly(List.of(List.of("file"), List.of()));
    }

    @Test
    void whatHasJustArrivedMustBeWhole() throws IOException {
        Path file = taken();
        Files.write(file, new byte[512], StandardOpenOption.APPEND);
        handOverWhatWasTaken();
        assertThat(problem().reason()).isEqualTo("OutputsUnusable");
    }

    @Test
    void eachFurtherTryComparesTheSha256() throws IOException {
        Path file = taken();
        handOvers.add(new IOException("No space left on device"));
        handOverWhatWasTaken();
        assertThat(last()).isInstanceOf(TransferNews.Interrupted.class);
        byte[] archive = Files.readAllBytes(file);
        archive[600]++; // in the content of the file, where tar has no checksum
        Files.write(file, archive);
        handOvers.clear();
        time.pass(Duration.ofSeconds(1));
        assertThat(problem().reason()).isEqualTo("OutputsUnusable");
    }

    @Test
    void whatHasArrivedBeforeARestartIsCompared() throws IOException {
        byte[] archive = collected("");
        archive[600]++;
        Files.write(new ArchiveDraft(exchange, "pod-1").file(), archive);
        transfers.on(new Command.HandOver("pod-1", "uid-1", new TakenFiles(1, archive.length, SHA)));
        time.run();
        assertThat(problem().reason()).isEqualTo("OutputsUnusable");
    }

    @Test
    void errorInTheCodeOfAnOutputIsTold() throws IOException {
        handOvers.add(new AssertionError("no descriptor"));
        handOver();
        assertThat(last())
                .isEqualTo(new TransferNews.Interrupted(
                        "java.lang.AssertionError: no descriptor. run-pod retries for up to 5m"));
    }

    @Test
    void unusableOutputsFailAtOnce() throws IOException {
        handOvers.add(new UnusableOutputs("No test was found", "Check the report."));
        handOver();
        assertThat(problem().message()).isEqualTo("No test was found.");
        assertThat(problem().remedy()).isEqualTo("Check the report.");
        assertThat(handedOver).hasSize(1);
    }

    @Test
    void archiveThatIsNoLongerThereFailsAtOnce() {
        transfers.on(new Command.HandOver("pod-1", "uid-1", new TakenFiles(1, 10, SHA)));
        time.run();
        assertThat(problem().reason()).isEqualTo("OutputsUnusable");
    }

    @Test
    void podIsReleasedUntilItHasHeard() {
        cluster.on("taken", End.failure(0, "", "broken"));
        transfers.on(RELEASE);
        time.pass(Duration.ofMinutes(1));
        assertThat(cluster.count("taken")).isGreaterThan(2);
        cluster.on("taken", End.answer("run-pod taken"));
        time.pass(Duration.ofMinutes(1));
        assertThat(time.timers()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void nothingGoesOnAfterTheEnd() throws IOException {
        cluster.on("status", End.failure(0, "", "broken"));
        cluster.on("taken", End.failure(0, "", "broken"));
        transfers.on(RELEASE);
        send();
        assertThat(transfers.close()).isCompleted();
        assertThat(time.timers()).isZero();
        transfers.deleteFiles();
        time.run();
        assertThat(folder).doesNotExist();
        Files.writeString(Files.createDirectory(folder).resolve("again"), "for the framework", UTF_8);
    }
}
