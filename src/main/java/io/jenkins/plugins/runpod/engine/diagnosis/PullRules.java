package io.jenkins.plugins.runpod.engine.diagnosis;

import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.AMBIGUOUS;
import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.PERMANENT;
import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.RATE_LIMITED;
import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.TRANSIENT;

import java.util.List;

/**
 * What the message of a failed image pull means. The rows stand in order of priority, since one message can carry
 * several causes (a list of mirrors): rate limits, then failures that clear by themselves, that never do, and that may. Names are
 * removed from a message before it is matched, and a number never matches alone, because image tags are often numbers.
 */
final class PullRules {
    /** An HTTP status in the words of the runtimes: "status code 429", "statusCode: 429", "HTTP 429", "HTTP/1.1 429". */
    private static final String STATUS = "\\b(?:status|statuscode|code|http(?:/[\\d.]+)?|registry|response)[ :=(]{1,3}";

    private static final List<Rule> RULES = List.of(
            Rule.of(Cause.PULL_QPS_EXCEEDED, RATE_LIMITED, "\\bpull qps exceeded"),
            Rule.of(
                    Cause.REGISTRY_RATE_LIMIT,
                    RATE_LIMITED,
                    "toomanyrequests|too_many_requests|\\btoo many requests|" + STATUS + "429\\b|\\b429 response\\b"
                            + "|\\brate exceeded|\\brate limit|\\bthrottlingexception|\\brequestlimitexceeded"
                            + "|\\brequest was throttled|\\breduce your request rate"
                            + "|\\begress is over the account limit|\\bquota exceeded for quota metric"),
            Rule.of(
                    Cause.REGISTRY_UNAVAILABLE,
                    TRANSIENT,
                    STATUS + "5(?:0[0-4]|2\\d)\\b|\\binternal server error|\\bservice unavailable|\\bbad gateway"
                            + "|\\bgateway time-?out|\\btemporarily unavailable"),
            Rule.of(
                    Cause.REGISTRY_TIMEOUT,
                    TRANSIENT,
                    "\\btls handshake timeout|\\bi/o timeout|\\bclient\\.timeout exceeded|\\bawaiting headers"),
            Rule.of(
                    Cause.NODE_DISK,
                    TRANSIENT,
                    "\\bno space left on device|\\bdisk quota exceeded|\\bfailed to (?:extract|register) layer"
                            + "|\\binput/output error|\\bread-only file system"),
            Rule.of(
                    Cause.RUNTIME_UNAVAILABLE,
                    TRANSIENT,
                    "\\bcode = unavailable\\b|\\btransport is closing|\\bttrpc: closed|\\bdial unix\\b"),
            Rule.of(Cause.EXPIRED_REGISTRY_TOKEN, PERMANENT, "\\btoken (?:has|is) expired"),
            Rule.of(
                    Cause.INVALID_IMAGE_NAME,
                    PERMANENT,
                    "\\binvalid reference format|\\bcouldn't parse image|\\binvalid image name"
                            + "|\\brepository name must be lowercase|\\bdid not resolve to an alias"),
            Rule.of(Cause.NO_REGISTRY_CREDENTIAL, AMBIGUOUS, "\\bno basic auth credentials"),
            Rule.of(
                    Cause.SIGNATURE_INVALID,
                    PERMANENT,
                    "\\bsignature validation failed|\\bsource image rejected|\\brejected by policy"
                            + "|\\bsignature was required"),
            Rule.of(
                    Cause.PULL_ACCESS_DENIED,
                    PERMANENT,
                    "\\bpull access denied|\\binsufficient_scope|\\bunauthorized\\b|\\bauthentication required"
                            + "|\\bauthorization failed|\\bforbidden\\b|" + STATUS + "40[13]\\b|\\bdenied\\b"
                            + "|\\bincorrect username or password"),
            Rule.of(
                    Cause.REGISTRY_TRUST,
                    PERMANENT,
                    "\\bx509:|\\bcertificate signed by unknown|\\bcertificate has expired"),
            Rule.of(
                    Cause.WRONG_PLATFORM,
                    PERMANENT,
                    "\\bno match for platform|\\bno matching manifest|\\bdoes not match the specified platform"
                            + "|\\bno image found in (?:image index|manifest list)|\\bimage operating system\\b"),
            Rule.of(
                    Cause.IMAGE_NOT_FOUND,
                    PERMANENT,
                    "\\bmanifest[ _]unknown|\\bname[ _]unknown|\\bblob[ _]unknown|(?<!executable file )\\bnot found"
                            + "|\\bcode = notfound\\b|\\bdoes not exist|\\bno such manifest|\\bno such image|"
                            + STATUS + "404\\b"),
            Rule.of(Cause.REGISTRY_PROTOCOL, AMBIGUOUS, "\\bserver gave http response to https client"),
            Rule.of(
                    Cause.REGISTRY_HOST_UNKNOWN,
                    AMBIGUOUS,
                    "\\bno such host|\\bserver misbehaving|\\bname or service not known|\\bname resolution"),
            Rule.of(
                    Cause.REGISTRY_UNREACHABLE,
                    AMBIGUOUS,
                    "\\bconnection refused|\\bconnection reset|\\beof\\b|\\bcontext deadline exceeded|\\bno route to host"
                            + "|\\bnetwork is unreachable|\\bhost is unreachable|\\bbroken pipe|\\bcanceled\\b"
                            + "|\\bconnection timed out|\\bgoaway\\b|\\bstream error|\\btls:|\\bconnection closed"));

    private static final Rule UNKNOWN = Rule.of(Cause.UNKNOWN_PULL_ERROR, AMBIGUOUS, "");

    private PullRules() {}

    /** The row for a message about this image. */
    static Rule match(String message, String image, ImageErrorRules userRules) {
        return userRules
                .match(message)
                .orElseGet(() -> Rule.first(RULES, MessageStripper.strip(message, image), UNKNOWN));
    }
}
