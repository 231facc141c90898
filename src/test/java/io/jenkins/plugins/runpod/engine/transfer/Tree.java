package io.jenkins.plugins.runpod.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Files with names that Java cannot write, made and compared by the tools of the machine. */
final class Tree {
    /** What follows a file's name or is one, as {@code printf %b} reads it. */
    private static final String[] NAMES = {
        "plain",
        "two words",
        "-x",
        "--checkpoint=1",
        "it'\\047s",
        "a\\\"b",
        "back\\\\\\\\slash\\\\\\\\n",
        "\\0303\\0251t\\0303\\0251",
        "latin\\0351",
        "*?[a]",
        "$HOME",
        ".hidden",
        "~",
        "#c",
        "tab\\\\tin",
        "x".repeat(120)
    };

    private Tree() {}

    /** Files with odd names, random lengths and random content. */
    static Path odd(Path folder, long seed) throws Exception {
        Random random = new Random(seed);
        StringBuilder script = new StringBuilder("set -e; umask 022; mkdir '" + folder + "'; cd '" + folder + "'\n"
                + "file() { head -c $2 /dev/urandom >\"./$1\"; }\n");
        for (int i = 0; i < NAMES.length; i++) {
            script.append("name=$(printf '%b' \"").append(escaped(NAMES[i])).append("\")\n");
            script.append("file \"$name\" ").append(random.nextInt(3000)).append('\n');
            if (i % 3 == 0) {
                script.append("mkdir -p \"./$name.d/deep er\"; file \"$name.d/deep er/$name\" ")
                        .append(random.nextInt(100_000))
                        .append("\nln -s \"./$name\" \"./$name.link\"\n");
            }
        }
        script.append("mkdir executable; file executable/run 10; chmod 755 executable/run; : >empty\n");
        script.append("ln -s nowhere dangling; ln -s deep/er to-a-folder; ln empty hard\n");
        run(script.toString());
        return folder;
    }

    private static String escaped(String name) {
        return name.replace("$", "\\$");
    }

    static byte[] pack(Path folder) throws Exception {
        Path archive = folder.resolveSibling(folder.getFileName() + ".tar");
        run("tar -C '" + folder + "' -c -f '" + archive + "' .");
        return Files.readAllBytes(archive);
    }

    static Path unpack(byte[] archive, Path folder) throws Exception {
        Path file = folder.resolveSibling(folder.getFileName() + ".tar");
        Files.write(file, archive);
        Files.createDirectory(folder);
        run("tar -C '" + folder + "' -x -f '" + file + "'");
        return folder;
    }

    static void assertSame(Path expected, Path actual) throws Exception {
        run("diff -r --no-dereference '" + expected + "' '" + actual + "'");
        String list = "find . -type f -perm -100 | LC_ALL=C sort";
        run("test \"$(cd '" + expected + "'; " + list + ")\" = \"$(cd '" + actual + "'; " + list + ")\"");
    }

    static void run(String script) throws Exception {
        Process process =
                new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    static long count(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
