package io.jenkins.plugins.runpod.engine.archive;

/**
 * Which files of a folder are meant, by paths with slashes.
 *
 * @param includes what is taken. Without a pattern, everything
 * @param excludes what is left out of that
 * @param defaultExcludes whether what Ant leaves out by default is left out as well
 */
public record FileSelection(AntPatterns includes, AntPatterns excludes, boolean defaultExcludes) {
    /** All files. */
    public static final FileSelection ALL = new FileSelection(AntPatterns.NONE, AntPatterns.NONE, false);

    private static final AntPatterns DEFAULT = AntPatterns.defaultExcludes();

    /** Without what is left out. */
    public FileSelection withoutExcludes() {
        return new FileSelection(includes, AntPatterns.NONE, false);
    }

    /** Whether the file or folder is meant. */
    public boolean selects(String path) {
        return (includes.texts().isEmpty() || includes.matches(path))
                && !excludes.matches(path)
                && !(defaultExcludes && DEFAULT.matches(path));
    }

    /** Whether something below the folder may be meant. */
    boolean enters(String folder) {
        return (includes.texts().isEmpty() || includes.mayMatchBelow(folder))
                && !excludes.matchesAllBelow(folder)
                && !(defaultExcludes && DEFAULT.matchesAllBelow(folder));
    }
}
