package io.jenkins.plugins.runpod.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Parameters that were written to hurt. Each is refused in a few sentences of bounded length. */
class HostileParametersTest {
    private final TaskParameters parameters = new TaskParameters();

    private List<String> problems() {
        try {
            TaskSpecification.of(parameters, "default", TaskPolicy.standard());
            return List.of();
        } catch (InvalidParameters e) {
            return e.problems();
        }
    }

    private void assertRefused(String word) {
        List<String> problems = problems();
        assertThat(problems).isNotEmpty().hasSizeLessThan(50);
        assertThat(String.join("\n", problems)).contains(word).hasSizeLessThan(20_000);
    }

    @Test
    void yamlThatExpandsWithoutEnd() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            yaml.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, "*a%d, ".formatted(i - 1).repeat(9)));
        }
        parameters.yaml = yaml + "spec: {containers: [{name: main, image: x, args: *a9}]}";
        assertRefused("yaml");
    }

    @Test
    void yamlThatIsNestedWithoutEnd() {
        parameters.yaml = "spec: " + "[".repeat(100_000) + "]".repeat(100_000);
        assertRefused("yaml");
    }

    @Test
    void yamlOfTwoMegabytes() {
        parameters.yaml = "spec: {}\n#" + "x".repeat(2_000_000);
        assertRefused("yaml: has");
    }

    @Test
    void yamlThatNamesAClass() {
        parameters.yaml = "spec: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]";
        assertRefused("yaml");
    }

    @Test
    void commandOfTenMegabytes() {
        parameters.image = "busybox";
        parameters.command = "echo " + "x".repeat(10_000_000);
        assertRefused("pod: has");
    }

    @Test
    void hundredThousandVariables() {
        Map<String, String> env = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            env.put("V" + i, "some value of it");
        }
        parameters.image = "busybox";
        parameters.env = env;
        assertRefused("pod: has");
    }

    @Test
    void hundredThousandBadVariables() {
        Map<String, String> env = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            env.put("V = " + i, "x");
        }
        parameters.image = "busybox";
        parameters.env = env;
        assertRefused("more problems");
    }

    @Test
    void warningsWithoutEnd() throws InvalidParameters {
        StringBuilder yaml = new StringBuilder("spec: {containers: [{name: main, image: x");
        for (int i = 0; i < 900; i++) {
            yaml.append(", quantum").append(i).append("x".repeat(700)).append(": 1");
        }
        parameters.yaml = yaml + "}]}";
        List<String> warnings = new ArrayList<>();
        TaskSpecification.of(
                parameters, CallerVariables.none(), "default", TaskPolicy.standard(), Optional.empty(), warnings);
        assertThat(warnings)
                .hasSize(41)
                .endsWith("and 860 more warnings")
                .allSatisfy(warning -> assertThat(warning).hasSizeLessThan(402));
    }

    @Test
    void imageWithAVeryLongName() {
        parameters.image = "busybox/".repeat(1_000_000);
        assertRefused("pod: has");
    }
}
