package io.jenkins.plugins.runpod.engine.tenancy;

import io.jenkins.plugins.runpod.engine.pod.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Where a controller lives: a folder on a running kernel. It is the same after a restart of the process, however that came, and
 * another one for every copy of the folder. When a machine starts anew, or a volume is attached to another one, the place is another
 * one too: that costs a wait, nothing else.
 */
public final class HolderIdentity {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

    private HolderIdentity() {}

    /** The place as the holder of a lease: host and folder for people, and a hash that tells places apart. Reads small files. */
    public static String of(Path home) {
        String host = read(HOST)
                .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
                .orElse("localhost");
        String kernelAndFolder = read(BOOT).orElse("") + " " + folder(home);
        return host + ":" + home.toAbsolutePath() + " "
                + TaskId.hash(kernelAndFolder).substring(0, 12);
    }

    /** Device and inode, where the system has them: unique on one running kernel. */
    private static String folder(Path home) {
        try {
            return String.valueOf(
                    Files.readAttributes(home, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            return "";
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty(); // not Linux
        }
    }
}
