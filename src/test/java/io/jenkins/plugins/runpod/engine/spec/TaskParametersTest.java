package io.jenkins.plugins.runpod.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskParametersTest {
    private final OneMoreParameter parameters = new OneMoreParameter();

    private ParameterField declared(String name) {
        return parameters.declared().stream()
                .filter(parameter -> parameter.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aParameterThatIsDeclaredStandsLastInItsSection() {
        List<String> names =
                parameters.declared().stream().map(ParameterField::getName).toList();

        assertThat(names).startsWith("image", "command", "env").endsWith("imageErrorRules", "warmUpTime");
        assertThat(parameters.declared()).extracting(ParameterField::getSection).isSorted();
    }

    @Test
    void everyFieldIsDeclaredWithAKindThatFitsIt() throws Exception {
        for (var field : TaskParameters.class.getFields()) {
            if (Set.of("files", "mirrors", "layers", "origins").contains(field.getName())) {
                continue; // each caller has its own parameters for them
            }
            assertThat(declared(field.getName()).getKind().type()).isEqualTo(field.getType());
        }
    }

    @Test
    void aParameterThatIsDeclaredIsCheckedByItsKind() {
        parameters.image = "app";
        parameters.warmUpTime = "soon";
        parameters.attempts = 101;
        parameters.imagePullPolicy = "Sometimes";

        assertThatThrownBy(() -> TaskSpecification.of(parameters, "default", TaskPolicy.standard()))
                .isInstanceOfSatisfying(
                        InvalidParameters.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "imagePullPolicy: \"Sometimes\" is none of Always, IfNotPresent, Never",
                                        "attempts: must be between 1 and 100",
                                        "warmUpTime: \"soon\" is not a duration such as 90s, 10m, 1h30m or 2d"));
    }

    @Test
    void onlyParametersWhoseValueIsCheckedAreExpanded() {
        assertThat(parameters.declared().stream()
                        .filter(parameter -> parameter.expansion() != Expansion.NONE)
                        .map(ParameterField::getName))
                .containsExactlyInAnyOrder(
                        "image",
                        "env",
                        "requests",
                        "limits",
                        "name",
                        "nodeSelector",
                        "labels",
                        "filesImage",
                        "queue",
                        "queueTimeout",
                        "scheduleTimeout",
                        "startTimeout",
                        "rateLimitTimeout",
                        "graceTimeout",
                        "transferTimeout",
                        "runTimeout",
                        "apiUnavailableTimeout",
                        "terminationGracePeriod",
                        "retention",
                        "warmUpTime");
        assertThat(parameters.declared())
                .filteredOn(parameter -> parameter.expansion() != Expansion.NONE)
                .allMatch(parameter -> List.of(ParameterKind.TEXT, ParameterKind.DURATION, ParameterKind.MAP)
                        .contains(parameter.getKind()));
    }

    @Test
    void codeStructureAndNamesThatGiveRightsStayAsWritten() {
        Map<String, String> map = Map.of("K", "$X");
        List<String> list = List.of("$X");
        for (ParameterField parameter : parameters.declared()) {
            Class<?> type = parameter.getKind().type();
            Object text = type == Map.class ? map : type == List.class ? list : type == String.class ? "$X" : null;
            parameters.set(parameter, text);
        }

        parameters.expand(Map.of("X", "x"));

        assertThat(List.of(
                        parameters.command,
                        parameters.yaml,
                        parameters.namespace,
                        parameters.serviceAccount,
                        parameters.workingDir,
                        parameters.container))
                .containsOnly("$X");
        assertThat(List.of(
                        parameters.entrypoint,
                        parameters.args,
                        parameters.envFrom,
                        parameters.imagePullSecrets,
                        parameters.tolerations,
                        parameters.logContainers,
                        parameters.retryOn))
                .containsOnly(list);
        assertThat(List.of(parameters.secretEnv, parameters.annotations, parameters.imageErrorRules))
                .containsOnly(map);
        assertThat(List.of(parameters.image, parameters.warmUpTime)).containsOnly("x");
        assertThat(parameters.env).isEqualTo(Map.of("K", "x"));
    }

    @Test
    void keysOfAMapStayAsWritten() {
        parameters.env = Map.of("$X", "$X");

        parameters.expand(Map.of("X", "x"));

        assertThat(parameters.env).isEqualTo(Map.of("$X", "x"));
    }

    @Test
    void valuesArePutInOnceAndUnknownNamesStay() {
        parameters.image = "$X/${X.Y}:$Z-$$X-$(X)";

        parameters.expand(Map.of("X", "$$ $Y ${X}", "X.Y", "y", "Y", "never"));

        assertThat(parameters.image).isEqualTo("$$ $Y ${X}/y:$Z-$X-$(X)");
    }

    @Test
    void valueInAVariableIsNoReferenceToAnotherVariable() throws InvalidParameters {
        parameters.image = "app";
        parameters.env = Map.of("A", "$$$X(B) $(B)", "B", "b");

        parameters.expand(Map.of("X", "$(TOKEN) $"));

        // The kubelet reads $$ as one dollar.
        assertThat(parameters.env).containsEntry("A", "$$$$(TOKEN) $$(B) $(B)");
    }

    @Test
    void aValueThatIsTakenAwayLeavesWhatWasThereBefore() {
        for (ParameterField parameter : parameters.declared()) {
            parameters.set(parameter, null);

            assertThat(parameters.get(parameter)).isEqualTo(new OneMoreParameter().get(parameter));
        }
    }
}
