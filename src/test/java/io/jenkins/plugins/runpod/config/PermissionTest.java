package io.jenkins.plugins.runpod.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PermissionTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final Account ACCOUNT = new Account("system:serviceaccount:ci:jenkins");

    private static String[] documents(Account account) {
        return Permission.manifest("builds", account).split("---\n");
    }

    @Test
    void manifestGivesEveryPermissionAndNoOther() {
        Role role = YAML.unmarshal(documents(ACCOUNT)[0], Role.class);

        Stream<Permission> given = role.getRules().stream()
                .flatMap(rule -> rule.getVerbs().stream()
                        .map(verb -> new Permission(
                                rule.getApiGroups().get(0), rule.getResources().get(0), verb)));
        assertThat(given)
                .containsExactlyInAnyOrderElementsOf(Stream.of(Permission.NEEDED, Permission.FILES, Permission.USEFUL)
                        .flatMap(List::stream)
                        .toList());
    }

    @Test
    void manifestIsForTheAccountThatTheClusterKnows() {
        Subject subject = subject(ACCOUNT);

        assertThat(subject.getKind()).isEqualTo("ServiceAccount");
        assertThat(subject.getName()).isEqualTo("jenkins");
        assertThat(subject.getNamespace()).isEqualTo("ci");
    }

    @Test
    void userWithAnyNameStaysOneWordOfTheManifest() {
        Subject subject = subject(new Account("o'neill: {x}@example.com"));

        assertThat(subject.getKind()).isEqualTo("User");
        assertThat(subject.getName()).isEqualTo("o'neill: {x}@example.com");
    }

    @Test
    void operationsGuideShowsTheSameRules() throws Exception {
        Stream<String> rules = documents(ACCOUNT)[0].lines().filter(line -> line.contains("apiGroups"));

        assertThat(Files.readString(Path.of("docs/operations.md"))).contains(rules.toList());
    }

    private static Subject subject(Account account) {
        return YAML.unmarshal(documents(account)[1], RoleBinding.class)
                .getSubjects()
                .get(0);
    }
}
