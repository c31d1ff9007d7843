package dev.sundog.model.checkpoint;

import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One mapped safetensors file with a checked header; the format is specified in the package
 * documentation.
 *
 * @param file the file
 * @param entries tensors by name, in the order of the header
 */
record SafetensorsFile(MappedFile file, Map<String, Entry> entries) {
    /** The reference implementation's bound on the header. */
    static final long MAXIMUM_HEADER = 100_000_000;

    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int MAXIMUM_RANK = 8;
    private static final Map<String, Integer> BITS =
            Map.ofEntries(
                    Map.entry("BOOL", 8),
                    Map.entry("U8", 8),
                    Map.entry("I8", 8),
                    Map.entry("F8_E5M2", 8),
                    Map.entry("F8_E4M3", 8),
                    Map.entry("I16", 16),
                    Map.entry("U16", 16),
                    Map.entry("F16", 16),
                    Map.entry("BF16", 16),
                    Map.entry("I32", 32),
                    Map.entry("U32", 32),
                    Map.entry("F32", 32),
                    Map.entry("I64", 64),
                    Map.entry("U64", 64),
                    Map.entry("F64", 64));

    /**
     * One tensor.
     *
     * @param dtype as spelled in the header
     * @param shape row-major
     * @param begin first byte in the data section
     * @param end byte after the last
     * @param bytes its content
     */
    record Entry(String dtype, List<Long> shape, long begin, long end, MemorySegment bytes) {}

    /** Maps and checks a file. */
    static SafetensorsFile open(Path path, Arena arena) {
        MappedFile file = MappedFile.open(path, arena);
        try {
            return new SafetensorsFile(file, parse(file));
        } catch (InternalError e) {
            throw file.vanished(e);
        }
    }

    private static Map<String, Entry> parse(MappedFile file) {
        if (file.size() < 8) {
            throw truncated(file, "a header length of 8 bytes at byte 0", file.size() + " bytes");
        }
        long length = file.bytes().get(LONG, 0);
        if (length < 2 || length > MAXIMUM_HEADER) {
            throw broken(
                    file,
                    "header length at byte 0 is %s, expected 2 to %d"
                            .formatted(Long.toUnsignedString(length), MAXIMUM_HEADER));
        }
        if (length > file.size() - 8) {
            throw truncated(
                    file,
                    "a header of " + length + " bytes at byte 8",
                    (file.size() - 8) + " bytes");
        }
        byte[] header = file.bytes().asSlice(8, length).toArray(ValueLayout.JAVA_BYTE);
        MemorySegment data = file.bytes().asSlice(8 + length);
        Map<String, Entry> entries = new LinkedHashMap<>();
        JsonFactory factory =
                JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), header)) {
            expect(parser.nextToken(), JsonToken.START_OBJECT, parser, file);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("__metadata__")) {
                    parser.skipChildren();
                } else {
                    entries.put(name, entry(parser, name, data, file));
                }
            }
            if (parser.nextToken() != null) {
                throw broken(file, "header goes on after its closing brace");
            }
        } catch (JacksonException e) {
            throw broken(file, "header is no valid JSON: " + firstLine(e.getOriginalMessage()));
        }
        checkCover(entries, data.byteSize(), 8 + length, file);
        return entries;
    }

    private static Entry entry(
            JsonParser parser, String name, MemorySegment data, MappedFile file) {
        expect(parser.currentToken(), JsonToken.START_OBJECT, parser, file);
        String dtype = "";
        List<Long> shape = List.of();
        List<Long> offsets = List.of();
        int found = 0;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "dtype" -> {
                    expect(parser.currentToken(), JsonToken.VALUE_STRING, parser, file);
                    dtype = parser.getString();
                    found++;
                }
                case "shape" -> {
                    shape = counts(parser, name, MAXIMUM_RANK, file);
                    found++;
                }
                case "data_offsets" -> {
                    offsets = counts(parser, name, 2, file);
                    found++;
                }
                default -> throw broken(file, "tensor %s has the key '%s'".formatted(name, key));
            }
        }
        if (found != 3 || offsets.size() != 2) {
            throw broken(
                    file,
                    "tensor %s lacks one of dtype, shape, data_offsets [begin, end]"
                            .formatted(name));
        }
        return checked(name, dtype, shape, offsets, data, file);
    }

    private static Entry checked(
            String name,
            String dtype,
            List<Long> shape,
            List<Long> offsets,
            MemorySegment data,
            MappedFile file) {
        Integer bits = BITS.get(dtype);
        if (bits == null) {
            throw broken(
                    file,
                    "tensor %s has dtype '%s', expected one of F32, F16, BF16"
                            .formatted(name, dtype));
        }
        long begin = offsets.getFirst();
        long end = offsets.getLast();
        long bytes;
        try {
            bytes = bits / 8;
            for (long size : shape) {
                bytes = Math.multiplyExact(bytes, size);
            }
        } catch (ArithmeticException e) {
            throw broken(file, "tensor %s: shape %s overflows".formatted(name, shape));
        }
        if (begin > end || end - begin != bytes) {
            throw broken(
                    file,
                    "tensor %s: data_offsets [%d, %d], expected %d bytes for %s %s"
                            .formatted(name, begin, end, bytes, dtype, shape));
        }
        if (end > data.byteSize()) {
            long dataStart = file.size() - data.byteSize();
            throw truncated(
                    file,
                    "tensor %s up to byte %d".formatted(name, dataStart + end),
                    "the file's end at byte " + file.size());
        }
        return new Entry(dtype, shape, begin, end, data.asSlice(begin, bytes));
    }

    /** The format demands that the tensors cover the data section without gap or overlap. */
    private static void checkCover(
            Map<String, Entry> entries, long dataSize, long dataStart, MappedFile file) {
        List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
        sorted.sort(
                Comparator.<Map.Entry<String, Entry>>comparingLong(e -> e.getValue().begin())
                        .thenComparingLong(e -> e.getValue().end()));
        long position = 0;
        for (Map.Entry<String, Entry> next : sorted) {
            long begin = next.getValue().begin();
            if (begin != position) {
                throw broken(
                        file,
                        "tensor %s begins at data byte %d, expected %d: %s"
                                .formatted(
                                        next.getKey(),
                                        begin,
                                        position,
                                        begin < position ? "tensors overlap" : "there is a gap"));
            }
            position = next.getValue().end();
        }
        if (position != dataSize) {
            throw broken(
                    file,
                    "tensors end at byte %d, expected the file's end, %d"
                            .formatted(dataStart + position, dataStart + dataSize));
        }
    }

    private static List<Long> counts(JsonParser parser, String name, int atMost, MappedFile file) {
        expect(parser.currentToken(), JsonToken.START_ARRAY, parser, file);
        List<Long> counts = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, parser, file);
            long count = parser.getLongValue();
            if (count < 0 || counts.size() == atMost) {
                throw broken(
                        file,
                        "tensor %s: expected at most %d counts of 0 or more"
                                .formatted(name, atMost));
            }
            counts.add(count);
        }
        return List.copyOf(counts);
    }

    private static void expect(
            JsonToken found, JsonToken expected, JsonParser parser, MappedFile file) {
        if (found != expected) {
            throw broken(
                    file,
                    "header has %s at byte %d, expected %s"
                            .formatted(
                                    found,
                                    8 + parser.currentTokenLocation().getByteOffset(),
                                    expected));
        }
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() > 160 ? line.substring(0, 160) + "…" : line;
    }

    private static SundogException truncated(MappedFile file, String expected, String found) {
        return SundogException.data(
                "safetensors-truncated",
                "%s is truncated: expected %s, found %s; fetch or copy the file again"
                        .formatted(file.path(), expected, found));
    }

    private static SundogException broken(MappedFile file, String what) {
        return SundogException.data(
                "safetensors-invalid",
                "%s: %s; the file is damaged, fetch it again".formatted(file.path(), what));
    }
}
