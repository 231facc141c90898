package io.jenkins.plugins.runpod.engine.secret;

import java.util.BitSet;

/**
 * One search for secrets in a text. At each place it looks for the longest of the plain texts, in each reading, and for the longest of the
 * Base64 codes, which may go on in the next line. What overlaps is masked together.
 *
 * <p>Its time is bounded: a text on which it takes far more steps than texts without intent do is hidden from there on.
 */
final class MaskScan {
    /** Of a text whose end is not known. A shorter beginning says nothing, and would be found everywhere. */
    static final int SHORTEST_PART = 4;
    /** Ordinary logs take about one step a byte. */
    private static final long STEPS_PER_BYTE = 64;

    private static final long LEAST_STEPS = 1 << 20;
    private static final int LONGEST_ESCAPE = 12;
    private static final int MOST_BLANKS = 80;

    private final Masks masks;
    private final byte[] text;
    private final int to;
    /** Whether a plain text may go on behind the end. */
    private final boolean broken;

    private final BitSet hidden;
    /** What is hidden even where a code goes on in the next line. */
    private final BitSet plainly;

    private final BitSet starts;
    private final FormTrie.Walk walk = new FormTrie.Walk();
    private final Reading.Unit unit = new Reading.Unit();
    private long steps;
    private int open;

    // What the last walk found.
    private int end;
    private int escapes;

    /** @param broken whether the text ends within a line */
    MaskScan(Masks masks, byte[] text, int to, boolean broken) {
        this.masks = masks;
        this.text = text;
        this.to = to;
        this.broken = broken;
        this.open = to;
        this.steps = LEAST_STEPS + STEPS_PER_BYTE * to;
        this.hidden = new BitSet();
        this.plainly = new BitSet();
        this.starts = new BitSet();
    }

    /** Finds everything. */
    void run() {
        int reach = 0;
        for (int at = 0; at < to; at++) {
            if (at + 1 < to && masks.isNoBeginning(text[at], text[at + 1])) {
                continue;
            }
            int literal = plain(at);
            if (literal > at) {
                plainly.set(at, literal);
            }
            int found = Math.max(literal, code(at));
            if (steps < 0) {
                found = to;
            }
            if (found > at) {
                if (at >= reach) {
                    starts.set(at);
                }
                reach = Math.max(reach, found);
                hidden.set(at, reach);
            }
            if (steps < 0) {
                return;
            }
        }
    }

    /** Hides so many bytes before all others. */
    void hideFirst(int count) {
        hidden.set(0, count);
        plainly.set(0, count);
        starts.set(0);
    }

    /** Whether this byte is a part of a secret. */
    boolean hides(int at) {
        return hidden.get(at);
    }

    /** Whether this byte is a part of a secret that stands there as it is, or in a reading. */
    boolean hidesPlainly(int at) {
        return plainly.get(at);
    }

    /** Where the next part of a secret begins, or the end. */
    int nextHidden(int at) {
        int next = hidden.nextSetBit(at);
        return next < 0 ? to : next;
    }

    /** Whether something to mask begins at this byte. */
    boolean begins(int at) {
        return starts.get(at);
    }

    /** Whether nothing is to be masked. */
    boolean isClean() {
        return hidden.isEmpty();
    }

    /** Where the first text begins that may go on behind the end. */
    int open() {
        return open;
    }

    private int plain(int at) {
        int found = longest(at, Reading.LITERAL, masks.plain(), false);
        int others = escapes;
        for (Reading reading : Reading.values()) {
            if ((others & 1 << reading.ordinal()) != 0) {
                found = Math.max(found, longest(at, reading, masks.plain(), false));
            }
        }
        return found;
    }

    private int code(int at) {
        int found = longest(at, Reading.LITERAL, masks.codes(), true);
        int others = escapes;
        for (Reading reading : Reading.values()) {
            if ((others & 1 << reading.ordinal()) != 0) {
                found = Math.max(found, longest(at, reading, masks.codes(), true));
            }
        }
        return found;
    }

    /** Returns where the longest text ends that begins here, or -1. */
    private int longest(int from, Reading reading, FormTrie trie, boolean goesOnInNextLine) {
        end = -1;
        escapes = 0;
        walk.begin(trie);
        boolean cut = false;
        boolean atLineBegin = false;
        int at = from;
        while (at < to && steps-- >= 0) {
            int next = reading.read(text, at, to, unit);
            if (goesOnInNextLine && walk.depth() > 0 && isBreak(unit)) {
                if (atLineBegin && !isLineFeedOfCarriageReturn(at)) {
                    return end; // a code has no empty lines, and what is remembered of it must not grow
                }
                atLineBegin = true;
                at = lineBegin(next);
                continue;
            }
            atLineBegin = false;
            if (Reading.begunBy(text[at]) != 0) {
                escapes |= Reading.begunBy(text[at]);
                cut = to - at < LONGEST_ESCAPE;
            }
            if (!step()) {
                if (cut && reading != Reading.LITERAL) {
                    atTheEnd(from, goesOnInNextLine); // the rest of the escape may follow
                }
                return end;
            }
            at = next;
            if (walk.isEnd()) {
                end = at;
            }
        }
        atTheEnd(from, goesOnInNextLine);
        return end;
    }

    private boolean step() {
        for (int i = 0; i < unit.count(); i++) {
            if (!walk.step(unit.get(i))) {
                return false;
            }
        }
        return true;
    }

    private void atTheEnd(int from, boolean isCode) {
        if (steps >= 0 && (isCode || broken)) {
            open = Math.min(open, from);
            if (walk.depth() >= (isCode ? Masks.SHORTEST_CODE : SHORTEST_PART)) {
                end = to;
            }
        }
    }

    private boolean isLineFeedOfCarriageReturn(int at) {
        return text[at] == '\n' && at > 0 && text[at - 1] == '\r';
    }

    private static boolean isBreak(Reading.Unit unit) {
        return unit.count() == 1 && (unit.get(0) == '\n' || unit.get(0) == '\r');
    }

    /** Behind the indentation, or behind the name of a container: neither can be a part of a code. */
    int lineBegin(int from) {
        int at = from;
        if (steps < 0) {
            return at;
        }
        int most = Math.min(to, from + MOST_BLANKS);
        if (at < most && text[at] == '[') {
            while (at < most && text[at] != ']' && text[at] != '\n') {
                at++;
            }
            at = at < most && text[at] == ']' ? at + 1 : from;
        }
        while (at < most && (text[at] == ' ' || text[at] == '\t')) {
            at++;
        }
        return at;
    }
}
