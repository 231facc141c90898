package io.jenkins.plugins.runpod.cli;

import io.jenkins.plugins.runpod.engine.spec.ParameterField;
import io.jenkins.plugins.runpod.engine.spec.ParameterKind;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The parameters of a task, each as an option of the same name in kebab case. What they hold is checked elsewhere. */
final class TaskOptions {
    private final TaskParameters parameters;
    private final Map<ParameterField, OptionSpec> options = new LinkedHashMap<>();

    /** @param parameters which there are, all without a value */
    TaskOptions(TaskParameters parameters) {
        this.parameters = parameters;
        parameters.declared().forEach(parameter -> options.put(parameter, option(parameter)));
    }

    private static OptionSpec option(ParameterField parameter) {
        OptionSpec.Builder option = OptionSpec.builder(parameter.options().toArray(String[]::new))
                .paramLabel(parameter.label())
                .description(parameter.summary());
        return switch (parameter.getKind()) {
            case TEXT, SCRIPT, DURATION, CHOICE -> option.type(String.class).build();
            case YAML -> option.type(Path.class).build();
            case COUNT -> option.type(Integer.class).build();
            case FLAG -> option.type(Boolean.class).arity("0").build();
            case LIST, SECRETS, RULES ->
                option.type(List.class).auxiliaryTypes(String.class).build();
            case MAP, CHANGES ->
                option.type(Map.class)
                        .auxiliaryTypes(String.class, String.class)
                        .build();
            case PATTERNS, OBJECTS -> throw new IllegalArgumentException(parameter + " is for Jenkins alone");
        };
    }

    void addTo(CommandSpec command) {
        options.values().forEach(command::addOption);
    }

    /**
     * The parameters as given.
     *
     * @param words what stood after {@code --}: the entrypoint and its arguments
     * @param problems gets what cannot be read
     */
    TaskParameters read(List<String> words, List<String> problems) {
        options.forEach((parameter, option) -> {
            if (option.getValue() != null) {
                parameters.set(parameter, value(parameter.getKind(), option, problems));
            }
        });
        if (!words.isEmpty()) {
            if (!parameters.entrypoint.isEmpty() || !parameters.args.isEmpty()) {
                problems.add("a command after -- cannot be given together with --entrypoint or --args");
            }
            parameters.entrypoint = words;
        }
        return parameters;
    }

    private static Object value(ParameterKind kind, OptionSpec option, List<String> problems) {
        return switch (kind) {
            case TEXT, SCRIPT, DURATION, CHOICE, COUNT, FLAG, LIST, MAP, CHANGES -> option.getValue();
            case YAML -> text(option.longestName(), option.getValue(), problems);
            case SECRETS -> secrets(option.getValue());
            case RULES -> rules(option.longestName(), option.getValue(), problems);
            case PATTERNS, OBJECTS ->
                throw new IllegalArgumentException(option.longestName() + " is for Jenkins alone");
        };
    }

    /** A variable whose source is not named has it from a variable of the same name. */
    private static Map<String, String> secrets(List<String> values) {
        Map<String, String> secrets = new LinkedHashMap<>();
        for (String value : values) {
            int equals = value.indexOf('=');
            secrets.put(
                    equals < 0 ? value : value.substring(0, equals), equals < 0 ? value : value.substring(equals + 1));
        }
        return secrets;
    }

    /** The last equals sign parts them: a regular expression may hold some. */
    private static Map<String, String> rules(String option, List<String> values, List<String> problems) {
        Map<String, String> rules = new LinkedHashMap<>();
        for (String rule : values) {
            int equals = rule.lastIndexOf('=');
            if (equals < 1) {
                problems.add(option + ": \"" + rule + "\" is not of the form REGEX=CLASS");
            } else {
                rules.put(rule.substring(0, equals), rule.substring(equals + 1));
            }
        }
        return rules;
    }

    /** A byte order mark tells the encoding, as it does to kubectl. Windows writes UTF-16 with one. */
    private static String decoded(byte[] bytes) throws CharacterCodingException {
        int mark = bytes.length < 2 ? 0 : (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        Charset charset = mark == 0xfeff || mark == 0xfffe ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
        return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    private static String text(String option, Path file, List<String> problems) {
        try {
            String text = decoded(file.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(file));
            if (text.isBlank()) {
                problems.add(option + ": " + file + " is empty");
            }
            return text;
        } catch (NoSuchFileException e) {
            problems.add(option + ": there is no file " + file);
        } catch (CharacterCodingException e) {
            problems.add(option + ": " + file + " is not UTF-8. Save it as UTF-8");
        } catch (IOException e) {
            problems.add(option + ": cannot read " + file + ": " + e.getMessage());
        }
        return "";
    }
}
