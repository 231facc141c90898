package io.jenkins.plugins.runpod.engine.archive;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** What headers before an entry say about it: the long names of GNU tar and the records of pax. */
final class Extensions {
    private static final Set<String> IDENTITY = Set.of("path", "linkpath", "size");

    private byte[] name;
    private byte[] link;
    private long size = -1;
    private boolean sparse;
    private int count;

    /** How many there were before one entry. */
    int count() {
        return count;
    }

    void longName(byte[] text) {
        name = untilZero(text);
        count++;
    }

    void longLink(byte[] text) {
        link = untilZero(text);
        count++;
    }

    /** Records for the next entry, or for all that follow. The latter may not say what an entry is. */
    void pax(byte[] records, boolean global) throws BrokenTar {
        count++;
        int at = 0;
        while (at < records.length && records[at] != 0) {
            int space = at;
            int length = 0;
            for (; space < records.length && records[space] >= '0' && records[space] <= '9'; space++) {
                length = length * 10 + records[space] - '0';
                if (length > records.length) {
                    throw new BrokenTar("a pax header with a broken record");
                }
            }
            int end = at + length;
            if (space == records.length || records[space] != ' ' || end <= space + 1 || end > records.length) {
                throw new BrokenTar("a pax header with a broken record");
            }
            record(Arrays.copyOfRange(records, space + 1, end), global);
            at = end;
        }
    }

    private void record(byte[] record, boolean global) throws BrokenTar {
        int equals = 0;
        while (equals < record.length && record[equals] != '=') {
            equals++;
        }
        if (equals == record.length || record[record.length - 1] != '\n') {
            throw new BrokenTar("a pax header with a broken record");
        }
        String key = new String(record, 0, equals, StandardCharsets.ISO_8859_1);
        byte[] value = Arrays.copyOfRange(record, equals + 1, record.length - 1);
        if (global && (IDENTITY.contains(key) || key.startsWith("GNU.sparse."))) {
            throw new BrokenTar("a global pax header that gives all files one " + key);
        }
        switch (key) {
            case "path" -> name = value;
            case "linkpath" -> link = value;
            case "size" -> size = decimal(value);
            default -> sparse |= key.startsWith("GNU.sparse.") || key.equals("SCHILY.realsize");
        }
    }

    private static long decimal(byte[] value) throws BrokenTar {
        String text = new String(value, StandardCharsets.ISO_8859_1);
        if (!text.matches("[0-9]{1,18}")) {
            throw new BrokenTar("a pax header with a broken size");
        }
        return Long.parseLong(text);
    }

    private static byte[] untilZero(byte[] text) {
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return Arrays.copyOf(text, end);
    }

    TarItem apply(TarHeader header, long offset) {
        return new TarItem(
                new TarHeader(
                        name == null ? header.name() : name,
                        header.type(),
                        header.mode(),
                        size < 0 ? header.size() : size,
                        header.seconds(),
                        link == null ? header.link() : link),
                offset,
                sparse || header.type() == 'S');
    }
}
