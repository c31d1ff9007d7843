package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The fields of one message of a protocol buffer, in order. Every length is checked against what is
 * left. Not thread-safe.
 *
 * <p><b>Source:</b> Protocol Buffers, encoding.
 */
final class ProtocolFields {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final byte[] file;
    private final String origin;
    private final int end;
    private int at;
    private int number;
    private int wireType;

    ProtocolFields(byte[] file, int start, int end, String origin) {
        this.file = file;
        this.at = start;
        this.end = end;
        this.origin = origin;
    }

    /** Goes to the next field; its value must then be read or skipped. */
    boolean next() {
        if (at >= end) {
            return false;
        }
        int start = at;
        long tag = varint("tag");
        number = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        if (tag >>> 3 == 0 || tag >>> 32 != 0) {
            throw broken(start, "a field's tag is " + tag);
        }
        return true;
    }

    int number() {
        return number;
    }

    void skip() {
        switch (wireType) {
            case VARINT -> varint("field " + number);
            case FIXED64 -> take(8, "field " + number);
            case FIXED32 -> take(4, "field " + number);
            case BYTES -> take(length("field " + number), "field " + number);
            default -> throw broken(at, "field " + number + " has the wire type " + wireType);
        }
    }

    /** An integer, enumeration or flag. */
    int number(String what) {
        expect(VARINT, what);
        return (int) varint(what);
    }

    float fixedFloat(String what) {
        expect(FIXED32, what);
        int start = take(4, what);
        return ByteBuffer.wrap(file, start, 4).order(ByteOrder.LITTLE_ENDIAN).getFloat();
    }

    byte[] bytes(String what) {
        expect(BYTES, what);
        int length = length(what);
        int start = take(length, what);
        return Arrays.copyOfRange(file, start, start + length);
    }

    String string(String what) {
        int start = at;
        byte[] bytes = bytes(what);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw broken(start, what + " is no UTF-8");
        }
    }

    /** The fields of a message within. */
    ProtocolFields message(String what) {
        expect(BYTES, what);
        int length = length(what);
        int start = take(length, what);
        return new ProtocolFields(file, start, start + length, origin);
    }

    private void expect(int wanted, String what) {
        if (wireType != wanted) {
            throw broken(at, what + " has the wire type " + wireType + ", expected " + wanted);
        }
    }

    private int length(String what) {
        int start = at;
        long length = varint("length of " + what);
        if (length < 0 || length > end - at) {
            throw broken(
                    start,
                    what
                            + " is said to take "
                            + Long.toUnsignedString(length)
                            + " bytes, but "
                            + (end - at)
                            + " are left");
        }
        return (int) length;
    }

    private int take(int count, String what) {
        if (count > end - at) {
            throw broken(at, what + " needs " + count + " bytes, but " + (end - at) + " are left");
        }
        int start = at;
        at += count;
        return start;
    }

    private long varint(String what) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = file[take(1, what)];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw broken(at, what + " is a number of more than 10 bytes");
    }

    private SundogException broken(int place, String why) {
        return SundogException.data(
                "sentencepiece-model",
                origin
                        + ": at byte "
                        + place
                        + ": "
                        + why
                        + "; this is no SentencePiece model or it is damaged, fetch it again");
    }
}
