package io.jenkins.plugins.runpod.cluster;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came in.
 *
 * @param path decoded, without the query
 * @param query decoded; the values of a parameter in their order
 * @param headers by lower case name
 */
record HttpRequest(
        String method, String path, Map<String, List<String>> query, Map<String, String> headers, byte[] body) {

    static HttpRequest of(String method, String target, Map<String, String> headers, byte[] body) {
        int mark = target.indexOf('?');
        Map<String, List<String>> query = new LinkedHashMap<>();
        if (mark >= 0) {
            for (String pair : target.substring(mark + 1).split("&")) {
                int equals = pair.indexOf('=');
                if (!pair.isEmpty()) {
                    query.computeIfAbsent(
                                    decode(equals < 0 ? pair : pair.substring(0, equals)), name -> new ArrayList<>())
                            .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
                }
            }
        }
        return new HttpRequest(method, decode(mark < 0 ? target : target.substring(0, mark)), query, headers, body);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** All values of a parameter. */
    List<String> parameters(String name) {
        return query.getOrDefault(name, List.of());
    }

    /** The first value of a parameter, unless it is empty. */
    Optional<String> parameter(String name) {
        return parameters(name).stream().findFirst().filter(value -> !value.isEmpty());
    }

    boolean flag(String name) {
        return parameter(name)
                .filter(value -> value.equals("true") || value.equals("1"))
                .isPresent();
    }

    String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
}
