package io.jenkins.plugins.runpod.engine.diagnosis;

import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.AMBIGUOUS;
import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.PERMANENT;
import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.RATE_LIMITED;
import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.TRANSIENT;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the message of a failed image pull means. The rows stand in order of priority, since one message can carry
 * several causes (a list of mirrors): rate limits, then failures that clear by themselves, that never do, and that may.
 * The rows on an image's parts stand before the general one on unpacking, because they tell what it could not unpack.
 * Names are removed from a message before it is matched, and a number never matches alone, because image tags are
 * often numbers.
 *
 * <p>The words come from the sources of the runtimes. containerd: {@code core/remotes/docker}, {@code core/unpack},
 * {@code core/metadata}, {@code core/images}. containers/image: {@code docker}, {@code copy}, {@code internal/image},
 * {@code pkg/shortnames}. moby: {@code distribution}. Go: {@code net/http}, {@code crypto/tls}.
 */
final class PullRules {
    /**
     * An HTTP status in the words of the runtimes: "status code 429", "statusCode: 429", "HTTP 429", "HTTP/1.1 429",
     * "unexpected status from HEAD request to https://…: 429".
     */
    private static final String STATUS =
            "\\b(?:status|status_?code|code|http(?:/[\\d.]+)?|registry|response|request to|error|returned)[ :=(]{1,3}";

    /**
     * What Go's HTTP client says of a request that has no response: {@code Head "https://…": …}. A status text alone
     * is the answer of a proxy to CONNECT (net/http/transport.go).
     */
    private static final String NO_RESPONSE = "\\b(?:get|head|post)[ \\\\\"]*: ";

    /** A page, where the answer of a registry is JSON. */
    private static final String PAGE =
            "(?:text/html|<!doctype|<html|invalid character '<'|\\\\u003c(?:html|!doctype)" + "|\\b404 page not found)";

    /** What a server sends that does not know images: "unexpected media type text/html", or what a proxy makes of them. */
    private static final String NO_IMAGE_TYPE = "[ \"]*(?:text|application)/(?:html|plain|json|xml|octet-stream)\\b";

    /** A name that needs a registry, in the words of containers/image pkg/shortnames and of CRI-O's internal/storage. */
    static final String SHORT_NAME =
            "\\bdid not resolve to an alias|\\bshort[- ]name (?:mode is enforcing|resolution enforced)";

    private static final List<Rule> RULES = List.of(
            Rule.of(Cause.PULL_QPS_EXCEEDED, RATE_LIMITED, "\\bpull qps exceeded"),
            // Public ECR: "Data limit exceeded"; Cloudflare: "error code: 1015"; S3 behind a registry: "SlowDown"
            Rule.of(
                    Cause.REGISTRY_RATE_LIMIT,
                    RATE_LIMITED,
                    "toomanyrequests|too_many_requests|\\btoo many requests|" + STATUS + "429\\b|\\b429 response\\b"
                            + "|\\brate exceeded|\\brate[- ]limit|\\bthrottlingexception|\\brequestlimitexceeded"
                            + "|\\brequest was throttled|\\breduce your request rate|\\bslowdown\\b"
                            + "|\\begress is over the account limit|\\bquota exceeded for quota metric"
                            + "|\\b(?:data|bandwidth) limit exceeded|" + STATUS + "1015\\b"),
            Rule.of(
                    Cause.REGISTRY_PROXY,
                    TRANSIENT,
                    "\\b(?:proxyconnect|socks connect)\\b.{0,300}(?:i/o timeout|handshake timeout)|" + NO_RESPONSE
                            + "(?:bad gateway|service unavailable|gateway time-?out|internal server error)(?![:\\w])"),
            Rule.of(
                    Cause.REGISTRY_UNAVAILABLE,
                    TRANSIENT,
                    STATUS
                            + "5\\d\\d\\b|\\b5\\d\\d <none>|\\binternal server error|\\bservice unavailable|\\bbad gateway"
                            + "|\\bgateway time-?out|\\btemporarily unavailable|\\bweb server is (?:down|returning)"
                            // Nexus blocks a remote that does not answer; CRI-O: the prefix of ECONNREFUSED
                            + "|\\bremote auto blocked|\\b(?:registryunavailable\\b|the registry is unavailable)(?!.*\\bproxyconnect\\b)"),
            Rule.of(
                    Cause.REGISTRY_TIMEOUT,
                    TRANSIENT,
                    "\\btls handshake timeout|\\bi/o timeout|\\bclient\\.timeout exceeded|\\bawaiting (?:response )?headers"
                            + "|" + STATUS + "408\\b"),
            Rule.of(
                    Cause.NODE_DISK,
                    TRANSIENT,
                    "\\bno space left on device|\\bdisk quota exceeded|\\binput/output error|\\bread-only file system"),
            // --- the parts of an image ---------------------------------------------------------------------------
            Rule.of(
                    Cause.UNSUPPORTED_IMAGE,
                    PERMANENT,
                    "\\bno longer supported since containerd|\\bschema ?1\\b|\\bunsupported schema version"
                            + "|\\b(?:unsupported|unimplemented|unrecognised) (?:manifest |docker v2s2 |ociv1 )?"
                            + "(?:list )?(?:media ?type|mime type|manifest format)(?!" + NO_IMAGE_TYPE + ")"
                            + "|\\bunexpected media type application/(?!(?:json|xml|octet-stream)\\b)"
                            + "|\\bmedia ?type\\b.{0,120}\\bnot supported"
                            + "|\\bencountered remote .{0,120} when fetching|\\bno processor for media-type"
                            + "|\\binvalid rootfs in image configuration|\\blayers from manifest don't match"
                            + "|\\bmismatched image rootfs and manifest layers|\\blayers and diffids don't match"
                            + "|\\boperation on artifact with type|\\binvalid mixed oci image|\\brejecting ambiguous manifest"
                            + "|\\bai models are not yet supported|\\+(?:json|gzip|zstd|tar) not supported"
                            + "|\\bunsupported (?:compression|content-encoding)|\\bzstd compression is not supported"
                            + "|\\brejecting \\d+ byte manifest|\\bexceeded maximum allowed size|\\bmax depth exceeded"
                            // containers/ocicrypt
                            + "|\\bneeded for decryption|\\bused for decryption|\\bdecrypting layer"
                            + "|\\bdecryptparameters not present"
                            // containers/storage: files of users that the node's user namespace does not have
                            + "|\\bcannot be mapped to a host\\b|\\binsufficient uids or gids|\\bsubordinate ids\\b|\\blchown\\b.{0,300}invalid argument"),
            // containerd #2306, #3974, #4908: a mirror, a proxy or a broken download changed the content
            Rule.of(
                    Cause.IMAGE_DAMAGED,
                    AMBIGUOUS,
                    "\\bunexpected commit (?:digest|size)|\\bfailed size validation|\\b(?:digest|size) mismatch"
                            + "|\\bdigest did not match|\\bverification failed for digest|\\bwrong diff id\\b"
                            + "|\\bdoes not match (?:expected|selected manifest digest|provided manifest digest|config's diffid)"
                            + "|\\bin header not a valid digest|\\binvalid tar header|\\bgzip: invalid|\\bflate: corrupt"
                            + "|\\bzstd: invalid|\\bmagic number mismatch|" + STATUS + "416\\b"),
            // containerd #2382, #3787, #10835: collected between two steps; #3369, #3604: content that the node lost
            Rule.of(
                    Cause.IMAGE_UNPACK_ERROR,
                    TRANSIENT,
                    "\\bextraction snapshot\\b|\\bsnapshots?\\b[^:]{0,200}(?:does not exist|already exists|: not found)"
                            + "|\\b(?:commit|stat|target) snapshot\\b|\\bmissing parent\\b|\\bparent does not exist"
                            + "|\\bbucket does not exist|\\blease\\b.{0,200}(?:not found|does not exist)"
                            + "|\\bcontent digest\\b[ :]*not found|\\breader from content store|\\bexpected at\\b.{0,200}not found"
                            + "|\\bfrom containerd image store|\\bref .{0,200}\\blocked\\b"
                            + "|\\bimage config descriptor\\b(?!: (?:no match for platform|unexpected media type))"
                            // containers/storage, moby layer store
                            + "|\\blayer (?:not known|does not exist)|\\blocating item named\\b|\\bnot found in container storage"
                            + "|\\blayer for blob\\b.{0,200}not found|\\bdon't know its layer id|\\bimage not known\\b"),
            // hcsshim #2226, moby #36184: an image for Linux or for a newer Windows
            Rule.of(
                    Cause.WRONG_PLATFORM,
                    PERMANENT,
                    "\\bprocess(?:baselayer|utilityvmimage)\\b.{0,300}cannot find the (?:path|file)"),
            // containerd #4658, ansible/creator-ee #84: the node's file system or user cannot hold this layer
            Rule.of(
                    Cause.UNSUPPORTED_IMAGE,
                    AMBIGUOUS,
                    "\\bfailed to (?:extract|register) layer\\b.{0,600}\\b(?:operation not (?:permitted|supported)"
                            + "|not a directory|file name too long)|\\bfailed to convert whiteout"),
            Rule.of(Cause.NODE_DISK, TRANSIENT, "\\bfailed to (?:extract|register) layer"),
            Rule.of(
                    Cause.RUNTIME_UNAVAILABLE,
                    TRANSIENT,
                    "\\bcode = unavailable\\b|\\btransport is closing|\\bttrpc: closed|\\bdial unix\\b"),
            // --- lasting
            // ----------------------------------------------------------------------------------------------
            Rule.of(Cause.EXPIRED_REGISTRY_TOKEN, PERMANENT, "\\btoken (?:[\\w ]{0,30})?(?:has|is) expired"),
            Rule.of(
                    Cause.INVALID_IMAGE_NAME,
                    PERMANENT,
                    "\\binvalid reference format|\\bcouldn't parse image|\\binvalid image name"
                            + "|\\brepository name must (?:be|have|not)\\b|\\binvalid (?:tag|digest) format"
                            + "|\\binvalid checksum digest|\\binvalid repository name|\\bcannot (?:parse|normalize) input|"
                            + SHORT_NAME),
            Rule.of(
                    Cause.NO_REGISTRY_CREDENTIAL,
                    AMBIGUOUS,
                    "\\bno basic auth credentials|\\bbasic auth because missing username"),
            Rule.of(
                    Cause.SIGNATURE_INVALID,
                    PERMANENT,
                    "\\bsignature ?validation ?failed|\\bsource image rejected|\\brejected by policy"
                            + "|\\bsignature was required|\\bimage is not signed|\\bno matching signatures"),
            // Harbor scans after the push: without a report a later pull may succeed. Its body is not in a HEAD: 412
            // alone.
            Rule.of(
                    Cause.IMAGE_BLOCKED,
                    AMBIGUOUS,
                    "\\bwithout vulnerability scanning|\\bunscanned\\b|\\bquarantin|\\bimage verifier .{0,120}returned error"
                            + "|" + STATUS + "412\\b(?!.{0,300}vulnerabilities cannot be pulled)"),
            // Harbor, Artifactory with Xray, containerd's image verifiers, registries.conf, RFC 7725
            Rule.of(
                    Cause.IMAGE_BLOCKED,
                    PERMANENT,
                    "\\bdue to configured policy|\\bprojectpolicyviolation|\\bblocking policy|\\bdownload request rejected"
                            + "|\\bblocked pull of\\b|\\bis blocked in\\b|\\bblocked by (?:xray|policy|firewall)|"
                            + STATUS
                            + "451\\b|\\bunavailable for legal reasons"),
            // The kubelet joins the errors of all credentials, and who gets as far as a layer may pull (Azure/AKS
            // #4052).
            Rule.of(
                    Cause.IMAGE_INCOMPLETE,
                    AMBIGUOUS,
                    "\\bcould not fetch content\\b.{0,200}not found|\\bcontent at\\b.{0,80}not found|\\bblob[ _]unknown"
                            + "|\\bunknown blob|\\bfailed open: unexpected status.{0,80}404\\b"
                            + "|\\b(?:reading|fetching|downloading) (?:config )?blob\\b.{0,200}(?:not found|404\\b)"
                            + "|\\bpulling image configuration\\b.{0,200}(?:unknown|not found|404\\b)"
                            + "|\\bfetching target platform image\\b.{0,300}(?:manifest unknown|not found|404\\b)"),
            // A proxy's answer to CONNECT, before the same words are taken for the registry's
            Rule.of(
                    Cause.REGISTRY_PROXY,
                    AMBIGUOUS,
                    "\\bproxyconnect\\b|\\bsocks connect\\b|\\bproxy authentication required|" + STATUS + "407\\b|"
                            + NO_RESPONSE
                            + "(?:forbidden|not found|method not allowed|bad request|unknown status code)(?![:\\w])"),
            Rule.of(
                    Cause.PULL_ACCESS_DENIED,
                    PERMANENT,
                    "\\bpull access denied|\\binsufficient_scope|\\bunauthorized\\b|\\bauthentication required"
                            + "|\\bauthorization failed|\\bforbidden\\b|" + STATUS
                            + "40[123]\\b|(?<!permission )\\bdenied\\b"
                            + "|\\bdenied:|\\bincorrect username or password|\\bnot authorized\\b|\\bunauthenticated request"
                            + "|\\billegal base64|\\binvalid decoded auth"
                            + "|\\bmay require (?:authorization|'docker login')"),
            Rule.of(
                    Cause.REGISTRY_TRUST,
                    PERMANENT,
                    "\\bx509:|\\bcertificate signed by unknown|\\bcertificate has expired"
                            // crypto/tls: alert.go, handshake_client.go
                            + "|\\btls: (?:bad|unknown|expired|unsupported|revoked) certificate|\\btls: certificate required"
                            + "|\\btls: (?:protocol version not supported|no supported versions|insufficient security)"
                            + "|\\btls: (?:unrecognized name|failed to parse certificate|no cipher suite)"
                            + "|\\btls: server(?:'s certificate| selected unsupported| chose)"),
            Rule.of(
                    Cause.WRONG_PLATFORM,
                    PERMANENT,
                    "\\bno match for platform|\\bno matching manifest|\\bdoes not match the specified platform"
                            + "|\\bno image found in (?:image index|manifest list)|\\bimage operating system\\b"
                            + "|\\boperating system is not supported|\\bdoes not support platform\\b"
                            // moby distribution/pull_v2_windows.go, hcsshim
                            + "|\\bimage is incompatible with a .{0,40}host|\\bdownload image with operating system\\b"
                            + "|\\bcannot load \\w+ image on\\b|\\boperating system does not match"),
            Rule.of(
                    Cause.UNEXPECTED_ANSWER,
                    AMBIGUOUS,
                    "^(?!.*(?:manifest|name)[ _]unknown)(?!.*plain http request)(?!.*http request to an https).*(?:"
                            + PAGE
                            + "|\\bpinging container registry\\b.{0,200}\\b404\\b"
                            + "|\\bfailed to fetch (?:anonymous|oauth) token\\b.{0,300}\\b404\\b"
                            + "|\\brequesting bearer token\\b.{0,200}\\b404\\b)"),
            // --- what the registry lacks --------------------------------------------------------------------------
            // Only what the registry says of the manifest, the repository or the tag is about the image.
            Rule.of(
                    Cause.IMAGE_NOT_FOUND,
                    PERMANENT,
                    "\\bmanifest[ _]unknown|\\bname[ _]unknown|\\bname not known to registry"
                            + "|\\b(?:manifest|image|tag|repository|artifact|project)\\b(?: [\\w'\\-]+){0,8} ?(?:not found|does not exist)"
                            + "|\\bfailed to (?:resolve|pull and unpack) (?:reference|image)[ \":]*not found"
                            + "|\\bno available registry endpoint[ \":]*not found|\\bno such (?:manifest|image)|\\bunknown: not found"
                            + "|\\brequested (?:entity|resource) (?:was |is )?not found|" + STATUS + "(?:404|410)\\b"),
            // crypto/tls and net/http: what listens there speaks another protocol
            Rule.of(
                    Cause.REGISTRY_PROTOCOL,
                    PERMANENT,
                    "\\bfirst record does not look like a tls handshake|\\bhttp request to an https server"
                            + "|\\bplain http request was sent to https|\\boversized record received"),
            // --- either ---------------------------------------------------------------------------------------------
            Rule.of(
                    Cause.REGISTRY_PROTOCOL,
                    AMBIGUOUS,
                    "\\bserver gave http response to https client|\\bmalformed http (?:response|version|status)"),
            Rule.of(
                    Cause.UNEXPECTED_ANSWER,
                    AMBIGUOUS,
                    "\\bdid not include a token|\\bunable to decode token response|\\bdecoding bearer token"
                            + "|\\btoken auth challenge|\\bmissing realm|\\bfind supported auth scheme"
                            + "|\\bunexpected media type|\\bmedia type" + NO_IMAGE_TYPE + "|\\bmime type"
                            + NO_IMAGE_TYPE
                            + "|\\bstopped after 10 redirects|\\bto a v1 container registry"
                            + "|\\bunexpected end of json input|\\bafter top-level value|\\blooking for beginning of value|"
                            + STATUS + "(?:3\\d\\d|40[056])\\b"),
            Rule.of(
                    Cause.REGISTRY_HOST_UNKNOWN,
                    AMBIGUOUS,
                    "\\bno such host|\\bserver misbehaving|\\bname or service not known|\\bname resolution"),
            Rule.of(Cause.REGISTRY_TRUST, AMBIGUOUS, "\\btls: handshake failure"),
            Rule.of(
                    Cause.REGISTRY_UNREACHABLE,
                    AMBIGUOUS,
                    "\\bconnection refused|\\bconnection reset|\\beof\\b|\\bcontext deadline exceeded|\\bno route to host"
                            + "|\\bnetwork is unreachable|\\bhost is unreachable|\\bbroken pipe|\\bcanceled\\b"
                            + "|\\bconnection timed out|\\bgoaway\\b|\\bstream error|\\btls:|\\bconnection closed"
                            + "|\\bconnect: (?:permission denied|operation not permitted)|\\bclosed network connection"));

    private static final Rule UNKNOWN = Rule.of(Cause.UNKNOWN_PULL_ERROR, AMBIGUOUS, "");

    private PullRules() {}

    /** Whether a cause, by its name, tells of a registry or of what it gives. That is all but the node's own trouble. */
    static boolean isOfRegistry(String cause) {
        boolean ofNode = Stream.of(Cause.PULL_QPS_EXCEEDED, Cause.NODE_DISK)
                .anyMatch(own -> own.id().equals(cause));
        return !ofNode && isOfPull(cause);
    }

    /** Whether this is a cause of failed pulls. */
    static boolean isOfPull(String cause) {
        return Stream.concat(RULES.stream().map(Rule::cause), Stream.of(Cause.UNKNOWN_PULL_ERROR, Cause.USER_RULE))
                .anyMatch(known -> known.id().equals(cause));
    }

    /** The row for a message about this image. */
    static Rule match(String message, String image, ImageErrorRules userRules) {
        return userRules
                .match(message)
                .orElseGet(() -> Rule.first(RULES, MessageStripper.strip(message, image), UNKNOWN));
    }
}
