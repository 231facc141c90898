package io.jenkins.plugins.runpod.engine.secret;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Texts to look for, as a compressed trie: what several of them begin with is compared once, however many they are. Its memory is that of
 * the texts. Immutable.
 */
final class FormTrie {
    private final Node root;
    private final List<byte[]> forms;

    /** @param forms texts that are not empty */
    FormTrie(Collection<byte[]> forms) {
        List<byte[]> sorted = forms.stream().sorted(Arrays::compareUnsigned).toList();
        this.forms = sorted;
        root = sorted.isEmpty() ? new Node(new byte[0], 0, 0, false, new Node[0]) : node(sorted, 0, 0, true);
    }

    /**
     * How many bytes another text begins with that are the end of one of the texts, if that is cut off before them.
     *
     * @param shortest fewer bytes do not count
     */
    int cutOff(byte[] text, int shortest) {
        int longest = shortest - 1;
        for (byte[] form : forms) {
            for (int from = Math.max(1, form.length - text.length); form.length - from > longest; from++) {
                if (Arrays.equals(form, from, form.length, text, 0, form.length - from)) {
                    longest = form.length - from;
                }
            }
        }
        return longest < shortest ? 0 : longest;
    }

    /** Texts that have the first bytes up to {@code from} in common. */
    private static Node node(List<byte[]> forms, int from, int depth, boolean isRoot) {
        byte[] first = forms.get(0);
        byte[] last = forms.get(forms.size() - 1);
        int to = depth;
        while (!isRoot && to < first.length && to < last.length && first[to] == last[to]) {
            to++;
        }
        int begin = 0;
        while (begin < forms.size() && forms.get(begin).length == to) {
            begin++;
        }
        Node[] next = new Node[0];
        for (int i = begin; i < forms.size(); ) {
            int end = i;
            while (end < forms.size() && forms.get(end)[to] == forms.get(i)[to]) {
                end++;
            }
            next = Arrays.copyOf(next, next.length + 1);
            next[next.length - 1] = node(forms.subList(i, end), to, to + 1, false);
            i = end;
        }
        return new Node(first, from, to, begin > 0, next);
    }

    /** @param label holds the bytes of this node from {@code from} to {@code to} */
    private record Node(byte[] label, int from, int to, boolean isEnd, Node[] next) {
        Node child(byte first) {
            int low = 0;
            int high = next.length - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = Byte.compareUnsigned(next[middle].label[next[middle].from], first);
                if (order == 0) {
                    return next[middle];
                }
                if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return null;
        }
    }

    /** A place in the trie. Used by one thread at a time. */
    static final class Walk {
        private Node node;
        private int at;
        private int depth;

        void begin(FormTrie trie) {
            node = trie.root;
            at = node.to;
            depth = 0;
        }

        /** Goes on by a byte. Returns whether a text goes on so. */
        boolean step(byte next) {
            if (at < node.to) {
                if (node.label[at] != next) {
                    return false;
                }
            } else {
                Node child = node.child(next);
                if (child == null) {
                    return false;
                }
                node = child;
                at = child.from;
            }
            at++;
            depth++;
            return true;
        }

        /** Whether one of the texts ends here. */
        boolean isEnd() {
            return at == node.to && node.isEnd;
        }

        int depth() {
            return depth;
        }
    }
}
