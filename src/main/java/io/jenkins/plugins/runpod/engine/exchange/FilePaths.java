package io.jenkins.plugins.runpod.engine.exchange;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The paths of all files and links below a folder. Stateless, blocks for disk I/O. */
final class FilePaths {
    private FilePaths() {}

    /** Relative, with slashes, in the order of their names. No link is followed. */
    static List<String> below(Path folder) throws IOException {
        List<String> paths = new ArrayList<>();
        String separator = folder.getFileSystem().getSeparator();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                paths.add(folder.relativize(file).toString().replace(separator, "/"));
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(paths);
        return paths;
    }
}
