package io.jenkins.plugins.runpod.engine.manifest;

/** Replaces the tabs of a text in flow style, such as JSON, that only separate. Those of a value stay. Pure. */
final class Tabs {
    private static final String BEFORE_A_TOKEN = "{[,:\n\r";
    private static final String AFTER_A_TOKEN = "}],:\n\r#";

    private Tabs() {}

    static String spaced(String text) {
        StringBuilder spaced = new StringBuilder(text);
        char last = '\n'; // that is no space or tab
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == '\\' && quote == '"') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                    last = ','; // a tab behind a quote separates
                }
            } else if ((c == '"' || c == '\'') && BEFORE_A_TOKEN.indexOf(last) >= 0) {
                quote = c;
            } else if (c == '\t') {
                if (BEFORE_A_TOKEN.indexOf(last) >= 0 || AFTER_A_TOKEN.indexOf(next(text, i)) >= 0) {
                    spaced.setCharAt(i, ' ');
                }
            } else if (c != ' ') {
                last = c;
            }
        }
        return spaced.toString();
    }

    /** The next character that is no space or tab. */
    private static char next(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : '\n';
    }
}
