package io.jenkins.plugins.runpod.engine.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A shell and tools, as an image may have them. Its folder has links to exactly the tools that the scripts say they need, so a script
 * that uses another one fails.
 *
 * @param name for the name of a test
 * @param programs from the names of tools to the programs
 */
record Toolset(String name, Map<String, Path> programs) {
    private static final List<String> TOOLS = List.of(
            "cat",
            "chmod",
            "dd",
            "find",
            "head",
            "ln",
            "ls",
            "mkdir",
            "mv",
            "printf",
            "rm",
            "sha256sum",
            "sleep",
            "tail",
            "tar",
            "wc");
    private static final List<String> SHELLS = List.of("dash", "bash", "mksh", "ksh93");
    /** Some builds of busybox have a tar without option -T. */
    private static final String INPUTS_ALONE = ", for inputs alone because its tar has no option -T";
    /** The scripts do without. */
    private static final List<String> OPTIONAL = List.of("dd");

    /** What the machine has. */
    static Toolset standard() {
        return of("sh", program("sh").orElseThrow());
    }

    /** All that this machine offers, and at least the standard. */
    static List<Toolset> all() {
        List<Toolset> all = new ArrayList<>(List.of(standard()));
        SHELLS.forEach(shell -> program(shell).ifPresent(path -> all.add(of(shell, path))));
        program("bsdtar").ifPresent(bsdtar -> all.add(standard().with("bsdtar", Map.of("tar", bsdtar))));
        program("busybox").ifPresent(busybox -> {
            Map<String, Path> own = links(busybox, applets(busybox, "--list"));
            own.put("sh", busybox);
            // The shell of busybox can prefer its own tools to those in PATH.
            all.add(standard().with("busybox" + (takesLists(busybox) ? "" : INPUTS_ALONE), own));
        });
        program("toybox").ifPresent(toybox -> {
            Map<String, Path> own = links(toybox, applets(toybox));
            Toolset set = standard().with("toybox", own);
            OPTIONAL.stream().filter(tool -> !own.containsKey(tool)).forEach(set.programs::remove);
            all.add(set);
        });
        Toolset least = standard().with("sh without " + String.join(" and ", OPTIONAL), Map.of());
        OPTIONAL.forEach(least.programs::remove);
        all.add(least);
        System.out.println("The scripts run with: "
                + String.join("; ", all.stream().map(Toolset::name).toList()));
        return all;
    }

    /** Those that can make the archive of the outputs. */
    static List<Toolset> forOutputs() {
        return all().stream().filter(Toolset::makesArchives).toList();
    }

    boolean makesArchives() {
        return !name.endsWith(INPUTS_ALONE);
    }

    /** Whether a program before a tool is used. */
    boolean takesReplacements() {
        return !name.startsWith("busybox");
    }

    private static Toolset of(String name, Path shell) {
        Map<String, Path> programs = new LinkedHashMap<>();
        programs.put("sh", shell);
        TOOLS.forEach(tool -> programs.put(tool, program(tool).orElseThrow(() -> new AssertionError("no " + tool))));
        return new Toolset(name, programs);
    }

    private Toolset with(String other, Map<String, Path> others) {
        Map<String, Path> all = new LinkedHashMap<>(programs);
        all.putAll(others);
        return new Toolset(other, all);
    }

    private static Map<String, Path> links(Path program, List<String> applets) {
        Map<String, Path> links = new LinkedHashMap<>();
        TOOLS.stream().filter(applets::contains).forEach(tool -> links.put(tool, program));
        return links;
    }

    /** A folder for PATH. */
    Path folder(Path parent) throws IOException {
        Path folder = Files.createDirectory(parent.resolve("bin"));
        for (Map.Entry<String, Path> tool : programs.entrySet()) {
            Files.createSymbolicLink(folder.resolve(tool.getKey()), tool.getValue());
        }
        return folder;
    }

    static Optional<Path> program(String name) {
        return Stream.of(System.getenv("PATH").split(":"), new String[] {"/usr/bin", "/bin"})
                .flatMap(Stream::of)
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean takesLists(Path busybox) {
        return said(busybox.toString(), "sh", "-c", "busybox tar --help 2>&1").contains("-T ");
    }

    private static List<String> applets(Path program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return List.of(said(command.toArray(String[]::new)).split("\\s+"));
    }

    private static String said(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes());
            process.waitFor(1, TimeUnit.MINUTES);
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
