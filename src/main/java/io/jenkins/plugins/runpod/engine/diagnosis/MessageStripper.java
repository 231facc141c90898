package io.jenkins.plugins.runpod.engine.diagnosis;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Takes out of a message what somebody named: image references, registry hosts, tags, digests and addresses. What is
 * left are the words of registries and runtimes. Image tags are often build numbers, and {@code app:429},
 * {@code app-timeout} or {@code toomanyrequests/app} say nothing about why a pull failed.
 */
final class MessageStripper {
    /** Longer messages are cut: what matters stands at their beginning or is repeated there. */
    private static final int LONGEST = 8_000;

    private static final String WORD = "[\\w.\\-]++";

    /** What precedes or surrounds a name in the messages of containerd, Docker, CRI-O and Podman. */
    private static final List<Pattern> NAMES = List.of(
            Pattern.compile("\\b(?:https?|docker|oci)://\\S++"),
            Pattern.compile("@?\\bsha(?:256|512):[0-9a-f]++"),
            // containerd: "status code [manifests v1]"; Docker: "manifest unknown: map[Tag:v1]"
            Pattern.compile("\\[(?:manifests|blobs|tags|referrers)\\b[^\\]]*+]"),
            Pattern.compile("\\bmap\\[[^\\]]*+]"),
            // registry/path:tag, but not "i/o timeout" or "HTTP/1.1 429"
            Pattern.compile("(?<![\\w.\\-])(?!i/o\\b|input/output\\b)(?!http/[\\d.])" + WORD + "(?::\\d++)?(?:/" + WORD
                    + ")++(?::" + WORD + ")?"),
            // CRI-O and Podman: "reading manifest v1 in docker.io/library/app"
            Pattern.compile("(?<=\\bmanifest )\\S++(?= in\\b)"),
            Pattern.compile("\\btag[=:]\\s*+[\"']?" + WORD + "[\"']?"),
            Pattern.compile("(?<=\\btag )(?!does\\b|not\\b|is\\b)" + WORD),
            // Docker: "manifest for app:1 not found", "pull access denied for app, repository app not found"
            Pattern.compile("(?<=\\bmanifest for )\\S++"),
            Pattern.compile("(?<=\\bdenied for )[^\\s,]++"),
            Pattern.compile("(?<=\\brepository )(?!does\\b|name\\b|not\\b|is\\b)" + WORD + "(?::" + WORD + ")?"),
            Pattern.compile("(?<=\\bimage )" + WORD + ":" + WORD),
            Pattern.compile("(?<=\\bshort-name )\\S++"),
            // hosts
            Pattern.compile("(?<=\\b(?:lookup|host) )(?!is\\b)" + WORD + "(?::\\d++)?"),
            Pattern.compile("(?<=\\bvalid for )[^\\s,]++(?:, [^\\s,]++)*+, not [^\\s,:]++"),
            Pattern.compile("(?<![\\w.\\-])(?:[\\w\\-]++\\.){2,}[\\w\\-]++(?::\\d++)?"),
            Pattern.compile("(?<![\\w.\\-])[\\w\\-]++(?:\\.[\\w\\-]++)++:\\d++"));

    private static final Pattern SPACE_BEFORE_COLON = Pattern.compile("\\s++:");
    private static final Pattern SPACES = Pattern.compile("\\s++");

    private MessageStripper() {}

    /** The message in lower case, without names. */
    static String strip(String message, String image) {
        String cut = message.length() > LONGEST ? message.substring(0, LONGEST) : message;
        String text = cut.toLowerCase(Locale.ROOT);
        text = withoutImage(text, image.toLowerCase(Locale.ROOT));
        for (Pattern name : NAMES) {
            text = name.matcher(text).replaceAll(" ");
        }
        text = SPACE_BEFORE_COLON.matcher(text).replaceAll(":");
        return SPACES.matcher(text).replaceAll(" ");
    }

    /** Takes out the image as the pod names it: a plain word only where it is quoted, for it may be any word. */
    private static String withoutImage(String text, String image) {
        if (image.isEmpty()) {
            return text;
        }
        String rest = text.replace("\"" + image + "\"", " ").replace("'" + image + "'", " ");
        boolean plainWord = image.indexOf('/') < 0 && image.indexOf(':') < 0 && image.indexOf('@') < 0;
        if (plainWord) {
            return rest.replace(image + ":latest", " ");
        }
        int at = rest.indexOf(image);
        if (at < 0) {
            return rest;
        }
        StringBuilder without = new StringBuilder(rest.length());
        int from = 0;
        while (at >= 0) {
            int end = at + image.length();
            if (isName(rest, at - 1) || isName(rest, end)) {
                without.append(rest, from, end);
            } else {
                without.append(rest, from, at).append(' ');
            }
            from = end;
            at = rest.indexOf(image, from);
        }
        return without.append(rest, from, rest.length()).toString();
    }

    private static boolean isName(String text, int at) {
        if (at < 0 || at >= text.length()) {
            return false;
        }
        char c = text.charAt(at);
        return c == '-' || c == '_' || c == '.' || Character.isLetterOrDigit(c);
    }
}
