package io.jenkins.plugins.runpod.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskQueryTest {
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void whatIsNotGivenHasItsDefaultValue(String blank) {
        assertThat(TaskQuery.ofAll(name -> name.equals("group") ? null : blank))
                .isEqualTo(TaskQuery.everything())
                .isEqualTo(new TaskQuery(
                        List.of(), Optional.empty(), Optional.empty(), Grouping.CAUSE, Optional.empty(), 0, 50));
    }

    @Test
    void parametersOfARequestAreRead() {
        assertThat(TaskQuery.ofAll(Map.of(
                        "q", " Shop  #7 ",
                        "state", "limited",
                        "container", "main",
                        "by", "folder",
                        "group", "",
                        "offset", " 100",
                        "limit", "500")::get))
                .isEqualTo(new TaskQuery(
                        List.of("shop", "#7"),
                        Optional.of(Condition.LIMITED),
                        Optional.empty(),
                        Grouping.FOLDER,
                        Optional.of(""),
                        100,
                        500));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "broken | cause | 0 | 50 | state must be one of failed, unknown, ",
                "failed | job | 0 | 50 | by must be one of cause, cluster, namespace, folder, not \"job\".",
                "failed | cause | -1 | 50 | offset must be a whole number from 0 to 2147483647, not \"-1\".",
                "failed | cause | 2147483648 | 50 | offset must be a whole number from 0 to ",
                "failed | cause | 0 | 0 | limit must be a whole number from 1 to 500, not \"0\".",
                "failed | cause | 0 | 501 | limit must be a whole number from 1 to 500, not \"501\".",
                "failed | cause | 0 | many | limit must be a whole number from 1 to 500, not \"many\"."
            })
    void otherValuesAreRefusedWithOneSentence(String state, String by, String offset, String limit, String why) {
        assertThatThrownBy(
                        () -> TaskQuery.ofAll(Map.of("state", state, "by", by, "offset", offset, "limit", limit)::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(why);
    }

    @Test
    void pageOfABuildHasContainersAndNoGroups() {
        assertThat(TaskQuery.ofBuild(
                        Map.of("state", "failed", "container", "main", "by", "nonsense", "group", "any")::get))
                .isEqualTo(new TaskQuery(
                        List.of(),
                        Optional.of(Condition.FAILED),
                        Optional.of("main"),
                        Grouping.CAUSE,
                        Optional.empty(),
                        0,
                        50));
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> TaskQuery.ofAll(Map.of("state", "broken", "limit", "0")::get))
                .hasMessageContaining("state must be one of")
                .hasMessageContaining("limit must be a whole number");
    }
}
