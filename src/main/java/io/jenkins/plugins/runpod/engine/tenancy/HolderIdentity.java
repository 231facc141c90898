package io.jenkins.plugins.runpod.engine.tenancy;

import io.jenkins.plugins.runpod.engine.pod.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The identity of a lease holder: a folder on a running kernel. It stays the same after any restart of the process.
 * Every copy of the folder has another identity. A reboot, or moving the volume to another machine, also changes it,
 * which only costs a wait.
 */
public final class HolderIdentity {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

    private HolderIdentity() {}

    /** The holder of a lease: host and folder for readers, and a hash that is unique. Reads small files. */
    public static String of(Path home) {
        String host = read(HOST)
                .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
                .orElse("localhost");
        String kernelAndFolder = read(BOOT).orElse("") + " " + folder(home);
        return host + ":" + home.toAbsolutePath() + " "
                + TaskId.hash(kernelAndFolder).substring(0, 12);
    }

    /** The device and inode, if the system has them. They are unique on one running kernel. */
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
