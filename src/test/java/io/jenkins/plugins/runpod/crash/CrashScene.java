package io.jenkins.plugins.runpod.crash;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Faults;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.cluster.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/**
 * The cluster around a controller that is to be halted. Each job has a namespace of its own name there, so that one job's requests
 * can be held without touching another's.
 */
final class CrashScene {
    /** Longer than any test. */
    static final Duration HELD = Duration.ofHours(1);

    private static final int BYTES_A_SECOND = 20_000;

    private final EmbeddedCluster cluster;
    private final Home home;
    private final Path folder;
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> transfers = new ConcurrentHashMap<>();

    /** @param folder where containers write down that they have started, and find the gates that they wait for */
    CrashScene(EmbeddedCluster cluster, Home home, Path folder) {
        this.cluster = cluster;
        this.home = home;
        this.folder = folder;
    }

    Home home() {
        return home;
    }

    void namespace(String job) {
        ObjectNode namespace = JsonNodeFactory.instance.objectNode();
        namespace.putObject("metadata").put("name", job);
        cluster.store().create(Resource.NAMESPACES, "", namespace);
    }

    /** What happens to a job's pods. */
    PodScript pods(String job) {
        return PodScript.matching(pod -> pod.at("/metadata/namespace").asText().equals(job));
    }

    /** What happens to the pods of a job's attempt. */
    PodScript pods(String job, int attempt) {
        return PodScript.matching(pod -> pod.at("/metadata/namespace").asText().equals(job) && isAttempt(pod, attempt));
    }

    /** What happens to the pods of one attempt of the tasks that bear a name. */
    PodScript attempt(String name, int attempt) {
        return PodScript.matching(
                pod -> pod.at("/metadata/name").asText().startsWith(name + "-") && isAttempt(pod, attempt));
    }

    private static boolean isAttempt(ObjectNode pod, int attempt) {
        return pod.at("/metadata/labels/run-pod.jenkins.io~1attempt").asInt() == attempt;
    }

    void script(PodScript script) {
        cluster.script(script);
    }

    /** Begins to hold a job's requests of one sort. */
    Faults.Arming hold(String job, String what) {
        return cluster.faults().on(request -> {
            boolean hit = request.namespace().equals(job) && request.what().equals(what);
            if (hit) {
                held.add(key(job, what));
            }
            return hit;
        });
    }

    /** Whether such a request has come and is held. */
    boolean holds(String job, String what) {
        return held.contains(key(job, what));
    }

    private static String key(String job, String what) {
        return job + " " + what;
    }

    /** Commands in the pods of a job are slow from now on: a transfer takes minutes. */
    void slow(String job) {
        cluster.faults()
                .on(request -> request.namespace().equals(job)
                        && request.what().equals("get pods/exec")
                        && transfers.merge(job, 1, Integer::sum) > 0)
                .throttle(BYTES_A_SECOND);
    }

    /** How many slow commands have begun in the pods of a job. */
    int transfers(String job) {
        return transfers.getOrDefault(job, 0);
    }

    /** Whether a job has a pod with something there. @param pointer a JSON pointer */
    boolean hasPodWith(String job, String pointer) {
        return cluster.store().list(Resource.PODS, job, pod -> true).items().stream()
                .anyMatch(pod -> !pod.at(pointer).isMissingNode());
    }

    /** A command that writes down that it has started, does something first, and then writes numbered lines, ten a second. */
    String command(String job, String first, int lines, int exitCode) {
        return "echo started >> %s; %si=0; while [ $i -lt %d ]; do i=$((i+1)); echo line $i; [ $((i %% 10)) != 0 ] || sleep 1; done; exit %d"
                .formatted(starts(job), first, lines, exitCode);
    }

    /** How often containers of a job have started, by their own account. */
    long started(String job) {
        try {
            return Files.exists(starts(job)) ? Files.readAllLines(starts(job)).size() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command may wait for. */
    Path gate(String job) {
        return folder.resolve(job + ".gate");
    }

    void open(String job) throws IOException {
        Files.createFile(gate(job));
    }

    void await(Callable<Boolean> condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(50)).until(condition);
    }

    /** Nothing is held any more: the requests of the next life are answered, and no pipe is in the way. */
    void clear() throws IOException {
        cluster.faults().clear();
        home.clear();
    }

    private Path starts(String job) {
        return folder.resolve(job + ".starts");
    }
}
