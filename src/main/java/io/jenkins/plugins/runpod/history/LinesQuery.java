package io.jenkins.plugins.runpod.history;

import java.time.LocalDate;
import java.util.function.Function;

/**
 * Which lines of the files others want to read. Pure.
 *
 * @param from the first day. A day is that on which a line was written, in UTC, so that each line has exactly one
 * @param to the last day
 * @param offset how many lines of the first day to leave out
 * @param limit the greatest number of lines
 */
public record LinesQuery(LocalDate from, LocalDate to, HistoryQuery.Filter filter, int offset, int limit) {
    /** So that an answer fits into memory. */
    public static final int MOST = 10_000;

    private static final int STANDARD = 1_000;
    private static final int DAYS = 30;

    /**
     * The query in the parameters of a request. What is null or blank has its default value: the last 30 days until today.
     *
     * @param parameters the value of each, or null
     * @throws IllegalArgumentException with a sentence for each value that is not valid
     */
    public static LinesQuery of(Function<String, String> parameters, LocalDate today) {
        RequestParameters given = new RequestParameters(parameters);
        LocalDate to = given.day("to").orElse(today);
        LocalDate from = given.day("from").orElse(to.minusDays(DAYS));
        if (from.isAfter(to)) {
            given.problem("from must not be after to.");
        }
        LinesQuery query = new LinesQuery(
                from,
                to,
                HistoryQuery.Filter.of(given),
                given.number("offset", 0, Integer.MAX_VALUE).orElse(0),
                given.number("limit", 1, MOST).orElse(STANDARD));
        given.check();
        return query;
    }
}
