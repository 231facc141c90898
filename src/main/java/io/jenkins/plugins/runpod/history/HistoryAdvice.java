package io.jenkins.plugins.runpod.history;

import io.jenkins.plugins.runpod.history.HistoryQuery.Filter;
import io.jenkins.plugins.runpod.history.HistoryQuery.Grouping;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What would have saved most of the waiting of a period: at most five sentences, the most expensive first. The numbers of each are
 * found again under its query. Not safe for use by many threads.
 */
final class HistoryAdvice {
    private static final int MOST = 5;
    /** Less waiting is not worth a sentence. */
    private static final long LEAST_MS = Duration.ofMinutes(30).toMillis();

    private static final Question LIMITED_IMAGES = Question.of(AdviceRule.REGISTRY_LIMIT, Grouping.IMAGE);

    private final HistoryQuery.Period period;
    private final HistoryTable.View view;
    private final boolean[] visible;
    private final Map<Question, Summing> ofCauses = new LinkedHashMap<>();
    private final Map<Question, Summing> ofAll = new LinkedHashMap<>();
    private final boolean[] causes;

    private record Question(Grouping by, Filter filter) {
        static Question of(AdviceRule rule, Grouping by) {
            return new Question(
                    by,
                    new Filter(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            rule.cause(),
                            rule.verdict()));
        }
    }

    /** @param visible for each job of the table whether the viewer may see it */
    HistoryAdvice(HistoryTable.View view, HistoryQuery.Period period, boolean[] visible) {
        this.view = view;
        this.period = period;
        this.visible = visible;
        causes = new boolean[view.causes().size()];
        for (AdviceRule rule : AdviceRule.values()) {
            prepare(Question.of(rule, rule.by()));
            rule.cause()
                    .map(view.causes()::indexOf)
                    .filter(number -> number >= 0)
                    .ifPresent(number -> causes[number] = true);
        }
        prepare(LIMITED_IMAGES);
    }

    private void prepare(Question question) {
        (question.filter.cause().isPresent() ? ofCauses : ofAll)
                .computeIfAbsent(question, each -> new Summing(view, each.by, each.filter, visible));
    }

    private Summing summing(Question question) {
        return (question.filter.cause().isPresent() ? ofCauses : ofAll).get(question);
    }

    void add(Row row) {
        ofAll.values().forEach(sum -> sum.add(row));
        if (hasCause(row)) {
            ofCauses.values().forEach(sum -> sum.add(row));
        }
    }

    /** Few tasks have a cause that a rule is about. */
    private boolean hasCause(Row row) {
        boolean any = causes[row.reason];
        for (int i = 0; i < row.waits; i++) {
            any |= causes[row.causes[i]];
        }
        return any;
    }

    /** The sentences about the tasks that were added. */
    List<Advice> list() {
        return Stream.of(AdviceRule.values())
                .flatMap(this::found)
                .sorted(Comparator.comparingLong(Found::price).reversed())
                .limit(MOST)
                .map(this::advice)
                .toList();
    }

    private record Found(AdviceRule rule, String key, Sum sum, long price) {}

    private Stream<Found> found(AdviceRule rule) {
        Summing groups = summing(Question.of(rule, rule.by()));
        Sum all = groups.sum();
        return groups.groups().stream()
                .filter(group -> group.totals().tasks() >= rule.leastTasks())
                .map(group -> found(rule, group.key(), group.sum(), all))
                .filter(found -> found.price >= LEAST_MS);
    }

    private static Found found(AdviceRule rule, String key, Sum sum, Sum all) {
        return new Found(rule, key, sum, rule.price(sum, all));
    }

    private Advice advice(Found found) {
        long parts = summing(LIMITED_IMAGES).groups().stream()
                .filter(image -> Filter.registry(image.key()).equals(found.key))
                .count();
        String when = "in the last " + period.word();
        return new Advice(found.rule.text(new AdviceRule.Facts(found.key, found.sum, parts, when)), query(found));
    }

    private String query(Found found) {
        List<String> parameters = new ArrayList<>();
        parameters.add("period=" + period.word());
        parameters.add("by=" + found.rule.inside().word());
        parameters.add(found.rule.by().word() + "=" + encoded(found.key));
        found.rule.cause().ifPresent(cause -> parameters.add("cause=" + encoded(cause)));
        found.rule.verdict().ifPresent(verdict -> parameters.add("verdict=" + verdict));
        return "?" + String.join("&", parameters);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
