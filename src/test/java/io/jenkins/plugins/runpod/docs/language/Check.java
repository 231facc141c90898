package io.jenkins.plugins.runpod.docs.language;

import java.nio.file.Path;

/**
 * Prints the findings in files or folders, of all kinds or of one:
 *
 * <pre>
 * L=src/test/java/io/jenkins/plugins/runpod/docs/language
 * javac -d /tmp/language $(ls $L/*.java | grep -v Test.java)
 * java -cp /tmp/language io.jenkins.plugins.runpod.docs.language.Check [KIND] FOLDER...
 * </pre>
 */
final class Check {
    private Check() {}

    public static void main(String... arguments) {
        long count = 0;
        for (Kind kind : Kind.values()) {
            boolean one = arguments.length > 0 && isKind(arguments[0]);
            if (one && !kind.name().equals(arguments[0])) {
                continue;
            }
            for (int i = one ? 1 : 0; i < arguments.length; i++) {
                var findings = kind.findings(Path.of(arguments[i]));
                findings.forEach(System.out::println);
                count += findings.size();
            }
        }
        System.out.println(count + " findings");
    }

    private static boolean isKind(String argument) {
        for (Kind kind : Kind.values()) {
            if (kind.name().equals(argument)) {
                return true;
            }
        }
        return false;
    }
}
