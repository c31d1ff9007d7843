package dev.sundog.document.layout;

import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Picture;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.List;

/** Which pictures of a page are figures: not specks, lines, backgrounds or frames around text. */
final class Figures {
    private static final double SMALLEST_SIDE = 18;
    private static final double BACKGROUND_SHARE = 0.75;
    private static final double TEXT_SHARE = 0.45;

    private Figures() {}

    /** Figures, overlapping ones united. */
    static List<Picture> of(PageContent content) {
        Box page = new Box(0, 0, content.width(), content.height());
        List<Picture> figures = new ArrayList<>();
        for (Picture picture : content.pictures()) {
            Box box = picture.box();
            boolean speck = Math.min(box.width(), box.height()) < SMALLEST_SIDE;
            boolean background =
                    box.area() > BACKGROUND_SHARE * page.area() && !content.words().isEmpty();
            if (!speck && !background && !holdsText(content, picture)) {
                unite(figures, picture);
            }
        }
        return figures;
    }

    /** Whether the picture is the ground of running text. */
    private static boolean holdsText(PageContent content, Picture picture) {
        double covered = 0;
        int prose = 0;
        for (Word word : content.words()) {
            if (picture.box().containsCenter(word.box())) {
                covered += word.box().area();
                prose++;
            }
        }
        return prose > 20 && covered > TEXT_SHARE * picture.box().area();
    }

    private static void unite(List<Picture> figures, Picture picture) {
        Picture all = picture;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 0; i < figures.size(); i++) {
                Picture other = figures.get(i);
                double smaller = Math.min(other.box().area(), all.box().area());
                if (other.box().overlap(all.box()) > 0.3 * smaller) {
                    all = new Picture(all.box().union(other.box()), all.vector() && other.vector());
                    figures.remove(i);
                    changed = true;
                    break;
                }
            }
        }
        figures.add(all);
    }
}
