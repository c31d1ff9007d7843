package dev.sundog.document.pdf;

import dev.sundog.document.page.Region;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;

import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDNumberTreeNode;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDParentTreeValue;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureTreeRoot;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a tagged PDF says its parts are, as hints. They are used when nearly all text of the page is
 * tagged and no more of it is headings than a page can have: many writers tag carelessly.
 *
 * <p><b>Source:</b> ISO 32000-2, 14.7.5 (the parent tree) and 14.8.4 (standard structure types).
 */
final class Tags {
    private static final String SOURCE = "tags";
    private static final double TAGGED_SHARE = 0.8;
    private static final double HEADING_SHARE = 0.4;
    private static final double CONFIDENCE = 0.9;
    private static final int DEEPEST = 60;

    private final COSDictionary roles;
    private final Map<COSDictionary, List<Glyph>> elements = new IdentityHashMap<>();
    private final Map<COSDictionary, Category> categories = new LinkedHashMap<>();
    private int tagged;

    private Tags(COSDictionary roles) {
        this.roles = roles;
    }

    /** The hints for one page; none if it is not tagged or the tags are not to be trusted. */
    static List<Region> of(PDDocument document, PDPage page, List<Glyph> glyphs) {
        try {
            PDStructureTreeRoot root = document.getDocumentCatalog().getStructureTreeRoot();
            Optional<COSArray> owners = glyphs.isEmpty() ? Optional.empty() : owners(root, page);
            if (root == null || owners.isEmpty()) {
                return List.of();
            }
            COSDictionary roles =
                    root.getCOSObject().getCOSDictionary(COSName.getPDFName("RoleMap"));
            Tags tags = new Tags(roles == null ? new COSDictionary() : roles);
            glyphs.forEach(glyph -> tags.add(glyph, owners.get()));
            return tags.regions(glyphs.size());
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return List.of();
        }
    }

    /** Which structure element each tagged part of {@code page} belongs to. */
    private static Optional<COSArray> owners(@Nullable PDStructureTreeRoot root, PDPage page)
            throws IOException {
        int parents = page.getStructParents();
        PDNumberTreeNode tree = root == null || parents < 0 ? null : root.getParentTree();
        return tree != null
                        && tree.getValue(parents) instanceof PDParentTreeValue value
                        && value.getCOSObject() instanceof COSArray owners
                ? Optional.of(owners)
                : Optional.empty();
    }

    /** {@code glyphs} with the texts that structure elements give for what is drawn. */
    static List<Glyph> read(PDDocument document, PDPage page, List<Glyph> glyphs) {
        try {
            Optional<COSArray> owners =
                    owners(document.getDocumentCatalog().getStructureTreeRoot(), page);
            if (owners.isEmpty()) {
                return glyphs;
            }
            List<ActualText.Span> spans = new ArrayList<>();
            int from = 0;
            for (int i = 1; i <= glyphs.size(); i++) {
                int tag = glyphs.get(from).tag();
                if (i < glyphs.size() && glyphs.get(i).tag() == tag) {
                    continue;
                }
                if (tag >= 0
                        && tag < owners.get().size()
                        && owners.get().getObject(tag) instanceof COSDictionary owner) {
                    int begin = from;
                    int end = i;
                    ActualText.of(owner)
                            .ifPresent(text -> spans.add(new ActualText.Span(begin, end, text)));
                }
                from = i;
            }
            return ActualText.replaced(glyphs, spans);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return glyphs;
        }
    }

    private void add(Glyph glyph, COSArray owners) {
        if (glyph.tag() < 0 || glyph.tag() >= owners.size()) {
            return;
        }
        COSBase owner = owners.getObject(glyph.tag());
        if (!(owner instanceof COSDictionary element)) {
            return;
        }
        tagged++;
        COSDictionary at = element;
        for (int depth = 0; depth < DEEPEST; depth++) {
            Optional<Category> category = category(at);
            if (category.isPresent()) {
                categories.put(at, category.get());
                elements.computeIfAbsent(at, e -> new ArrayList<>()).add(glyph);
                return;
            }
            COSBase parent = at.getDictionaryObject(COSName.P);
            if (parent instanceof COSObject reference) {
                parent = reference.getObject();
            }
            if (!(parent instanceof COSDictionary up)) {
                return;
            }
            at = up;
        }
    }

    /** The category of an element's type, empty for those that say nothing. */
    private Optional<Category> category(COSDictionary element) {
        String type = element.getNameAsString(COSName.S, "");
        for (int i = 0; i < 4 && roles.containsKey(type); i++) {
            type = roles.getNameAsString(COSName.getPDFName(type), "");
        }
        return switch (type) {
            case "Title", "H", "H1" -> Optional.of(Category.HEADING1);
            case "H2" -> Optional.of(Category.HEADING2);
            case "H3", "H4", "H5", "H6" -> Optional.of(Category.HEADING3);
            case "Table" -> Optional.of(Category.TABLE);
            case "Caption" -> Optional.of(Category.CAPTION);
            case "Note", "FENote" -> Optional.of(Category.FOOTNOTE);
            default -> Optional.empty();
        };
    }

    private List<Region> regions(int glyphs) {
        long headings =
                elements.entrySet().stream()
                        .filter(entry -> level(entry.getKey()) > 0)
                        .mapToLong(entry -> entry.getValue().size())
                        .sum();
        if (tagged < TAGGED_SHARE * glyphs || headings > HEADING_SHARE * glyphs) {
            return List.of();
        }
        List<Region> regions = new ArrayList<>();
        categories.forEach(
                (element, category) -> {
                    List<Box> boxes =
                            elements.getOrDefault(element, List.of()).stream()
                                    .map(Glyph::box)
                                    .toList();
                    if (!boxes.isEmpty()) {
                        regions.add(new Region(Box.around(boxes), category, CONFIDENCE, SOURCE));
                    }
                });
        return regions;
    }

    private int level(COSDictionary element) {
        Category category = categories.get(element);
        return category == null ? 0 : category.headingLevel();
    }
}
