package io.jenkins.plugins.runpod.engine.diagnosis;

import static io.jenkins.plugins.runpod.engine.diagnosis.PodClass.AMBIGUOUS;
import static io.jenkins.plugins.runpod.engine.diagnosis.PodClass.PERMANENT;
import static io.jenkins.plugins.runpod.engine.diagnosis.PodClass.RATE_LIMITED;
import static io.jenkins.plugins.runpod.engine.diagnosis.PodClass.TRANSIENT;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the message of a failed image pull means. The rows stand in order of priority: rate limits, what cures itself,
 * what never does, what may be either. Image names and addresses are taken out of a message before it is matched, and a
 * number never matches alone, because image tags are often numbers.
 */
final class PullRules {
    /** Causes that become PERMANENT only when a second pull agrees. */
    static final String IMAGE_NOT_FOUND = "ImageNotFound";

    /** A cause that becomes PERMANENT after two minutes: a fresh node gets its registry credential late. */
    static final String NO_CREDENTIAL = "NoRegistryCredential";

    static final String UNKNOWN = "UnknownPullError";

    private static final String CHECK_CREDENTIALS =
            "Check that the image name is right and that imagePullSecrets name a secret that may read it.";
    private static final String CHECK_NAME = "Check the image name and tag.";

    private static final List<Rule> RULES = List.of(
            Rule.of("PullQPSExceeded", RATE_LIMITED, "pull qps exceeded", ""),
            Rule.of(
                    "RegistryRateLimit",
                    RATE_LIMITED,
                    "toomanyrequests|too many requests|\\b(?:status|status code|http|error)[: ]+429\\b|\\bhttp 429\\b"
                            + "|\\b429 response|rate exceeded|rate limit|throttlingexception|request was throttled"
                            + "|egress is over the account limit|quota exceeded for quota metric",
                    "Authenticate the pulls, use a mirror, or raise the registry's limit."),
            Rule.of(
                    "RegistryUnavailable",
                    TRANSIENT,
                    "500 internal server error|502 bad gateway|503 service unavailable|504 gateway time-?out"
                            + "|\\b(?:status|status code|http)[: ]+50[0-4]\\b|internal server error"
                            + "|service unavailable|bad gateway|gateway time-?out|temporarily unavailable",
                    ""),
            Rule.of(
                    "RegistryTimeout",
                    TRANSIENT,
                    "tls handshake timeout|i/o timeout|client\\.timeout exceeded",
                    ""),
            Rule.of("NodeDisk", TRANSIENT, "no space left on device|failed to extract layer", "Free disk on the node."),
            Rule.of(
                    "ExpiredRegistryToken",
                    PERMANENT,
                    "authorization token has expired",
                    "Renew the pull secret; its token has expired."),
            Rule.of("InvalidImageName", PERMANENT, "invalid reference format|couldn't parse image", CHECK_NAME),
            Rule.of(NO_CREDENTIAL, AMBIGUOUS, "no basic auth credentials", CHECK_CREDENTIALS),
            Rule.of(
                    "PullAccessDenied",
                    PERMANENT,
                    "pull access denied|insufficient_scope|unauthorized|authentication required|authorization failed"
                            + "|403 forbidden|\\b(?:status|status code|http)[: ]+40[13]\\b|\\bdenied\\b|forbidden",
                    CHECK_CREDENTIALS),
            Rule.of("RegistryTrust", PERMANENT, "x509:|certificate signed by unknown", "Make the node trust the registry's certificate."),
            Rule.of(
                    "WrongPlatform",
                    PERMANENT,
                    "no match for platform|no matching manifest|does not match the specified platform",
                    "Use an image for the node's architecture, or a nodeSelector for the image's."),
            Rule.of("SignatureInvalid", PERMANENT, "signature validation failed", "Use a signed image."),
            Rule.of(
                    IMAGE_NOT_FOUND,
                    PERMANENT,
                    "manifest unknown|manifest_unknown|name unknown|name_unknown|not found|does not exist"
                            + "|\\b(?:status|status code|http)[: ]+404\\b",
                    CHECK_NAME),
            Rule.of("RegistryHostUnknown", AMBIGUOUS, "no such host|server misbehaving", "Check the registry's host name."),
            Rule.of(
                    "RegistryUnreachable",
                    AMBIGUOUS,
                    "connection refused|connection reset|\\beof\\b|context deadline exceeded|no route to host"
                            + "|network is unreachable|broken pipe|context canceled|connection timed out",
                    "Check that the node can reach the registry."));

    private static final Rule NO_RULE = Rule.of(UNKNOWN, AMBIGUOUS, "", "");

    private static final Pattern URL = Pattern.compile("https?://\\S+");
    private static final Pattern REFERENCE =
            Pattern.compile("(?<![\\w.-])(?!i/o\\b)(?!http/[\\d.]+)[\\w.-]+(?::\\d+)?(?:/[\\w.-]+)+(?::[\\w.-]+)?");
    private static final Pattern DIGEST = Pattern.compile("@?sha256:[0-9a-f]+");
    private static final Pattern HOST = Pattern.compile("(?:lookup|from host|dial tcp:?|repository|manifest for) [^\\s:]+(?::\\d+)?");
    private static final Pattern IN_BRACKETS = Pattern.compile("\\[[^\\]]*]");

    private PullRules() {}

    /** The row for a message. */
    static Rule match(String message, String image, ImageErrorRules userRules) {
        Rule own = userRules.match(message);
        if (own != null) {
            return own;
        }
        String text = strip(message, image);
        for (Rule rule : RULES) {
            if (rule.pattern().matcher(text).find()) {
                return rule;
            }
        }
        return NO_RULE;
    }

    /** The message in lower case without image references, hosts, digests and addresses. */
    static String strip(String message, String image) {
        String text = message.toLowerCase(Locale.ROOT);
        String name = image.toLowerCase(Locale.ROOT);
        text = URL.matcher(text).replaceAll(" ");
        if (!name.isEmpty()) {
            text = text.replace("\"" + name + "\"", " ").replace("'" + name + "'", " ");
            text = Pattern.compile("(?<![\\w.-])" + Pattern.quote(name) + "(?![\\w-])")
                    .matcher(text)
                    .replaceAll(" ");
        }
        text = DIGEST.matcher(text).replaceAll(" ");
        text = REFERENCE.matcher(text).replaceAll(" ");
        text = HOST.matcher(text).replaceAll(m -> m.group().startsWith("manifest") ? "manifest for " : " ");
        text = IN_BRACKETS.matcher(text).replaceAll("");
        return text.replaceAll("\\s+:", ":").replaceAll("\\s+", " ");
    }
}
