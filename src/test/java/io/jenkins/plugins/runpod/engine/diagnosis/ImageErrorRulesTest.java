package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageErrorRulesTest {
    @Test
    void aSavedRuleThatThisVersionRefusesIsLeftOutAndTheOthersCount() {
        ImageErrorRules rules = ImageErrorRules.saved(Map.of("(", "TRANSIENT", "blocked", "PERMANENT"));

        assertThat(rules.rows()).isEqualTo(Map.of("blocked", "PERMANENT"));
    }

    @Test
    void everyBadRowIsNamed() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("(", "RATE_LIMITED");
        rows.put("ok", "SUCCEEDED");
        rows.put("also ok", null);
        rows.put("", "PERMANENT");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageErrorRules.parse(rows))
                .withMessageContaining("\"(\" is not a regular expression")
                .withMessageContaining("\"ok\" maps to \"SUCCEEDED\"")
                .withMessageContaining("\"also ok\" maps to \"null\"")
                .withMessageContaining("empty regular expression");
    }

    @Test
    void aStepsRowsComeBeforeThoseOfItsController() {
        ImageErrorRules step = ImageErrorRules.parse(Map.of("blocked", "TRANSIENT"));
        ImageErrorRules controller = ImageErrorRules.parse(Map.of("blocked|closed", "PERMANENT"));
        ImageErrorRules both = step.before(controller);
        assertThat(both.match("it is BLOCKED").orElseThrow().verdict()).isEqualTo(Verdict.TRANSIENT);
        assertThat(both.match("it is closed").orElseThrow().verdict()).isEqualTo(Verdict.PERMANENT);
        assertThat(ImageErrorRules.none().before(step)).isSameAs(step);
    }
}
