package io.jenkins.plugins.runpod.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a pod asks of its node beyond what any pod may have: all that the Pod Security Standard "baseline" forbids. Pure.
 *
 * <p>Newer clusters accept any {@code procMount} of a pod with {@code hostUsers: false}. Older ones ignore that field, so it
 * changes nothing here.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline">Baseline</a>
 */
final class HostAccess {
    static final Set<String> CAPABILITIES = Set.of(
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");
    private static final Set<String> SYSCTLS = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.ping_group_range",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes",
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_notsent_lowat",
            "net.ipv4.tcp_rmem",
            "net.ipv4.tcp_slow_start_after_idle",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.tcp_wmem");
    private static final Set<String> PROFILES = Set.of("RuntimeDefault", "Localhost");
    private static final Set<String> SELINUX_TYPES =
            Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");
    static final List<String> CONTAINERS = List.of("containers", "initContainers", "ephemeralContainers");
    private static final List<String> HANDLERS =
            List.of("/livenessProbe", "/readinessProbe", "/startupProbe", "/lifecycle/postStart", "/lifecycle/preStop");
    private static final String SECCOMP = "seccomp.security.alpha.kubernetes.io/";
    private static final String APPARMOR = "container.apparmor.security.beta.kubernetes.io/";

    private final List<String> found = new ArrayList<>();

    /** @param pod as it would be sent */
    HostAccess(JsonNode pod) {
        JsonNode spec = pod.path("spec");
        for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
            refuse("pod", spec.path(field), HostAccess::isTrue, field);
        }
        security("pod", spec.path("securityContext"));
        spec.at("/securityContext/sysctls")
                .forEach(sysctl -> refuse(
                        "pod",
                        sysctl.path("name"),
                        name -> !SYSCTLS.contains(name.asText()),
                        "sysctl " + sysctl.path("name").asText()));
        spec.path("volumes")
                .forEach(volume -> refuse(
                        "volume " + volume.path("name").asText(), volume.path("hostPath"), path -> true, "hostPath"));
        pod.at("/metadata/annotations").fields().forEachRemaining(note -> annotation(note.getKey(), note.getValue()));
        for (String kind : CONTAINERS) {
            spec.path(kind).forEach(this::container);
        }
    }

    /** One entry for each thing it asks for; empty for an ordinary pod. */
    List<String> asked() {
        return List.copyOf(found);
    }

    private void container(JsonNode container) {
        String where = "container " + container.path("name").asText();
        JsonNode context = container.path("securityContext");
        refuse(where, context.path("privileged"), HostAccess::isTrue, "privileged");
        refuse(where, context.path("procMount"), mount -> !mount.asText().equals("Default"), "procMount");
        security(where, context);
        context.at("/capabilities/add")
                .forEach(capability -> refuse(
                        where,
                        capability,
                        name -> !CAPABILITIES.contains(name.asText()),
                        "capability " + capability.asText()));
        container
                .path("ports")
                .forEach(port -> refuse(
                        where,
                        port.path("hostPort"),
                        number -> number.asInt() != 0,
                        "hostPort " + port.path("hostPort").asText()));
        for (String handler : HANDLERS) {
            for (String kind : List.of("/httpGet/host", "/tcpSocket/host")) {
                refuse(
                        where,
                        container.at(handler + kind),
                        host -> !host.asText().isEmpty(),
                        handler.substring(1) + kind);
            }
        }
    }

    private void security(String where, JsonNode context) {
        refuse(where, context.at("/windowsOptions/hostProcess"), HostAccess::isTrue, "windowsOptions.hostProcess");
        for (String profile : List.of("seccompProfile", "appArmorProfile")) {
            JsonNode type = context.path(profile).path("type");
            refuse(where, type, value -> !PROFILES.contains(value.asText()), profile + " " + type.asText());
        }
        JsonNode selinux = context.path("seLinuxOptions");
        refuse(where, selinux.path("type"), type -> !SELINUX_TYPES.contains(type.asText()), "seLinuxOptions.type");
        for (String field : List.of("user", "role")) {
            refuse(where, selinux.path(field), name -> !name.asText().isEmpty(), "seLinuxOptions." + field);
        }
    }

    /** What was written there before there were fields for it. */
    private void annotation(String key, JsonNode value) {
        String text = value.asText();
        boolean known = text.equals("runtime/default") || text.startsWith("localhost/");
        boolean apparmor = key.startsWith(APPARMOR) && !text.isEmpty() && !known;
        boolean seccomp = key.contains(SECCOMP) && !text.equals("docker/default") && !known;
        if (apparmor || seccomp) {
            found.add("annotations: " + key + ": " + text);
        }
    }

    private void refuse(String where, JsonNode value, Predicate<JsonNode> forbidden, String what) {
        if (!value.isMissingNode() && !value.isNull() && forbidden.test(value)) {
            found.add("yaml: " + where + ": " + what);
        }
    }

    private static boolean isTrue(JsonNode value) {
        return value.asBoolean();
    }
}
