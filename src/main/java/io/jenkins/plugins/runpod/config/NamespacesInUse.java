package io.jenkins.plugins.runpod.config;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * The namespaces that tasks have used, in which something may be left. They are kept in a file of their own in the
 * Jenkins home. Safe for use by many threads. It writes a small file when a namespace is new, or is used for the first
 * time on a day.
 *
 * <p>The file has no number of its format, because it is a map of texts to numbers of days. A version that keeps more
 * gives its file another name. A file that cannot be read is moved aside, because the next save would replace it. That
 * only delays finding what is left in namespaces other than the default.
 */
@Extension
public final class NamespacesInUse {
    private static final Logger LOGGER = Logger.getLogger(NamespacesInUse.class.getName());
    /** Longer than an unanswered create can take effect. */
    private static final long DAYS_KEPT = 2;

    private final XmlFile file = new XmlFile(new File(Jenkins.get().getRootDir(), "run-pod-namespaces.xml"));
    /** From cluster to namespace to the day of its last use, counted from 1970. */
    private final Map<String, Map<String, Long>> lastUse = new TreeMap<>();

    public NamespacesInUse() {
        Path path = file.getFile().toPath();
        if (Files.notExists(path)) {
            return;
        }
        try {
            lastUse.putAll(checked(file.read()));
        } catch (IOException e) {
            moveAside(path, e);
        }
    }

    /** Only this class writes the file, but disks and editors may damage it. */
    private static Map<String, Map<String, Long>> checked(Object saved) throws IOException {
        Map<String, Map<String, Long>> checked = new TreeMap<>();
        for (Map.Entry<?, ?> cluster : map(saved).entrySet()) {
            Map<String, Long> days = new TreeMap<>();
            for (Map.Entry<?, ?> day : map(cluster.getValue()).entrySet()) {
                days.put(a(String.class, day.getKey()), a(Long.class, day.getValue()));
            }
            checked.put(a(String.class, cluster.getKey()), days);
        }
        return checked;
    }

    private static Map<?, ?> map(Object saved) throws IOException {
        return a(Map.class, saved);
    }

    private static <T> T a(Class<T> type, Object saved) throws IOException {
        if (!type.isInstance(saved)) {
            throw new IOException("it does not hold namespaces and days");
        }
        return type.cast(saved);
    }

    private static void moveAside(Path path, IOException why) {
        Path aside = path.resolveSibling(path.getFileName() + ".unreadable");
        try {
            Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
            LOGGER.log(
                    Level.WARNING,
                    "Cannot read the namespaces in use from " + path + ". The file is now " + aside
                            + ". What is left over in namespaces other than the default is found later.",
                    why);
        } catch (IOException e) {
            e.addSuppressed(why);
            LOGGER.log(Level.WARNING, "Cannot read " + path + " and cannot move it aside", e);
        }
    }

    /** The instance of this controller. */
    public static NamespacesInUse get() {
        return ExtensionList.lookupSingleton(NamespacesInUse.class);
    }

    /** Must be called before anything is created in a namespace. */
    public synchronized void use(String cluster, String namespace) {
        Long before = lastUse.computeIfAbsent(cluster, c -> new TreeMap<>()).put(namespace, today());
        if (before == null || before != today()) {
            save();
        }
    }

    /** The namespaces that may contain objects of this controller. */
    public synchronized Set<String> of(String cluster) {
        return new TreeSet<>(lastUse.getOrDefault(cluster, Map.of()).keySet());
    }

    /** Forgets an empty namespace, unless it was used recently. */
    public synchronized void foundEmpty(String cluster, String namespace) {
        Map<String, Long> namespaces = lastUse.getOrDefault(cluster, Map.of());
        Long last = namespaces.get(namespace);
        if (last != null && last + DAYS_KEPT < today()) {
            namespaces.remove(namespace);
            save();
        }
    }

    private static long today() {
        return LocalDate.now(Clock.systemUTC()).toEpochDay();
    }

    private void save() {
        try {
            file.write(lastUse);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Cannot save the namespaces in use. They are unknown after a restart.", e);
        }
    }
}
