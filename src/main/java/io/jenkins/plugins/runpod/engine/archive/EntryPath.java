package io.jenkins.plugins.runpod.engine.archive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which names a file may have: those that mean one and the same file on every system that the file may come to. So control
 * characters and backslashes are refused everywhere, and the reserved names of Windows on Windows.
 */
final class EntryPath {
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_PATH = 4096;
    private static final Set<String> DEVICES = Set.of("CON", "PRN", "AUX", "NUL");

    private EntryPath() {}

    /** The names of a path, none for the folder itself. Throws {@link Unfit} with what is wrong with it. */
    static List<String> parse(byte[] path, boolean windows) throws Unfit {
        if (path.length > LONGEST_PATH) {
            throw new Unfit("has a path of more than " + LONGEST_PATH + " bytes");
        }
        String text = ShownName.decode(path).orElseThrow(() -> new Unfit("has a name that is not UTF-8"));
        if (text.isEmpty()) {
            throw new Unfit("has no name");
        }
        if (text.startsWith("/")) {
            throw new Unfit("has an absolute path");
        }
        var names = new ArrayList<String>();
        for (String name : text.split("/")) {
            if (!name.isEmpty() && !name.equals(".")) {
                check(name, windows);
                names.add(name);
            }
        }
        return names;
    }

    /** Throws {@link Unfit} with what is wrong with one name of a path. */
    static void check(String name, boolean windows) throws Unfit {
        if (name.equals("..")) {
            throw new Unfit("climbs with '..'");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new Unfit("has a control character in its name");
        }
        if (name.indexOf('\\') >= 0) {
            throw new Unfit("has a backslash in its name");
        }
        if (name.length() > LONGEST_NAME || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new Unfit("has a name of more than " + LONGEST_NAME + " bytes");
        }
        if (windows && !fitsWindows(name)) {
            throw new Unfit("has a name that Windows does not take");
        }
    }

    private static boolean fitsWindows(String name) {
        String base = name.replaceFirst("\\..*", "").strip().toUpperCase(Locale.ROOT);
        return name.chars().noneMatch(c -> "<>:\"|?*".indexOf(c) >= 0)
                && !name.endsWith(".")
                && !name.endsWith(" ")
                && !DEVICES.contains(base)
                && !base.matches("(COM|LPT)[0-9¹²³]");
    }

    /** Why a path is refused: the rest of a sentence about it. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1;

        private final Refusal reason;

        /** Because of a name. */
        Unfit(String why) {
            this(Refusal.NAME, why);
        }

        Unfit(Refusal reason, String why) {
            super(why);
            this.reason = reason;
        }

        Refusal reason() {
            return reason;
        }
    }
}
