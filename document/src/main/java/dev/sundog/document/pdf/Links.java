package dev.sundog.document.pdf;

import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;

import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionURI;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The places of a page that lead somewhere. Addresses are noted, never opened. */
record Links(List<Link> links) {
    private static final int LONGEST_ADDRESS = 2048;
    private static final Pattern SAFE =
            Pattern.compile("(?i)(https?|mailto|ftp|tel):[^\\s\\p{Cntrl}]+");

    record Link(Box box, String address) {}

    static Links of(PDPage page, PageFrame frame) {
        List<Link> links = new ArrayList<>();
        try {
            for (PDAnnotation annotation : page.getAnnotations()) {
                if (annotation instanceof PDAnnotationLink link
                        && link.getAction() instanceof PDActionURI action) {
                    PDRectangle at = link.getRectangle();
                    String address = action.getURI();
                    if (at != null && address != null && allowed(address)) {
                        Box box =
                                frame.box(
                                        at.getLowerLeftX(),
                                        at.getLowerLeftY(),
                                        at.getUpperRightX(),
                                        at.getUpperRightY());
                        links.add(new Link(box, address.strip()));
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            return new Links(List.copyOf(links));
        }
        return new Links(List.copyOf(links));
    }

    /** Only addresses that are safe to stand in a page; {@code javascript:} is not. */
    private static boolean allowed(String address) {
        return address.length() <= LONGEST_ADDRESS && SAFE.matcher(address.strip()).matches();
    }

    /** {@code words} with the links that cover them. */
    List<Word> on(List<Word> words) {
        return links.isEmpty() ? words : words.stream().map(this::linked).toList();
    }

    private Word linked(Word word) {
        for (Link link : links) {
            if (link.box().containsCenter(word.box())) {
                return word.withLink(link.address());
            }
        }
        return word;
    }
}
