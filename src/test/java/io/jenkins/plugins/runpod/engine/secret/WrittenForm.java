package io.jenkins.plugins.runpod.engine.secret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How programs write a text, made as they make it. */
enum WrittenForm {
    PLAIN {
        @Override
        String of(String text) {
            return text;
        }
    },
    FORM_DATA {
        @Override
        String of(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    },
    PERCENT_LOWER {
        @Override
        String of(String text) {
            return lowerHex(URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20"));
        }
    },
    ALL_PERCENT {
        @Override
        String of(String text) {
            return bytes(text, "%%%02X");
        }
    },
    JSON {
        @Override
        String of(String text) {
            return json(new ObjectMapper(), text);
        }
    },
    JSON_SLASH {
        @Override
        String of(String text) {
            return json(new ObjectMapper(), text).replace("/", "\\/");
        }
    },
    JSON_ASCII {
        @Override
        String of(String text) {
            return json(
                    JsonMapper.builder()
                            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                            .build(),
                    text);
        }
    },
    JSON_ALL {
        @Override
        String of(String text) {
            StringBuilder all = new StringBuilder();
            text.chars().forEach(c -> all.append(String.format("\\u%04x", c)));
            return all.toString();
        }
    },
    /** Bash quotes so what it prints for {@code set -x}, and {@code printf %q} so what has control characters. */
    BASH {
        @Override
        String of(String text) {
            return "'" + text.replace("'", "'\\''") + "'";
        }
    },
    BASH_ANSI {
        @Override
        String of(String text) {
            StringBuilder form = new StringBuilder("$'");
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                if (b < ' ') { // negative ones are no ASCII
                    form.append(String.format("\\%03o", b & 0xff));
                } else if (b == '\'' || b == '\\') {
                    form.append('\\').append((char) b);
                } else {
                    form.append((char) b);
                }
            }
            return form.append('\'').toString();
        }
    },
    BASH_WORD {
        @Override
        String of(String text) {
            return text.replaceAll("([^A-Za-z0-9_./:,@%+=\\x80-\\uffff-])", "\\\\$1");
        }
    },
    /** The function {@code single_quote} of dash, which busybox has, too. */
    ASH {
        @Override
        String of(String text) {
            StringBuilder form = new StringBuilder();
            String rest = text;
            do {
                int quote = rest.indexOf('\'');
                int end = quote < 0 ? rest.length() : quote;
                form.append('\'').append(rest, 0, end).append('\'');
                int after = end;
                while (after < rest.length() && rest.charAt(after) == '\'') {
                    after++;
                }
                if (after > end) {
                    form.append('"').append(rest, end, after).append('"');
                }
                rest = rest.substring(after);
            } while (!rest.isEmpty());
            return form.toString();
        }
    },
    BASE64 {
        @Override
        String of(String text) {
            return Base64.getEncoder().encodeToString(utf8(text));
        }
    },
    BASE64_URL {
        @Override
        String of(String text) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(utf8(text));
        }
    },
    /** RFC 2045. */
    MIME {
        @Override
        String of(String text) {
            return Base64.getMimeEncoder().encodeToString(utf8(text));
        }
    },
    /** The lines of {@code base64} of GNU coreutils and of busybox. */
    LINES_OF_76 {
        @Override
        String of(String text) {
            return lines(text, 76);
        }
    },
    /** The lines of {@code openssl base64} and of PEM files. */
    LINES_OF_64 {
        @Override
        String of(String text) {
            return lines(text, 64);
        }
    },
    JSON_OF_LINES {
        @Override
        String of(String text) {
            return json(new ObjectMapper(), lines(text, 64));
        }
    };

    /** The text in this form. */
    abstract String of(String text);

    boolean isBase64() {
        return compareTo(BASE64) >= 0;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String lines(String text, int width) {
        return Base64.getMimeEncoder(width, new byte[] {'\n'}).encodeToString(utf8(text));
    }

    private static String bytes(String text, String format) {
        StringBuilder all = new StringBuilder();
        for (byte b : utf8(text)) {
            all.append(String.format(format, b & 0xff));
        }
        return all.toString();
    }

    private static String lowerHex(String text) {
        return Pattern.compile("%..")
                .matcher(text)
                .replaceAll(hex -> Matcher.quoteReplacement(hex.group().toLowerCase(Locale.ROOT)));
    }

    private static String json(ObjectMapper mapper, String text) {
        try {
            String quoted = mapper.writeValueAsString(text);
            return quoted.substring(1, quoted.length() - 1);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
