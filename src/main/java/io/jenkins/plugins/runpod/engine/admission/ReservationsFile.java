package io.jenkins.plugins.runpod.engine.admission;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.runpod.engine.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Stores which tasks have a reservation in which cluster, in one file. Its first line is a JSON object with all of them. Each further
 * line is a change: cluster, task and folder, or cluster and task if there is no reservation any more. So a change costs the same for
 * any number of tasks. The file is replaced atomically when it has more changes than tasks.
 *
 * <p>A saved change survives the end of the process at any moment. It is not forced to disk. After a loss of power the pods themselves
 * are counted when run-pod sees them. Safe for use by many threads.
 */
public final class ReservationsFile {
    private static final Logger LOGGER = Logger.getLogger(ReservationsFile.class.getName());
    private static final int FORMAT = 3;
    /** Fewer changes do not make it worth to replace the file. */
    private static final int LEAST_CHANGES = 1000;
    /** Has the tasks without their folders. */
    private static final int WITHOUT_FOLDERS = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What is in the file. Cluster to the labels of the tasks, to the names of their folders. */
    private record Content(int format, Map<String, Map<String, String>> clusters) {}

    private record Earlier(int format, Map<String, Set<String>> clusters) {
        Earlier {
            clusters = clusters == null ? Map.of() : clusters;
        }
    }

    private final AtomicFile file;
    private final Map<String, Map<String, String>> clusters;
    private final Optional<IOException> blocked;
    /** How many more changes the file takes. At first none: it may end within a change. */
    private int room;

    /**
     * Reads the file, if it exists. A file that is damaged or of a newer format is moved aside. Pods of earlier tasks
     * are then counted when run-pod sees them.
     */
    public ReservationsFile(Path path) {
        file = AtomicFile.at(path);
        Map<String, Map<String, String>> read = new TreeMap<>();
        Optional<IOException> problem = Optional.empty();
        try {
            read = read(path);
        } catch (NoSuchFileException e) {
            LOGGER.log(Level.FINE, "No reservations yet", e);
        } catch (IOException e) {
            problem = moveAside(path, e);
        }
        clusters = read;
        blocked = problem;
    }

    private static Map<String, Map<String, String>> read(Path path) throws IOException {
        // Tolerant, because a change that was interrupted may end within a letter.
        String[] lines = new String(Files.readAllBytes(path), StandardCharsets.UTF_8).split("\n", -1);
        Map<String, Map<String, String>> clusters = readAll(lines[0]);
        for (int i = 1; i < lines.length - 1; i++) { // what has no line break was not saved
            change(clusters, JSON.readValue(lines[i], String[].class));
        }
        return clusters;
    }

    private static Map<String, Map<String, String>> readAll(String line) throws IOException {
        JsonNode json = JSON.readTree(line);
        int format = json.path("format").asInt();
        if (format < WITHOUT_FOLDERS || format > FORMAT) {
            throw new IOException(
                    "it has format " + format + " and this version of run-pod knows formats up to " + FORMAT);
        }
        Map<String, Map<String, String>> clusters = format == WITHOUT_FOLDERS
                ? withoutFolders(JSON.treeToValue(json, Earlier.class))
                : JSON.treeToValue(json, Content.class).clusters();
        return clusters == null ? new TreeMap<>() : new TreeMap<>(clusters);
    }

    private static void change(Map<String, Map<String, String>> clusters, String[] change) throws IOException {
        if (change.length < 2 || change.length > 3) {
            throw new IOException("it has a change of " + change.length + " parts");
        }
        Map<String, String> tasks = clusters.computeIfAbsent(change[0], cluster -> new TreeMap<>());
        if (change.length == 3) {
            tasks.put(change[1], change[2]);
        } else {
            tasks.remove(change[1]);
        }
    }

    private static Map<String, Map<String, String>> withoutFolders(Earlier content) {
        Map<String, Map<String, String>> clusters = new TreeMap<>();
        content.clusters()
                .forEach((cluster, tasks) -> tasks.forEach(task ->
                        clusters.computeIfAbsent(cluster, c -> new TreeMap<>()).put(task, "")));
        return clusters;
    }

    /** Why nothing can be written. Empty if the file is out of the way. */
    private static Optional<IOException> moveAside(Path path, IOException why) {
        Path aside = path.resolveSibling(path.getFileName() + ".unreadable");
        try {
            Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
            LOGGER.log(
                    Level.WARNING,
                    "Cannot read " + path + ". It is now " + aside
                            + ". Pods of earlier tasks are counted when run-pod sees them.",
                    why);
            return Optional.empty();
        } catch (IOException e) {
            e.addSuppressed(why);
            LOGGER.log(Level.WARNING, "Cannot read " + path + " and cannot move it aside", e);
            return Optional.of(e);
        }
    }

    /** The store of one cluster. */
    public PodLimit.Store of(String cluster) {
        return new PodLimit.Store() {
            @Override
            public Map<String, String> load() {
                synchronized (clusters) {
                    return Map.copyOf(clusters.getOrDefault(cluster, Map.of()));
                }
            }

            @Override
            public void save(Map<String, String> tasks) throws IOException {
                synchronized (clusters) {
                    clusters.put(cluster, new TreeMap<>(tasks));
                    replace();
                }
            }

            @Override
            public void save(String task, Optional<String> folder) throws IOException {
                String[] change = folder.map(name -> new String[] {cluster, task, name})
                        .orElseGet(() -> new String[] {cluster, task});
                synchronized (clusters) {
                    change(clusters, change);
                    if (room == 0) {
                        replace();
                    } else {
                        append(change);
                    }
                }
            }
        };
    }

    private void append(String[] change) throws IOException {
        int left = room - 1;
        room = 0; // if a part of the change is written, the next one must not follow it
        Files.writeString(file.path(), JSON.writeValueAsString(change) + "\n", StandardOpenOption.APPEND);
        room = left;
    }

    private void replace() throws IOException {
        if (blocked.isPresent()) {
            throw new IOException("A file that cannot be read is in the way: " + file.path(), blocked.get());
        }
        room = 0;
        String all = JSON.writeValueAsString(new Content(FORMAT, clusters)) + "\n";
        file.replace(all.getBytes(StandardCharsets.UTF_8), AtomicFile.Durability.PROCESS);
        room = Math.max(
                LEAST_CHANGES, clusters.values().stream().mapToInt(Map::size).sum());
    }
}
