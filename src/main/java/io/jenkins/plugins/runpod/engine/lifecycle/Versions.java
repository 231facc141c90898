package io.jenkins.plugins.runpod.engine.lifecycle;

/** Resource versions. Those of one kind grow in a real API server; where they are no numbers, order is not known. */
final class Versions {
    private Versions() {}

    static boolean older(String version, String than) {
        if (version.length() != than.length()) {
            return isNumber(version) && isNumber(than) && version.length() < than.length();
        }
        return isNumber(version) && isNumber(than) && version.compareTo(than) < 0;
    }

    private static boolean isNumber(String version) {
        return !version.isEmpty() && version.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
