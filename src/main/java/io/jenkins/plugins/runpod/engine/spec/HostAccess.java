package io.jenkins.plugins.runpod.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a pod asks of its node beyond what any pod may have: all that the Pod Security Standard "baseline" forbids. Pure.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline">Baseline</a>
 */
final class HostAccess {
    private static final Set<String> CAPABILITIES = Set.of(
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
            "net.ipv4.tcp_rmem",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.tcp_wmem");
    private static final Set<String> SELINUX_TYPES =
            Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");
    private static final List<String> CONTAINERS = List.of("containers", "initContainers", "ephemeralContainers");
    private static final List<String> HANDLERS =
            List.of("/livenessProbe", "/readinessProbe", "/startupProbe", "/lifecycle/postStart", "/lifecycle/preStop");
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
        refuse(where, context.at("/seccompProfile/type"), HostAccess::isUnconfined, "seccompProfile Unconfined");
        refuse(where, context.at("/appArmorProfile/type"), HostAccess::isUnconfined, "appArmorProfile Unconfined");
        JsonNode selinux = context.path("seLinuxOptions");
        refuse(where, selinux.path("type"), type -> !SELINUX_TYPES.contains(type.asText()), "seLinuxOptions.type");
        for (String field : List.of("user", "role")) {
            refuse(where, selinux.path(field), name -> !name.asText().isEmpty(), "seLinuxOptions." + field);
        }
    }

    /** What was written there before there were fields for it. */
    private void annotation(String key, JsonNode value) {
        String text = value.asText();
        boolean apparmor =
                key.startsWith(APPARMOR) && !text.equals("runtime/default") && !text.startsWith("localhost/");
        boolean seccomp = key.contains("seccomp.security.alpha.kubernetes.io/") && text.equals("unconfined");
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

    private static boolean isUnconfined(JsonNode value) {
        return value.asText().equals("Unconfined");
    }
}
