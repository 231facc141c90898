package io.jenkins.plugins.runpod.cluster;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The options of a log request.
 *
 * @param since in whole seconds, whatever was asked for: the kubelet never sees the fraction
 */
record LogOptions(
        String container,
        boolean follow,
        boolean previous,
        boolean timestamps,
        Optional<Instant> since,
        OptionalLong tailLines,
        OptionalLong limitBytes) {

    static LogOptions of(HttpRequest request, Instant now) {
        List<ApiException.Problem> problems = new ArrayList<>();
        Optional<Instant> since = request.parameter("sinceTime").map(LogOptions::time);
        Optional<Instant> ago = number(request, "sinceSeconds", 1, problems).stream()
                .mapToObj(now::minusSeconds)
                .findFirst();
        if (since.isPresent() && ago.isPresent()) {
            problems.add(ApiException.Problem.forbidden(
                    "", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
        }
        OptionalLong tail = number(request, "tailLines", 0, problems);
        OptionalLong limit = number(request, "limitBytes", 1, problems);
        if (!problems.isEmpty()) {
            throw ApiException.invalid("PodLogOptions", "", "", problems);
        }
        return new LogOptions(
                request.parameter("container").orElse(""),
                request.flag("follow"),
                request.flag("previous"),
                request.flag("timestamps"),
                since.or(() -> ago).map(time -> time.truncatedTo(ChronoUnit.SECONDS)),
                tail,
                limit);
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw ApiException.badRequest("unable to decode query parameter: " + e.getMessage());
        }
    }

    private static OptionalLong number(
            HttpRequest request, String name, long least, List<ApiException.Problem> problems) {
        if (request.parameter(name).isEmpty()) {
            return OptionalLong.empty();
        }
        String text = request.parameter(name).get();
        try {
            long number = Long.parseLong(text);
            if (number < least) {
                problems.add(ApiException.Problem.invalid(
                        name, text, "must be greater than " + (least == 0 ? "or equal to 0" : "0")));
            }
            return OptionalLong.of(number);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("strconv.ParseInt: parsing \"%s\": invalid syntax".formatted(text));
        }
    }
}
