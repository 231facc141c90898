package io.jenkins.plugins.runpod.engine.diagnosis;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Removes names from a message: image references, registry hosts, tags, digests and addresses. What is
 * left are the words of registries and runtimes. Image tags are often build numbers, and {@code app:429},
 * {@code app-timeout} or {@code toomanyrequests/app} say nothing about why a pull failed.
 */
final class MessageStripper {
    /** Longer messages are cut: what matters stands at their beginning or is repeated there. */
    private static final int LONGEST = 8_000;

    private static final String HUB = "docker.io";

    private static final String WORD = "[\\w.\\-]++";

    /** Looks like a path, and says what answered: "unexpected media type text/html". */
    private static final String NO_NAME = "(?!(?:text|application)/(?:html|plain|json|xml|octet-stream|vnd)\\b)";

    private static final String HOST = "(?:[\\w\\-]++(?:\\.[\\w\\-]++)++(?::\\d++)?|[\\w\\-]++:\\d++)";

    /** What precedes or surrounds a name in the messages of containerd, Docker, CRI-O and Podman. */
    private static final List<Name> NAMES = List.of(
            // What follows the address stays: 'Head "https://…": EOF', "request to https://…: 520"
            name("\\b(?:https?|docker|oci)://\\S*[^\\s:,;\"')\\]}>]", "://"),
            name("\"" + NO_NAME + "[\\w\\-]*+[.:/@][^\"\\s]*+\"", "\""),
            name("'" + NO_NAME + "[\\w\\-]*+[.:/@][^'\\s]*+'", "'"),
            name(
                    "(?<=\\b(?:repository|name|by|tag|project|registry|mirror|host|image|reference) )([\"'])[^\"'\\s]++\\1",
                    "\"",
                    "'"),
            name("@?\\bsha(?:256|512):[0-9a-f]++", "sha256:", "sha512:"),
            // containerd: "status code [manifests v1]"; Docker: "manifest unknown: map[Tag:v1]"
            name("\\[(?:manifests|blobs|tags|referrers)\\b[^\\]]*+]", "["),
            name("\\bmap\\[[^\\]]*+]", "map["),
            // registry/path:tag, but not "i/o timeout" or "HTTP/1.1 429"
            name(
                    "(?<![\\w.\\-])(?!i/o\\b|input/output\\b)(?!http/[\\d.])" + NO_NAME + WORD + "(?::\\d++)?(?:/"
                            + WORD + ")++(?::" + WORD + ")?",
                    "/"),
            // CRI-O and Podman: "reading manifest v1 in docker.io/library/app"
            name("(?<=\\bmanifest )\\S++(?= in\\b)", "manifest "),
            name("\\btag[=:]\\s*+[\"']?" + WORD + "[\"']?", "tag=", "tag:"),
            name("(?<=\\btag )(?!does\\b|not\\b|is\\b)" + WORD, "tag "),
            // Docker: "manifest for app:1 not found", "pull access denied for app, repository app not found"
            name("(?<=\\bmanifest for )\\S++", "manifest for "),
            name("(?<=\\bdenied for )[^\\s,]++", "denied for "),
            name("(?<=\\brepository )(?!does\\b|name\\b|not\\b|is\\b)" + WORD + "(?::" + WORD + ")?", "repository "),
            name("(?<=\\bimage )" + WORD + ":" + WORD, "image "),
            name("(?<=\\bimage (?:name|verifier) )\\S++", "image "),
            name(
                    "(?<=\\b(?:artifact|project) )" + WORD + "(?::" + WORD + ")?(?=:? not found)",
                    "artifact ",
                    "project "),
            name("(?<=\\bshort-name )(?!resolution\\b|mode\\b)\\S++", "short-name "),
            // hosts
            name("(?<=\\b(?:lookup|host) )(?!is\\b)" + WORD + "(?::\\d++)?", "lookup ", "host "),
            name("(?<=\\b(?:registry|mirror|endpoint|match) )" + HOST, "registry ", "mirror ", "endpoint ", "match "),
            name("(?<=\\bvalid for )[^\\s,]++(?:, (?!not\\b)[^\\s,]++)*+, not [^\\s,:]++", "valid for "),
            name("(?<![\\w.\\-])[\\w\\-]++(?:\\.[\\w\\-]++){2,}+(?::\\d++)?", "."),
            name("(?<![\\w.\\-])[\\w\\-]++(?:\\.[\\w\\-]++)++:\\d++", "."),
            name("(?<![\\w.\\-])\\w++(?:-\\w++)++\\.[a-z]\\w++(?![\\w.\\-])", "."));

    private static final Pattern SPACE_BEFORE_COLON = Pattern.compile("\\s++:");
    private static final Pattern SPACES = Pattern.compile("\\s++");

    private MessageStripper() {}

    /**
     * What a name looks like.
     *
     * @param signs one of these stands in every text in which the pattern is found; looking for them costs next to nothing, and looking
     *     for all patterns everywhere was nearly all that a diagnosis cost
     */
    private record Name(Pattern pattern, List<String> signs) {
        String takenOutOf(String text) {
            return signs.stream().anyMatch(text::contains)
                    ? pattern.matcher(text).replaceAll(" ")
                    : text;
        }
    }

    private static Name name(String regex, String... signs) {
        return new Name(Pattern.compile(regex), List.of(signs));
    }

    /** The message in lower case, without names. */
    static String strip(String message, String image) {
        String cut = message.length() > LONGEST ? message.substring(0, LONGEST) : message;
        String text = cut.toLowerCase(Locale.ROOT);
        text = withoutImage(text, image.toLowerCase(Locale.ROOT));
        for (Name name : NAMES) {
            text = name.takenOutOf(text);
        }
        text = SPACE_BEFORE_COLON.matcher(text).replaceAll(":");
        return SPACES.matcher(text).replaceAll(" ");
    }

    /** Takes out the image in full, and as the pod names it: a plain word only where it is quoted, for it may be any word. */
    private static String withoutImage(String text, String image) {
        if (image.isEmpty()) {
            return text;
        }
        String rest = text;
        for (String name : fullNames(image)) {
            rest = without(rest, name);
        }
        rest = rest.replace("\"" + image + "\"", " ").replace("'" + image + "'", " ");
        boolean plainWord = image.indexOf('/') < 0 && image.indexOf(':') < 0 && image.indexOf('@') < 0;
        return plainWord ? rest.replace(image + ":latest", " ") : without(rest, image);
    }

    /**
     * What runtimes make of an image's name, the longest first. A name without a registry means Docker Hub, one without a tag
     * means the latest, and a digest makes the tag needless. github.com/distribution/reference normalize.go
     */
    private static List<String> fullNames(String image) {
        int digest = image.indexOf('@');
        String tagged = digest < 0 ? image : image.substring(0, digest);
        int colon = tagged.lastIndexOf(':');
        boolean hasTag = colon > tagged.lastIndexOf('/');
        String full = withRegistry(tagged);
        String bare = hasTag ? full.substring(0, full.lastIndexOf(':')) : full;
        if (digest >= 0) {
            String suffix = image.substring(digest);
            return hasTag ? List.of(full + suffix, bare + suffix, full) : List.of(full + suffix, full);
        }
        return hasTag ? List.of(full) : List.of(full + ":latest", full);
    }

    private static String withRegistry(String name) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean registry = first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
        boolean hub = !registry || first.equals(HUB) || first.equals("index." + HUB);
        if (!hub) {
            return name;
        }
        String path = registry ? name.substring(slash + 1) : name;
        return HUB + (path.indexOf('/') < 0 ? "/library/" : "/") + path;
    }

    private static String without(String rest, String name) {
        int at = rest.indexOf(name);
        if (at < 0) {
            return rest;
        }
        StringBuilder without = new StringBuilder(rest.length());
        int from = 0;
        while (at >= 0) {
            int end = at + name.length();
            // Behind a slash it is a part of a longer name, which is taken out as a whole
            if (isName(rest, at - 1) || (at > 0 && rest.charAt(at - 1) == '/') || isName(rest, end)) {
                without.append(rest, from, end);
            } else {
                without.append(rest, from, at).append(' ');
            }
            from = end;
            at = rest.indexOf(name, from);
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
