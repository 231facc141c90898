package io.jenkins.plugins.runpod.history;

import io.jenkins.plugins.runpod.history.HistoryQuery.Filter;
import io.jenkins.plugins.runpod.history.HistoryQuery.Grouping;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
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

    private final HistoryQuery.Period period;
    private final Map<AdviceRule, Summing> sums = new EnumMap<>(AdviceRule.class);
    private final Summing limitedImages;

    /** @param visible for each job of the table whether the viewer may see it */
    HistoryAdvice(HistoryTable.View view, HistoryQuery.Period period, boolean[] visible) {
        this.period = period;
        for (AdviceRule rule : AdviceRule.values()) {
            sums.put(rule, new Summing(view, rule.by(), filter(rule), visible));
        }
        limitedImages = new Summing(view, Grouping.IMAGE, filter(AdviceRule.REGISTRY_LIMIT), visible);
    }

    private static Filter filter(AdviceRule rule) {
        return new Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                rule.cause(),
                rule.verdict());
    }

    void add(Row row) {
        sums.values().forEach(sum -> sum.add(row));
        limitedImages.add(row);
    }

    /** The sentences about the tasks that were added. */
    List<HistorySums.Advice> list() {
        return sums.entrySet().stream()
                .flatMap(each -> found(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingLong(Found::price).reversed())
                .limit(MOST)
                .map(this::advice)
                .toList();
    }

    private record Found(AdviceRule rule, String key, Sum sum, long price) {}

    private Stream<Found> found(AdviceRule rule, Summing groups) {
        Sum all = groups.sum();
        return groups.groups().stream()
                .map(group -> {
                    Sum sum = group.sum();
                    return new Found(rule, group.key(), sum, rule.price(sum, all));
                })
                .filter(found -> found.price >= LEAST_MS);
    }

    private HistorySums.Advice advice(Found found) {
        int parts = found.rule != AdviceRule.REGISTRY_LIMIT
                ? 0
                : (int) limitedImages.groups().stream()
                        .filter(image -> Filter.registry(image.key()).equals(found.key))
                        .count();
        String when = "in the last " + period.word();
        return new HistorySums.Advice(
                found.rule.text(new AdviceRule.Facts(found.key, found.sum, parts, when)), query(found));
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
