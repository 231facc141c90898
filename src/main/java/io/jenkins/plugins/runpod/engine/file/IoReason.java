package io.jenkins.plugins.runpod.engine.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be read or written, as one reads it after the file's name. Stateless. */
public final class IoReason {
    private IoReason() {}

    /** Its words, or those for what has none. */
    public static String of(IOException e) {
        if (e instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return e instanceof AccessDeniedException
                ? "permission denied"
                : e instanceof NoSuchFileException ? "it is missing" : e.getMessage();
    }
}
