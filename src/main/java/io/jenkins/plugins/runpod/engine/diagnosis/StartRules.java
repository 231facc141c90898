package io.jenkins.plugins.runpod.engine.diagnosis;

import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.AMBIGUOUS;
import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.PERMANENT;
import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.TRANSIENT;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the message of a container means that could not be created or started. The texts are those of runc, crun, gVisor, Kata,
 * containerd, CRI-O, Docker and hcsshim, of several ages. Only a text that names the command, a mount, the user, a limit or a
 * setting is PERMANENT. Everything else is the node's trouble, for which another attempt may help.
 *
 * <p>The rows stand in order of priority. "No such file or directory" and its like stand in texts of both kinds, so no row
 * has such words alone.
 */
final class StartRules {
    /** The text may quote a name plainly, escaped once or more (runc before 1.0), or in backquotes (crun). */
    private static final String QUOTE = "\\\\{0,7}[\"'`]";

    /** What the kubelet makes for a pod lies on the node's own disk. */
    private static final String OF_THE_KUBELET =
            QUOTE + "?/(?:var/lib/kubelet/|[^\"'` ]{0,300}pods/[0-9a-f]{8}-[0-9a-f-]{27}/)";

    /** Sysctls that containerd and CRI-O set by themselves. */
    static final String NOT_THE_RUNTIMES = "(?!net/ipv4/(?:ip_unprivileged_port_start|ping_group_range))";

    /** A pod, a container or an image may be called like anything that goes wrong. */
    private static final Pattern NAMES =
            Pattern.compile("\\bk8s_\\S++|(?<![\\w.\\-])[\\w.\\-]{1,700}_[0-9a-f]{8}-[0-9a-f-]{27}_\\d++"
                    + "|(?<=\\b(?:image|name|reference|container) )\"[^\"\\s]++\"");

    /** The name of a container that is there already, or an image that is not there any more. */
    private static final Rule TAKEN = Rule.of(
            Cause.RUNTIME_BUSY,
            TRANSIENT,
            "is reserved\\b|already in use by|failed to reserve|failed to (?:get|resolve) image");

    /** The task's own command, which may be called like a program of the node. runc libcontainer/init_linux.go */
    private static final Rule COMMAND = Rule.of(
            Cause.BAD_COMMAND,
            PERMANENT,
            "(?:container process|container init|caused):? ?" + "\\\\{0,7}\"?exec: (?!fifo).{0,600}?"
                    + "(?:executable file not found|no such file or directory|permission denied|is a directory"
                    + "|not a directory|exec format error|too many levels of symbolic links)");

    /** Hooks and device injection: their own output follows, with words of any kind. */
    private static final List<Rule> HOOKS = List.of(
            // libnvidia-container: the image asks for a newer driver, or has files of the driver itself
            Rule.of(
                    Cause.DEVICE_ERROR,
                    PERMANENT,
                    "nvidia-container-cli: (?:requirement error: unsatisfied condition"
                            + "|mount error: file creation failed: \\S+ file exists)"),
            // The files for the device may be written late on a fresh node. container-device-interface, oci/spec_opts
            Rule.of(
                    Cause.DEVICE_ERROR,
                    AMBIGUOUS,
                    "unresolvable cdi devices|cdi device injection failed|cdi devices .{0,300}requested"
                            + "|adding custom device|gathering device information|unknown device"),
            // nvidia-container-toolkit #2102, #202, nvidia-docker #1648: 10 s are not enough on a busy node
            Rule.of(Cause.DEVICE_ERROR, TRANSIENT, "nvidia-container-|nvidia-ctk|\\bnvml error|\\bnvcgo\\b"),
            Rule.of(
                    Cause.CONTAINER_START_HOOK_ERROR,
                    TRANSIENT,
                    "error (?:running|executing) (?:\\w+ )?hook|running (?:\\w+ )?hook \\d|hook ran past"
                            + "|failed to run pre-(?:create|start) hook"));

    /** The runtime's own programs are not the task's command. containerd core/runtime/v2/shim_manager.go */
    private static final Rule RUNTIME_MISSING = Rule.of(
            Cause.RUNTIME_UNAVAILABLE,
            TRANSIENT,
            "binary not installed|exec: " + QUOTE + "(?:/\\S{0,200}/)?(?:runc|crun|youki|runsc|kata-runtime|conmon"
                    + "|apparmor_parser|nvidia-container-runtime|containerd-shim[\\w.-]{0,60})" + QUOTE);

    /** Texts that nothing but the container itself can cause. */
    private static final List<Rule> OF_THE_CONTAINER = List.of(
            // runc libcontainer/init_linux.go; crun container.c, utils.c; hcsshim: CreateProcess
            Rule.of(
                    Cause.BAD_COMMAND,
                    PERMANENT,
                    "no command specified|no arguments specified|args must not be empty|empty entrypoint and cmd"
                            + "|executable (?:file )?.{0,300}not found|cannot find `` in \\$path"
                            + "|error finding executable|open executable: |the file \\S{1,300} was not found|failed to load /\\S{1,300}: "
                            + "|(?<![\\w/.-])exec: (?!fifo).{0,600}?(?:no such file or directory|permission denied"
                            + "|is a directory|not a directory|exec format error|too many levels of symbolic links)"
                            + "|(?<!/)\\bexec (?:/|user process|container process)[^:]{0,400}: "
                            + "(?:no such file or directory|permission denied|exec format error|is a directory)"
                            + "|exec format error|argument list too long|args list too long"
                            + "|the path `[^`]{0,400}` (?:exists but it is not executable|is not a regular file)"
                            + "|createprocess.{0,400}cannot find the (?:file|path) specified"),
            Rule.of(
                    Cause.BAD_COMMAND,
                    PERMANENT,
                    "chdir to cwd|chdir `|cwd must be an absolute path|the directory name is invalid"
                            + "|current working directory is (?:outside|not absolute|not an absolute)"
                            + "|working directory is not accessible"
                            + "|(?<![\\w/])mkdir /(?!sys/fs/cgroup|run/)[^:]{0,400}: not a directory"
                            + "|container init(?: caused)?: (?:mkdir|mkdirat) /(?!sys/fs/cgroup|run/)[^:]{0,400}: "
                            + "(?:read-only file system|permission denied|file exists)"),
            // moby/sys/user; containerd pkg/oci/spec_opts.go
            Rule.of(
                    Cause.BAD_COMMAND,
                    PERMANENT,
                    "unable to find (?:user|group|groups|additional groups)\\b|no matching entries in (?:passwd|group)"
                            + "|no (?:users|groups) found|invalid user value|to unmapped [ug]id|[ug]ids? must be in range"
                            + "|to unmapped (?:user|group)"
                            + "|\\bset(?:groups|uid|gid|resuid|resgid)\\b[^:]{0,40}: (?:invalid argument|operation not"
                            + " permitted)"),
            Rule.of(
                    Cause.WRONG_PLATFORM,
                    PERMANENT,
                    "operating system (?:of the container )?does not match|0xc0370101"),
            // runc libcontainer/process_linux.go; cgroups fs/memory.go; crun cgroup-resources.c; CRI-O cgmgr_linux.go
            Rule.of(
                    Cause.MEMORY_LIMIT_TOO_LOW,
                    PERMANENT,
                    "was oom-killed|memory limit (?:\\d+ )?(?:is )?too low|minimum memory limit"
                            + "|rejecting memory(?:\\+swap)? limit|unable to set memory limit to"
                            + "|memory limit lower than its current usage"
                            // runc #2736: what the container uses while it starts is more than that
                            + "|memory\\.(?:memsw\\.)?(?:limit_in_bytes|max)\\b[^:]{0,80}: "
                            + "(?:device or resource busy|invalid argument)"),
            // runc rootfs_linux.go; crun linux.c; containerd cri/opts; CRI-O container_create_linux.go
            Rule.of(
                    Cause.BAD_MOUNT,
                    PERMANENT,
                    "mount a directory onto a file|cannot be mounted because it is|mounted on ordinary directory"
                            + "|is (?:outside of|on the top of) rootfs|duplicate mount point|invalid volume specification"
                            + "|invalid mount\\b|but it is not a shared|recursive read-only mount|idmap mounts? "
                            + "|mount_attr_idmap|sub path .{0,400}does not exist|override of the mount destination"
                            + "|relabeling of .{0,400}is not allowed|bind source path does not exist"
                            + "|path does not exist and will cause issues|exists and it is not a directory"
                            // a hostPath on a node whose root is read-only
                            + "|failed to mkdir .{0,600}not a directory|failed to mkdir (?!" + OF_THE_KUBELET
                            + ").{0,600}read-only file system"
                            + "|(?:rootfs/[^:]{0,400}|create mountpoint for .{0,600}): (?:read-only file system"
                            + "|not a directory|file exists|too many levels of symbolic links)"
                            + "|(?:openat2?|mkdirat|mkdir|create (?:directory|file)|open|creating(?: file)?) `[^`]{0,400}`: "
                            + "(?:not a directory|read-only file system|is a directory)"));

    /** The kernel is out of something. Errno 524 is the limit of compiled filters. */
    private static final Rule OUT_OF_RESOURCE = Rule.of(
            Cause.RUNTIME_BUSY,
            TRANSIENT,
            "resource temporarily unavailable|cannot allocate memory|too many open files|no child processes"
                    + "|new os thread|errno 524|errno=11\\b");

    private static final List<Rule> MOUNTS = List.of(
            Rule.of(
                    Cause.FAILED_MOUNT,
                    TRANSIENT,
                    "stale (?:nfs )?file handle|transport endpoint is not connected|host is down"
                            + "|mounting .{0,1500}(?:device or resource busy|timed out|connection (?:refused|reset)"
                            + "|input/output error|no space left on device)"
                            // The volume of the pod was written anew or went away: kubernetes #68211.
                            + "|/pods/[0-9a-f-]{32,36}/.{0,1500}no such file or directory"),
            Rule.of(
                    Cause.RUNTIME_BUSY,
                    TRANSIENT,
                    "mounting " + QUOTE + "[^\"'`]{0,400}/(?:sandboxes|userdata|docker/containers)/"
                            + ".{0,1500}no such file or directory"),
            // What the runtime mounts by itself, in each container.
            Rule.of(
                    Cause.START_ERROR,
                    AMBIGUOUS,
                    "unsafe procfs|fscontext:proc(?!/(?:\\./)?(?:sys/" + NOT_THE_RUNTIMES
                            + "|[^: ]{0,200}attr/))|mounting " + QUOTE
                            + "(?:cgroup2?|proc|sysfs|mqueue|devpts|tmpfs|shm)" + QUOTE),
            Rule.of(
                    Cause.BAD_MOUNT,
                    PERMANENT,
                    "error mounting|mounting .{0,900}to rootfs|mount [^:]{0,900}to rootfs"
                            + "|mount `/[^`]{0,400}` to `|error while creating mount source path"));

    // runc validate/*.go, seccomp, apparmor, capabilities; crun linux.c, seccomp.c; containerd cri/opts; CRI-O config
    private static final Rule SETTING = Rule.of(
            Cause.BAD_SETTING,
            PERMANENT,
            "seccomp profile|seccomp_rule_add|seccomp unknown|seccomp get action|seccomp not supported"
                    + "|(?:unable to init|invalid|setup) seccomp|for seccomp\\b|seccomp filter|seccomp rule"
                    + "|apparmor (?:failed|profile|is |not |support|spec)|apparmor: |/attr/apparmor/|apparmor_parser\\b.{0,300}exit status"
                    + "|(?:load|apply|generate|set|enforce) apparmor\\b|selinux (?:label is|is (?:disabled|not))|selinux options|localhost ?profile must"
                    + "|sysctl \\S{1,200} (?:is not|not allowed|conflicts|requires)"
                    + "|[/:]proc/(?:\\./)?sys/" + NOT_THE_RUNTIMES + "[\\w./-]{1,200}" + "(?:" + QUOTE
                    + ")?: (?:no such file or directory|permission denied"
                    + "|invalid argument|read-only file system|operation not permitted)"
                    + "|/attr/(?:keycreate|exec|fscreate)\\b[^:]{0,10}: invalid argument|set process label"
                    + "|sethostname|set (?:hostname|domainname) without"
                    + "|unknown capability|unable to apply (?:caps|bounding set)|can't apply capabilities"
                    + "|\\bset(?:ting)? ?rlimits?\\b|no privileged container allowed"
                    + "|(?:cfs_quota_us|cfs_period_us|cpu\\.max|cpu\\.shares|cpu\\.weight|pids\\.max)\\b[^:]{0,80}: "
                    + "(?:invalid argument|numerical result out of range)"
                    + "|swap limit|memory swappiness|is not in allowed_devices|invalid device (?:specification|mode)"
                    + "|already exists on the host|supplementalgroupspolicy=");

    /** Races and overload of busy nodes: containerd #9160 and #7388, runc #3312, CRI-O #1927 and #9082, gVisor #10295. */
    private static final Rule BUSY = Rule.of(
            Cause.RUNTIME_BUSY,
            TRANSIENT,
            "context (?:deadline exceeded|canceled)|deadlineexceeded|deadline exceeded|i/o timeout|timed out\\b"
                    + "|creation timeout|create container timeout|timeout waiting|timeout of \\S+ reached"
                    + "|is reserved|already in use|failed to reserve|error reserving|kubelet may be retrying"
                    + "|resource is in use|used by another process|given id already exists|(?:container|task|unit) \\S{1,300} already exists|: already exists"
                    // shims and their sockets
                    + "|transport is closing|\\bttrpc: |code = unavailable|error while dialing|\\bdial unix\\b"
                    + "|address already in use|connection re(?:fused|set)|broken pipe|failed to start shim"
                    + "|shim (?:exited|died|closed|killed)|did not terminate succ?essfully"
                    // namespaces of a sandbox that is going away
                    + "|/proc/\\d+/|namespace path|\\bnetns\\b|\\bsetns\\b|failed to find sandbox|sandbox was stopped"
                    + "|sandbox (?:container )?\\S{1,200} (?:is )?not (?:running|found)|proc entry for pid"
                    // cgroups, systemd and its bus
                    + "|\\bcgroups?\\b|unable to freeze|device or resource busy|\\bsystemd\\b|\\bd-?bus\\b|\\bsd-bus\\b"
                    + "|org\\.freedesktop|failed to activate service|maximum number of|bpf_prog|\\bebpf\\b|cpuset"
                    + "|\\binotify\\b|\\bsession key|\\bkeyring\\b"
                    // the first process of the container died, or its pipe did
                    + "|exec fifo|exec\\.fifo|procready|final child's pid|first child to exit|init-p\\b|\\beof\\b"
                    + "|signal: (?:killed|terminated)|cannot start an? |not in created state|bootstrap data"
                    + "|config to init|sync ready|/proc/self/exe|memfd|removing state|starting state"
                    // sandboxed runtimes
                    + "|\\burpc\\b|control server|cannot create sandbox|waiting for sandbox|\\bgofer\\b|\\bvsock\\b"
                    + "|grpc server is working|hypervisor|\\bqmp\\b|\\bqemu\\b"
                    // the image went away between the pull and the start
                    + "|snapshot .{0,300}(?:not found|does not exist)|layer not known|image not known|no such image"
                    + "|failed to (?:get|resolve) image|content digest|read-write layer|failed to mount rootfs");

    private static final Rule DISK = Rule.of(
            Cause.NODE_DISK,
            TRANSIENT,
            "no space left on device|disk quota exceeded|input/output error|read-only file system"
                    + "|structure needs cleaning");

    private StartRules() {}

    /** The row for a message of a runtime, or the given one if the message is unknown. */
    static Rule match(String message, Rule otherwise) {
        String text = NAMES.matcher(message.toLowerCase(Locale.ROOT)).replaceAll("x");
        Rule rule = first(text);
        return rule == null ? otherwise : rule;
    }

    private static Rule first(String text) {
        Rule rule = Rule.first(List.of(TAKEN, COMMAND, RUNTIME_MISSING), text, null);
        if (rule == null) {
            rule = Rule.first(HOOKS, text, null);
        }
        if (rule == null) {
            rule = Rule.first(OF_THE_CONTAINER, text, null);
        }
        if (rule == null) {
            rule = OUT_OF_RESOURCE.matches(text) ? OUT_OF_RESOURCE : Rule.first(MOUNTS, text, null);
        }
        return rule == null ? Rule.first(List.of(SETTING, BUSY, DISK), text, null) : rule;
    }
}
