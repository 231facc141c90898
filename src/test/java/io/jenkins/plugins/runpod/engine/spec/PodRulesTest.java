package io.jenkins.plugins.runpod.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodRulesTest {
    private static final PodRules STRICT = new PodRules(PodSecurity.BASELINE, AllowedNames.ALL, AllowedNames.ALL, true);
    private static final PodRules FREE = new PodRules(PodSecurity.PRIVILEGED, AllowedNames.ALL, AllowedNames.ALL, true);
    private static final PodRules TEAM =
            new PodRules(PodSecurity.BASELINE, AllowedNames.of("team, shared"), AllowedNames.of("builder"), false);

    private static List<String> problems(PodRules rules, String yaml) {
        TaskParameters parameters = new TaskParameters();
        parameters.yaml = yaml;
        return problems(rules, parameters);
    }

    private static List<String> problems(PodRules rules, TaskParameters parameters) {
        try {
            TaskSpecification.of(
                    parameters,
                    CallerVariables.none(),
                    rules.namespace("default"),
                    TaskPolicy.standard(),
                    Optional.of(rules),
                    new ArrayList<>());
            return List.of();
        } catch (InvalidParameters e) {
            // the pods of the table are not complete, and the rules do not rely on other checks
            return e.problems().stream()
                    .filter(problem -> !problem.startsWith("yaml: spec."))
                    .toList();
        }
    }

    private static String pod(String spec) {
        return "spec: {containers: [{name: main, image: app}], " + spec + "}";
    }

    private static String container(String kind, String fields) {
        String main = kind.equals("containers") ? "" : "containers: [{name: main, image: app}], ";
        return "spec: {" + main + kind + ": [{name: c, image: app, " + fields + "}]}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hostNetwork: true | pod: hostNetwork
            hostPID: true | pod: hostPID
            hostIPC: true | pod: hostIPC
            'volumes: [{name: v, hostPath: {path: /}}]' | volume v: hostPath
            'securityContext: {sysctls: [{name: kernel.msgmax, value: "1"}]}' | pod: sysctl kernel.msgmax
            'securityContext: {seccompProfile: {type: Unconfined}}' | pod: seccompProfile
            'securityContext: {appArmorProfile: {type: Unconfined}}' | pod: appArmorProfile
            'securityContext: {seLinuxOptions: {type: spc_t}}' | pod: seLinuxOptions.type
            'securityContext: {seLinuxOptions: {user: system_u}}' | pod: seLinuxOptions.user
            'securityContext: {windowsOptions: {hostProcess: true}}' | pod: windowsOptions.hostProcess
            """)
    void whatGivesAPodAccessToItsNodeIsRefusedUnlessTheClusterAllowsIt(String spec, String named) {
        assertThat(problems(STRICT, pod(spec))).singleElement().asString().contains(named, "not allowed");
        assertThat(problems(FREE, pod(spec))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'securityContext: {privileged: true}' | privileged
            'securityContext: {procMount: Unmasked}' | procMount
            'securityContext: {capabilities: {add: [CHOWN, SYS_ADMIN]}}' | capability SYS_ADMIN
            'securityContext: {capabilities: {add: [ALL]}}' | capability ALL
            'securityContext: {seccompProfile: {type: Unconfined}}' | seccompProfile
            'securityContext: {appArmorProfile: {type: Unconfined}}' | appArmorProfile
            'securityContext: {seLinuxOptions: {role: system_r}}' | seLinuxOptions.role
            'securityContext: {windowsOptions: {hostProcess: true}}' | windowsOptions.hostProcess
            'ports: [{containerPort: 80, hostPort: 80}]' | hostPort 80
            'livenessProbe: {httpGet: {port: 80, host: 169.254.169.254}}' | livenessProbe/httpGet/host
            'lifecycle: {preStop: {tcpSocket: {port: 80, host: 10.0.0.1}}}' | lifecycle/preStop/tcpSocket/host
            """)
    void whatGivesAContainerOfAnyKindAccessToTheNodeIsRefused(String fields, String named) {
        for (String kind : List.of("containers", "initContainers", "ephemeralContainers")) {
            assertThat(problems(STRICT, container(kind, fields)))
                    .as(kind)
                    .singleElement()
                    .asString()
                    .contains("container c: " + named);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hostNetwork: false",
                "volumes: [{name: v, emptyDir: {}}, {name: w, persistentVolumeClaim: {claimName: c}}]",
                "securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}, seLinuxOptions: {type: container_t}}",
                "securityContext: {sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: '0'}]}",
                "initContainers: [{name: i, image: app, securityContext: {privileged: false, procMount: Default,"
                        + " capabilities: {add: [NET_BIND_SERVICE], drop: [ALL]}}, ports: [{containerPort: 80}]}]"
            })
    void whatAnyPodMayHaveIsNotRefused(String spec) {
        assertThat(problems(STRICT, pod(spec))).isEmpty();
    }

    @Test
    void theOldAnnotationOfAppArmorIsNoWayAround() {
        String annotation = "container.apparmor.security.beta.kubernetes.io/main: unconfined";
        assertThat(problems(STRICT, "metadata: {annotations: {" + annotation + "}}\n" + pod("restartPolicy: Never")))
                .singleElement()
                .asString()
                .contains(annotation);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "volumes: [{name: v, secret: {secretName: app-0123456789ab}}]",
                "volumes: [{name: v, projected: {sources: [{secret: {name: app-0123456789ab}}]}}]",
                "volumes: [{name: v, csi: {driver: d, nodePublishSecretRef: {name: app-0123456789ab}}}]",
                "volumes: [{name: v, azureFile: {secretName: app-0123456789ab, shareName: s}}]",
                "volumes: [{name: v, cephfs: {monitors: [m], secretRef: {name: app-0123456789ab}}}]",
                "volumes: [{name: v, learntLater: {secretRef: {name: app-0123456789ab}}}]",
                "imagePullSecrets: [{name: app-0123456789ab}]",
                "initContainers: [{name: i, image: app, envFrom: [{secretRef: {name: app-0123456789ab}}]}]",
                "ephemeralContainers: [{name: e, image: app, env: [{name: E, valueFrom: {secretKeyRef: {name: app-0123456789ab, key: k}}}]}]"
            })
    void theSecretsOfOtherTasksAreRefusedWhereverTheyAreNamedAndWhateverTheClusterAllows(String spec) {
        assertThat(problems(FREE, pod(spec))).singleElement().asString().contains("Secret app-0123456789ab");
    }

    @Test
    void theSecretsOfOtherTasksAreRefusedInShortParametersToo() {
        TaskParameters parameters = new TaskParameters();
        parameters.image = "app";
        parameters.envFrom = List.of("secret/app-0123456789ab", "secret/mine");
        assertThat(problems(FREE, parameters)).singleElement().asString().contains("app-0123456789ab");
    }

    @Test
    void theNameOfEveryPodIsOneThatIsRefused() throws Exception {
        TaskParameters parameters = new TaskParameters();
        parameters.image = "app";
        TaskSpecification task = TaskSpecification.of(parameters, "default", TaskPolicy.standard());
        String name = new PodTask(new TaskId("controller", "task"), task, Map.of()).podName(2);
        assertThat(SecretNames.isOfATask(name)).isTrue();
        assertThat(SecretNames.isOfATask("registry-login")).isFalse();
    }

    @Test
    void otherNamespacesThanTheJobsAreRefused() {
        assertThat(problems(TEAM, "metadata: {namespace: kube-system}\n" + pod("serviceAccountName: builder")))
                .singleElement()
                .asString()
                .contains("may not use kube-system, only team, shared");
    }

    @Test
    void aJobThatMayNotUseTheDefaultNamespaceUsesTheFirstOneItMay() {
        assertThat(TEAM.namespace("default")).isEqualTo("team");
        assertThat(TEAM.namespace("shared")).isEqualTo("shared");
        assertThat(FREE.namespace("default")).isEqualTo("default");
    }

    @ParameterizedTest
    @CsvSource({
        "serviceAccountName: admin, admin",
        "serviceAccount: admin, admin",
        "'serviceAccountName: builder, serviceAccount: admin', admin",
        "restartPolicy: Never, default"
    })
    void otherServiceAccountsThanTheJobsAreRefusedTheDefaultOneToo(String spec, String named) {
        assertThat(problems(TEAM, pod(spec))).singleElement().asString().contains("may not use " + named);
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnce() {
        assertThat(problems(
                        TEAM,
                        "metadata: {namespace: kube-system}\n"
                                + pod("hostPID: true, volumes: [{name: v, hostPath: {path: /}},"
                                        + " {name: s, secret: {secretName: app-0123456789ab}}]")))
                .hasSize(5);
    }

    @Test
    void whatIsWrongInTheParametersIsNamedTogetherWithWhatTheRulesRefuse() {
        TaskParameters parameters = new TaskParameters();
        parameters.image = "app";
        parameters.serviceAccount = "admin";
        parameters.retention = "never";
        assertThat(problems(TEAM, parameters))
                .hasSize(2)
                .anyMatch(problem -> problem.startsWith("serviceAccount: this job may not use admin"))
                .anyMatch(problem -> problem.startsWith("retention:"));
    }

    @Test
    void gitRepoIsNeverAllowed() {
        for (PodSecurity level : PodSecurity.values()) {
            PodRules rules = new PodRules(level, AllowedNames.ALL, AllowedNames.ALL, true);
            assertThat(problems(rules, pod("volumes: [{name: v, gitRepo: {repository: 'https://git.example/x'}}]")))
                    .as(level.id())
                    .anyMatch(problem -> problem.startsWith("yaml: volume v: gitRepo is never allowed"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {",", " , ", ",,", ", ,\n,"})
    void listWithNothingButCommasAllowsNothing(String text) {
        AllowedNames none = AllowedNames.of(text);
        PodRules rules = new PodRules(PodSecurity.PRIVILEGED, none, none, true);
        assertThat(problems(rules, pod("restartPolicy: Never")))
                .containsExactly(
                        "namespace: this job may not use default, because its rule allows none",
                        "serviceAccount: this job may not use default, because its rule allows none");
        assertThat(rules.namespace("default")).isEqualTo("default");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\n"})
    void emptyListAllowsEverything(String text) {
        AllowedNames all = AllowedNames.of(text);
        assertThat(all.allows("any")).isTrue();
        assertThat(all.names("any")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            automountServiceAccountToken: true | pod: automountServiceAccountToken: true is not allowed
            'volumes: [{name: v, projected: {sources: [{configMap: {name: m}}, {serviceAccountToken: {path: t}}]}}]' | volume v: serviceAccountToken is not allowed
            'volumes: [{name: v, projected: {sources: [{podCertificate: {keyType: RSA3072}}]}}]' | volume v: podCertificate is not allowed
            """)
    void whatProvesThePodsIdentityIsRefusedUnlessTheClusterGivesTokens(String spec, String named) {
        PodRules none = new PodRules(PodSecurity.PRIVILEGED, AllowedNames.ALL, AllowedNames.ALL, false);
        assertThat(problems(none, pod(spec))).singleElement().asString().startsWith("yaml: " + named);
        assertThat(problems(FREE, pod(spec))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "false, restartPolicy: Never, false",
        "false, automountServiceAccountToken: false, false",
        "true, restartPolicy: Never, ",
        "true, automountServiceAccountToken: true, true"
    })
    void podHasNoTokenUnlessTheClusterGivesTokens(boolean tokens, String spec, Boolean automount) throws Exception {
        TaskParameters parameters = new TaskParameters();
        parameters.yaml = pod(spec);
        PodRules rules = new PodRules(PodSecurity.BASELINE, AllowedNames.ALL, AllowedNames.ALL, tokens);
        TaskSpecification task = TaskSpecification.of(
                parameters,
                CallerVariables.none(),
                "default",
                TaskPolicy.standard(),
                Optional.of(rules),
                new ArrayList<>());
        assertThat(task.template().getSpec().getAutomountServiceAccountToken()).isEqualTo(automount);
    }

    @Test
    void withoutRulesNothingIsForced() throws Exception {
        TaskParameters parameters = new TaskParameters();
        parameters.image = "app";
        assertThat(TaskSpecification.of(parameters, "default", TaskPolicy.standard())
                        .template()
                        .getSpec()
                        .getAutomountServiceAccountToken())
                .isNull();
    }
}
