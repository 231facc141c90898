package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Objects in Kubernetes' protobuf form, which kubectl sends for some kinds whatever the server says it reads. Only those
 * kinds, and of them the fields that kubectl fills in; unknown fields are skipped.
 */
final class Protobuf {
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    /** How a field is read. */
    private sealed interface Type {}

    private record Text() implements Type {}

    private record Number() implements Type {}

    private record Bytes() implements Type {}

    /** Of text to something. */
    private record Entries(Type value) implements Type {}

    private record Message(Map<Integer, Field> fields) implements Type {}

    private record Field(String name, Type type) {}

    private static final Type TEXT = new Text();

    private static final Message META = message(
            1,
            "name",
            TEXT,
            2,
            "generateName",
            TEXT,
            3,
            "namespace",
            TEXT,
            11,
            "labels",
            new Entries(TEXT),
            12,
            "annotations",
            new Entries(TEXT));

    private static final Map<String, Message> KINDS = Map.of(
            "Secret",
            message(
                    1,
                    "metadata",
                    META,
                    2,
                    "data",
                    new Entries(new Bytes()),
                    3,
                    "type",
                    TEXT,
                    4,
                    "stringData",
                    new Entries(TEXT)),
            "ConfigMap",
            message(1, "metadata", META, 2, "data", new Entries(TEXT), 3, "binaryData", new Entries(new Bytes())),
            "Namespace",
            message(1, "metadata", META),
            "ServiceAccount",
            message(1, "metadata", META),
            "SelfSubjectAccessReview",
            message(
                    1,
                    "metadata",
                    META,
                    2,
                    "spec",
                    message(
                            1,
                            "resourceAttributes",
                            message(
                                    1,
                                    "namespace",
                                    TEXT,
                                    2,
                                    "verb",
                                    TEXT,
                                    3,
                                    "group",
                                    TEXT,
                                    4,
                                    "version",
                                    TEXT,
                                    5,
                                    "resource",
                                    TEXT,
                                    6,
                                    "subresource",
                                    TEXT,
                                    7,
                                    "name",
                                    TEXT))),
            "DeleteOptions",
            message(
                    1,
                    "gracePeriodSeconds",
                    new Number(),
                    2,
                    "preconditions",
                    message(1, "uid", TEXT, 2, "resourceVersion", TEXT)));

    private Protobuf() {}

    /** Throws 415 for a kind that is not known here. */
    static ObjectNode read(byte[] body) {
        try {
            ByteBuffer in = ByteBuffer.wrap(body, MAGIC.length, body.length - MAGIC.length);
            ObjectNode envelope = message(
                    in, message(1, "type", message(1, "apiVersion", TEXT, 2, "kind", TEXT), 2, "raw", new Bytes()));
            String kind = FakeJson.text(envelope, "type", "kind");
            if (!KINDS.containsKey(kind)) {
                throw ApiException.of(
                        415, "UnsupportedMediaType", "the embedded cluster reads a " + kind + " as JSON or YAML only");
            }
            ObjectNode object = message(
                    ByteBuffer.wrap(Base64.getDecoder().decode(FakeJson.text(envelope, "raw"))), KINDS.get(kind));
            object.put("kind", kind).put("apiVersion", FakeJson.text(envelope, "type", "apiVersion"));
            return object;
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw ApiException.badRequest("the body is no protobuf object");
        }
    }

    private static ObjectNode message(ByteBuffer in, Message message) {
        ObjectNode object = FakeJson.object();
        while (in.hasRemaining()) {
            int tag = (int) number(in);
            Field field = message.fields.get(tag >>> 3);
            switch (tag & 7) {
                case 0 -> {
                    long value = number(in);
                    if (field != null) {
                        object.put(field.name, value);
                    }
                }
                case 2 -> {
                    byte[] bytes = new byte[(int) number(in)];
                    in.get(bytes);
                    if (field != null) {
                        put(object, field, bytes);
                    }
                }
                case 1 -> in.getLong();
                case 5 -> in.getInt();
                default -> throw new IllegalArgumentException("wire type");
            }
        }
        return object;
    }

    private static void put(ObjectNode object, Field field, byte[] bytes) {
        if (field.type instanceof Message message) {
            object.set(field.name, message(ByteBuffer.wrap(bytes), message));
        } else if (field.type instanceof Bytes) {
            object.put(field.name, Base64.getEncoder().encodeToString(bytes));
        } else if (field.type instanceof Entries entries) {
            ObjectNode entry = message(ByteBuffer.wrap(bytes), message(1, "key", TEXT, 2, "value", entries.value));
            FakeJson.child(object, field.name)
                    .set(
                            entry.path("key").asText(),
                            entry.has("value") ? entry.get("value") : JsonNodeFactory.instance.textNode(""));
        } else if (bytes.length > 0) {
            object.put(field.name, new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private static long number(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = in.get();
            number |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return number;
            }
        }
    }

    /** @param fields number, name and type in turn */
    private static Message message(Object... fields) {
        Map<Integer, Field> byNumber = new HashMap<>();
        for (int i = 0; i < fields.length; i += 3) {
            byNumber.put((Integer) fields[i], new Field((String) fields[i + 1], (Type) fields[i + 2]));
        }
        return new Message(byNumber);
    }
}
