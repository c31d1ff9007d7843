package dev.sundog.document;

import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSBoolean;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSFloat;
import org.apache.pdfbox.cos.COSInteger;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSNull;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdfwriter.compress.CompressParameters;
import org.apache.pdfbox.pdmodel.PDDocument;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Spoils files: their bytes, and of a PDF its objects (other types, huge numbers, cycles, missing
 * keys), its streams (other bytes, other numbers, bombs) and its table of objects.
 */
final class Mutants {
    private static final int DEEP = 3000;
    private static final int BOMB = 60_000_000;

    private final byte[] sound;
    private final Random random;

    Mutants(byte[] sound, Random random) {
        this.sound = sound.clone();
        this.random = random;
    }

    /** Another spoiled PDF. */
    byte[] nextPdf() {
        if (random.nextInt(3) == 0) {
            return nextBytes();
        }
        try (PDDocument document = Loader.loadPDF(sound)) {
            List<COSObject> objects = objects(document);
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                spoil(objects);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            boolean compressed = random.nextInt(4) == 0;
            document.save(
                    out,
                    compressed
                            ? CompressParameters.DEFAULT_COMPRESSION
                            : CompressParameters.NO_COMPRESSION);
            return random.nextInt(4) == 0 ? bytes(out.toByteArray()) : out.toByteArray();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return nextBytes();
        }
    }

    /** The file with other bytes. */
    byte[] nextBytes() {
        return bytes(sound);
    }

    private static List<COSObject> objects(PDDocument document) {
        List<COSObject> objects = new ArrayList<>();
        document.getDocument().getXrefTable().keySet().stream()
                .sorted()
                .map(key -> document.getDocument().getObjectFromPool(key))
                .filter(object -> object.getObject() != null)
                .forEach(objects::add);
        return objects;
    }

    private void spoil(List<COSObject> objects) throws IOException {
        COSBase base = objects.get(random.nextInt(objects.size())).getObject();
        for (int i = 0; i < random.nextInt(4); i++) {
            base = inner(base);
        }
        if (base instanceof COSStream stream && random.nextBoolean()) {
            stream(stream);
        } else if (base instanceof COSDictionary dictionary && dictionary.size() > 0) {
            List<COSName> keys = List.copyOf(dictionary.keySet());
            COSName key = keys.get(random.nextInt(keys.size()));
            if (random.nextInt(5) == 0) {
                dictionary.removeItem(key);
            } else {
                dictionary.setItem(key, other(objects));
            }
        } else if (base instanceof COSArray array && array.size() > 0) {
            if (random.nextInt(5) == 0) {
                array.remove(random.nextInt(array.size()));
            } else {
                array.set(random.nextInt(array.size()), other(objects));
            }
        }
    }

    private COSBase inner(COSBase base) {
        COSBase found = base;
        if (base instanceof COSDictionary dictionary && dictionary.size() > 0) {
            List<COSBase> values = List.copyOf(dictionary.getValues());
            found = values.get(random.nextInt(values.size()));
        } else if (base instanceof COSArray array && array.size() > 0) {
            found = array.get(random.nextInt(array.size()));
        }
        return found instanceof COSDictionary || found instanceof COSArray ? found : base;
    }

    /** Something that does not belong where it is put. */
    private COSBase other(List<COSObject> objects) {
        return switch (random.nextInt(12)) {
            case 0 -> COSInteger.get(Integer.MAX_VALUE);
            case 1 -> COSInteger.get(-1);
            case 2 -> COSInteger.get(Long.MIN_VALUE);
            case 3 -> new COSFloat(3e38f);
            case 4 -> COSInteger.get(random.nextInt(100_000));
            case 5 -> COSName.getPDFName("Name" + random.nextInt(9));
            case 6 -> new COSString("text");
            case 7 -> COSBoolean.TRUE;
            case 8 -> COSNull.NULL;
            case 9 -> new COSArray();
            case 10 -> nested();
            default -> objects.get(random.nextInt(objects.size()));
        };
    }

    private COSBase nested() {
        COSArray outer = new COSArray();
        COSArray at = outer;
        for (int i = 0; i < random.nextInt(DEEP); i++) {
            COSArray next = new COSArray();
            at.add(next);
            at = next;
        }
        return outer;
    }

    private void stream(COSStream stream) throws IOException {
        byte[] content;
        try (var in = stream.createInputStream()) {
            content = in.readAllBytes();
        }
        switch (random.nextInt(6)) {
            case 0 -> write(stream, bytes(content));
            case 1 -> write(stream, digits(content, 8));
            case 2 ->
                    write(
                            stream,
                            "q 1 0 0 1 0 0 cm ".repeat(20_000).getBytes(StandardCharsets.US_ASCII));
            case 3 -> write(stream, random.nextInt(10) == 0 ? new byte[BOMB] : new byte[0]);
            case 4 -> stream.setItem(COSName.FILTER, COSName.DCT_DECODE);
            default -> {
                stream.setInt(COSName.WIDTH, 100_000);
                stream.setInt(COSName.HEIGHT, 100_000);
            }
        }
    }

    private static void write(COSStream stream, byte[] content) throws IOException {
        try (OutputStream out = stream.createOutputStream(COSName.FLATE_DECODE)) {
            out.write(content);
        }
    }

    private byte[] bytes(byte[] original) {
        byte[] mutant = original.clone();
        if (mutant.length < 200) {
            random.nextBytes(mutant);
            return mutant;
        }
        switch (random.nextInt(6)) {
            case 0 -> {
                for (int i = 0; i < 1 + random.nextInt(20); i++) {
                    mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
                }
            }
            case 1 -> mutant = Arrays.copyOf(mutant, random.nextInt(mutant.length));
            case 2 -> {
                int from = random.nextInt(mutant.length - 64);
                System.arraycopy(original, random.nextInt(original.length - 64), mutant, from, 64);
            }
            case 3 -> {
                int cut = random.nextInt(mutant.length - 100);
                byte[] rest =
                        Arrays.copyOfRange(original, cut + random.nextInt(100), original.length);
                mutant = Arrays.copyOf(mutant, cut + rest.length);
                System.arraycopy(rest, 0, mutant, cut, rest.length);
            }
            case 4 -> {
                int from = Math.max(0, mutant.length - 600);
                for (int i = 0; i < 10; i++) {
                    mutant[from + random.nextInt(mutant.length - from)] =
                            (byte) ('0' + random.nextInt(10));
                }
            }
            default -> mutant = digits(mutant, 40);
        }
        return mutant;
    }

    /** One digit of {@code every} changed. */
    private byte[] digits(byte[] original, int every) {
        byte[] mutant = original.clone();
        for (int i = 0; i < mutant.length; i++) {
            if (mutant[i] >= '0' && mutant[i] <= '9' && random.nextInt(every) == 0) {
                mutant[i] = (byte) ('0' + random.nextInt(10));
            }
        }
        return mutant;
    }
}
