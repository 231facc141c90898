package io.jenkins.plugins.runpod.engine.admission;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Stores which tasks have a place in which cluster, in one JSON file that each save replaces atomically. A saved file
 * survives the end of the process at any moment. Safe for use by many threads.
 */
public final class ReservationsFile {
    private static final Logger LOGGER = Logger.getLogger(ReservationsFile.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<String, Set<String>> clusters;

    /** Reads the file, if it exists. An unreadable file counts as empty. */
    public ReservationsFile(Path file) {
        this.file = file;
        this.clusters = read(file);
    }

    private static Map<String, Set<String>> read(Path file) {
        try {
            return new TreeMap<>(
                    JSON.readValue(Files.readAllBytes(file), new TypeReference<Map<String, Set<String>>>() {}));
        } catch (NoSuchFileException e) {
            return new TreeMap<>();
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    "Cannot read " + file + ". Pods of earlier tasks are counted when run-pod sees them.",
                    e);
            return new TreeMap<>();
        }
    }

    /** The store of one cluster. */
    public PodLimit.Store of(String cluster) {
        return new PodLimit.Store() {
            @Override
            public Set<String> load() {
                synchronized (clusters) {
                    return Set.copyOf(clusters.getOrDefault(cluster, Set.of()));
                }
            }

            @Override
            public void save(Set<String> tasks) throws IOException {
                synchronized (clusters) {
                    clusters.put(cluster, new TreeSet<>(tasks));
                    write();
                }
            }
        };
    }

    private void write() throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.write(draft, JSON.writeValueAsBytes(clusters));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
