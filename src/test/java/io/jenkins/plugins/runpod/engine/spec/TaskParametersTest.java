package io.jenkins.plugins.runpod.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import java.util.List;
import java.util.Map;
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
    void variablesAreReplacedInAllTextsButRegularExpressionsAndChoices() {
        parameters.image = "$X";
        parameters.warmUpTime = "$X";
        parameters.args = List.of("a", "$X");
        parameters.env = Map.of("$X", "$X");
        parameters.imagePullPolicy = "$X";
        parameters.imageErrorRules = Map.of("gone$X", "PERMANENT");

        parameters.expand(text -> text.replace("$X", "x"));

        assertThat(parameters.image).isEqualTo("x");
        assertThat(parameters.warmUpTime).isEqualTo("x");
        assertThat(parameters.args).containsExactly("a", "x");
        assertThat(parameters.env).isEqualTo(Map.of("$X", "x"));
        assertThat(parameters.imagePullPolicy).isEqualTo("$X");
        assertThat(parameters.imageErrorRules).isEqualTo(Map.of("gone$X", "PERMANENT"));
        assertThat(parameters.name).isNull();
    }

    @Test
    void aValueThatIsTakenAwayLeavesWhatWasThereBefore() {
        for (ParameterField parameter : parameters.declared()) {
            parameters.set(parameter, null);

            assertThat(parameters.get(parameter)).isEqualTo(new OneMoreParameter().get(parameter));
        }
    }
}
