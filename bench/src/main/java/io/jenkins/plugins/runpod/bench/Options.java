package io.jenkins.plugins.runpod.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The options of a command line: pairs of {@code --name value} after the first word. */
record Options(Map<String, String> values) {

    static Options of(String[] args) {
        Map<String, String> values = new HashMap<>();
        for (int i = 1; i + 1 < args.length; i += 2) {
            values.put(args[i].substring(2), args[i + 1]);
        }
        return new Options(values);
    }

    String text(String name, String standard) {
        return values.getOrDefault(name, standard);
    }

    int number(String name, int standard) {
        return Integer.parseInt(text(name, Integer.toString(standard)));
    }

    Path path(String name) {
        if (!values.containsKey(name)) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return Path.of(values.get(name));
    }

    /** The names in the file of the option {@code pods}. */
    List<String> pods() throws IOException {
        return Files.readAllLines(path("pods"));
    }
}
