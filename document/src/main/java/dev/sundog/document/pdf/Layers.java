package dev.sundog.document.pdf;

import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.graphics.optionalcontent.PDOptionalContentGroup;
import org.apache.pdfbox.pdmodel.graphics.optionalcontent.PDOptionalContentProperties;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Where in a page's marked content its drawing stands: in a layer that is switched off, and in
 * which tagged part. For one page and one thread.
 */
final class Layers {
    private static final int DEEPEST = 10_000;
    private static final int NONE = -1;

    private final Set<COSDictionary> off;
    private final Deque<Mark> open = new ArrayDeque<>();

    /**
     * @param tag the number of the tagged part, -1 for none
     */
    private record Mark(boolean hidden, int tag) {}

    private Layers(Set<COSDictionary> off) {
        this.off = off;
    }

    static Layers of(PDDocument document) {
        Set<COSDictionary> off = Collections.newSetFromMap(new IdentityHashMap<>());
        try {
            PDOptionalContentProperties properties =
                    document.getDocumentCatalog().getOCProperties();
            if (properties != null) {
                for (PDOptionalContentGroup group : properties.getOptionalContentGroups()) {
                    if (!properties.isGroupEnabled(group)) {
                        off.add(group.getCOSObject());
                    }
                }
            }
        } catch (RuntimeException | StackOverflowError e) {
            off.clear();
        }
        return new Layers(off);
    }

    /** Marked content begins; what is nested inherits. */
    void begin(COSName tag, @Nullable COSDictionary properties) {
        if (open.size() > DEEPEST) {
            throw new PageEngine.BoundReached("its marked content is nested too deeply");
        }
        boolean hidden = hidden();
        int number = tag();
        if (properties != null) {
            hidden |= COSName.OC.equals(tag) && off(properties);
            number = properties.getInt(COSName.MCID, number);
        }
        open.push(new Mark(hidden, COSName.ARTIFACT.equals(tag) ? NONE : number));
    }

    void end() {
        open.poll();
    }

    private boolean off(COSDictionary properties) {
        if (off.contains(properties)) {
            return true;
        }
        COSBase members = properties.getDictionaryObject(COSName.OCGS);
        return members instanceof COSDictionary member && off.contains(member);
    }

    /** Whether what is drawn now is switched off. */
    boolean hidden() {
        Mark mark = open.peek();
        return mark != null && mark.hidden();
    }

    /** Number of the tagged part that is drawn now, -1 for none. */
    int tag() {
        Mark mark = open.peek();
        return mark == null ? NONE : mark.tag();
    }
}
