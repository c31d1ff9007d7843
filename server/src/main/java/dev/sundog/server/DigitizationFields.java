package dev.sundog.server;

import dev.sundog.document.AnalyzerOptions.Ocr;
import dev.sundog.document.PageRanges;
import dev.sundog.document.html.OutputFormat;
import dev.sundog.document.tree.Category;
import dev.sundog.model.failure.SundogException;
import dev.sundog.server.document.DigitizationRequest;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a form with a document: what the client wants of it, or a 400 that names the field.
 * Lists may be written {@code html,text}, {@code ["html","text"]} or {@code ['html', 'text']}.
 *
 * <p>Source: the parameters of Upstage's {@code document-digitization}.
 */
final class DigitizationFields {
    /** The name of this reader of documents. */
    static final String MODEL = "sundog-layout-analyzer";

    private static final List<String> MODELS = List.of(MODEL, "document-parse");

    /** Fields of Upstage's that change nothing here. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("chart_recognition", "mode");

    private static final Set<String> KNOWN =
            Set.of(
                    "model",
                    "ocr",
                    "output_formats",
                    "coordinates",
                    "base64_encoding",
                    "merge_multipage_tables",
                    "pages",
                    "password");

    private final Map<String, String> fields;

    DigitizationFields(Map<String, String> fields) {
        this.fields = fields;
    }

    DigitizationRequest request() {
        for (String name : fields.keySet()) {
            if (!KNOWN.contains(name) && !WITHOUT_EFFECT.contains(name)) {
                throw ApiException.field(
                        name,
                        "unknown_parameter",
                        "Unknown parameter: '%s'; there are %s."
                                .formatted(
                                        name, String.join(", ", KNOWN.stream().sorted().toList())));
            }
        }
        find("model").ifPresent(DigitizationFields::requireKnown);
        return new DigitizationRequest(
                ocr(),
                formats(),
                flag("coordinates", true),
                categories(),
                flag("merge_multipage_tables", true),
                pages(),
                fields.getOrDefault("password", ""));
    }

    private static void requireKnown(String model) {
        if (MODELS.stream().noneMatch(model::startsWith)) {
            throw ApiException.unknownModel(model);
        }
    }

    private Optional<String> find(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isBlank());
    }

    private Ocr ocr() {
        String value = find("ocr").orElse("auto");
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "auto" -> Ocr.AUTO;
            case "force" -> Ocr.FORCE;
            case "off" -> Ocr.OFF;
            default -> throw invalid("ocr", value, "auto, force or off");
        };
    }

    private Set<OutputFormat> formats() {
        Set<OutputFormat> formats = EnumSet.noneOf(OutputFormat.class);
        for (String value : list("output_formats")) {
            formats.add(
                    switch (value) {
                        case "html" -> OutputFormat.HTML;
                        case "markdown" -> OutputFormat.MARKDOWN;
                        case "text" -> OutputFormat.TEXT;
                        default -> throw invalid("output_formats", value, "html, markdown or text");
                    });
        }
        return formats.isEmpty() ? Set.of(OutputFormat.HTML) : formats;
    }

    private Set<Category> categories() {
        Set<Category> categories = EnumSet.noneOf(Category.class);
        for (String value : list("base64_encoding")) {
            categories.add(
                    Arrays.stream(Category.values())
                            .filter(category -> category.label().equals(value))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            invalid(
                                                    "base64_encoding",
                                                    value,
                                                    "categories of elements, e.g. table, figure")));
        }
        return categories;
    }

    private PageRanges pages() {
        Optional<String> value = find("pages");
        try {
            return value.map(PageRanges::parse).orElse(PageRanges.all());
        } catch (SundogException e) {
            throw invalid("pages", value.orElse(""), "page numbers from 1, e.g. 1-3,7,10-");
        }
    }

    private boolean flag(String name, boolean otherwise) {
        Optional<String> value = find(name);
        if (value.isEmpty()) {
            return otherwise;
        }
        return switch (value.get().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(name, value.get(), "true or false");
        };
    }

    private List<String> list(String name) {
        String value = find(name).orElse("");
        return Arrays.stream(value.replaceAll("[\\[\\]\"'\\s]", "").split(","))
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static ApiException invalid(String field, String found, String expected) {
        String shown = found.length() > 60 ? found.substring(0, 60) + "…" : found;
        return ApiException.field(
                field,
                "invalid_value",
                "Invalid value for '%s': '%s'; expected %s.".formatted(field, shown, expected));
    }
}
