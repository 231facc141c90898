package io.jenkins.plugins.runpod.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.history.HistoryQuery.Filter;
import io.jenkins.plugins.runpod.history.HistoryQuery.Grouping;
import io.jenkins.plugins.runpod.history.HistoryQuery.Period;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryQueryTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);

    @Test
    void whatIsNotGivenHasItsDefaultValue() {
        assertThat(HistoryQuery.of(Map.of("period", " ", "by", "")::get))
                .isEqualTo(new HistoryQuery(Period.WEEK, Grouping.CAUSE, Filter.NONE, 0, 50));
        assertThat(LinesQuery.of(name -> null, TODAY))
                .isEqualTo(new LinesQuery(LocalDate.of(2026, 10, 31), TODAY, Filter.NONE, 0, 1000));
    }

    /** A task without an image can be asked for. */
    @Test
    void anEmptyFilterIsAFilter() {
        assertThat(HistoryQuery.of(Map.of("image", "", "verdict", "task_failed")::get)
                        .filter())
                .isEqualTo(new Filter(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(""),
                        Optional.empty(),
                        Optional.of(Verdict.TASK_FAILED)));
    }

    @Test
    void allValuesThatAreNotValidAreNamedAtOnce() {
        assertThatThrownBy(() -> HistoryQuery.of(
                        Map.of("period", "year", "by", "job", "verdict", "bad", "offset", "-1", "limit", "501")::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("period must be one of day, week, month, not \"year\"."
                        + " by must be one of cause, cluster, namespace, folder, registry, image, not \"job\"."
                        + " verdict must be one of waiting, ")
                .hasMessageEndingWith("not \"bad\". offset must be a whole number from 0 to 10000, not \"-1\"."
                        + " limit must be a whole number from 1 to 500, not \"501\".");
    }

    @Test
    void daysOfLinesAreChecked() {
        assertThatThrownBy(() -> LinesQuery.of(Map.of("from", "2026-02-30", "to", "x")::get, TODAY))
                .hasMessage("to must be a day such as 2026-11-30, not \"x\"."
                        + " from must be a day such as 2026-11-30, not \"2026-02-30\".");
        assertThatThrownBy(() -> LinesQuery.of(Map.of("from", "2026-11-02", "to", "2026-11-01")::get, TODAY))
                .hasMessage("from must not be after to.");
    }
}
