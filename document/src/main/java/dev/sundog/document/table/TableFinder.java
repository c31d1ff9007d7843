package dev.sundog.document.table;

import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Region;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.TableGrid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds and reads the tables of a page. Stateless and thread-safe. */
public final class TableFinder {
    private static final double HINT = 0.5;
    private static final double DOUBT = 0.75;
    private static final double MARGIN = 2;
    private static final double TOUCH = 0.1;
    private static final double HELD = 0.5;
    private static final int HELD_WORDS = 8;
    private static final int MOST_RULINGS = 4000;
    private static final int LEAST_WORDS = 4;
    private static final int LEAST_RULED_WORDS = 2;

    private TableFinder() {}

    /**
     * What a page has of tables, each list from top to bottom without overlaps.
     *
     * @param found those that are sure enough
     * @param doubtful those that nearly were: their regions stay text
     */
    public record Tables(List<FoundTable> found, List<FoundTable> doubtful) {
        public Tables {
            found = List.copyOf(found);
            doubtful = List.copyOf(doubtful);
        }
    }

    /** The tables of a page from top to bottom; they do not overlap. */
    public static List<FoundTable> find(PageContent page) {
        return search(page).found();
    }

    /** The tables of a page and what nearly is one. */
    public static Tables search(PageContent page) {
        List<FoundTable> found = new ArrayList<>();
        List<FoundTable> doubtful = new ArrayList<>();
        for (Turn turn : Turn.values()) {
            List<Word> words = page.words().stream().filter(word -> turn.is(word.angle())).toList();
            if (words.size() >= LEAST_RULED_WORDS) {
                Tables upright = findUpright(turn.upright(page, words));
                upright.found().forEach(table -> found.add(turn.back(table, page, words)));
                upright.doubtful().forEach(table -> doubtful.add(turn.back(table, page, words)));
            }
        }
        found.sort(Comparator.comparing(FoundTable::box, Regions.FROM_TOP));
        doubtful.sort(Comparator.comparing(FoundTable::box, Regions.FROM_TOP));
        return new Tables(found, doubtful);
    }

    /** The best reading of a region that is known to be a table, empty if it has no grid. */
    public static Optional<FoundTable> read(PageContent page, Box region) {
        Box wide = grown(region);
        List<Word> inside =
                page.words().stream().filter(word -> wide.containsCenter(word.box())).toList();
        Turn turn = Turn.most(inside);
        List<Word> words = inside.stream().filter(word -> turn.is(word.angle())).toList();
        if (words.isEmpty()) {
            return Optional.empty();
        }
        PageContent upright = turn.upright(page, words);
        Box box = turn.upright(region, page);
        List<Segment> across = segments(upright, true);
        List<Segment> down = segments(upright, false);
        return best(new Candidate(box, upright.words(), true), across, down)
                .map(t -> turn.back(t, page, words));
    }

    private static List<Segment> segments(PageContent page, boolean horizontal) {
        return page.rulings().size() > MOST_RULINGS
                ? List.of()
                : Segment.joined(Insets.removed(page.rulings()), horizontal);
    }

    private static Box grown(Box box) {
        return new Box(box.x0() - MARGIN, box.y0() - MARGIN, box.x1() + MARGIN, box.y1() + MARGIN);
    }

    /** Every reading of every candidate region of a page's upright text, the poor ones too. */
    static List<Reading> readings(PageContent page) {
        List<Word> words =
                page.words().stream().filter(word -> Turn.NONE.is(word.angle())).toList();
        PageContent upright = Turn.NONE.upright(page, words);
        List<Segment> across = segments(upright, true);
        List<Segment> down = segments(upright, false);
        return regions(upright, across, down).stream()
                .flatMap(region -> readings(region, across, down).stream())
                .toList();
    }

    /** A place where a table may be, and the words it would have. */
    private record Candidate(
            Box box, List<Word> words, boolean ruled, Optional<TableGrid> structure) {
        Candidate(Box box, List<Word> words, boolean ruled) {
            this(box, words, ruled, Optional.empty());
        }
    }

    private static List<Candidate> regions(
            PageContent page, List<Segment> across, List<Segment> down) {
        List<Box> nets = Regions.nets(across, down);
        List<Box> ruled = new ArrayList<>(nets);
        ruled.addAll(Regions.stacks(across, down, TextLine.of(page.words())));
        List<Candidate> candidates = new ArrayList<>();
        for (Box region : ruled) {
            candidates.add(new Candidate(region, inside(page.words(), region), true));
        }
        for (Region hint : page.regions()) {
            if (hint.category() == Category.TABLE && hint.confidence() >= HINT) {
                List<Word> inside = inside(page.words(), hint.box());
                candidates.add(new Candidate(hint.box(), inside, true, hint.structure()));
            }
        }
        for (List<Word> zone : Regions.zones(page.words(), page.width())) {
            for (Box region : Regions.runs(TextLine.of(zone))) {
                if (holdsSeveral(region, nets, page.words())) {
                    continue;
                }
                candidates.add(new Candidate(region, inside(zone, region), false));
            }
        }
        candidates.removeIf(
                candidate ->
                        candidate.words.size()
                                < (candidate.ruled ? LEAST_RULED_WORDS : LEAST_WORDS));
        return candidates;
    }

    /** Whether a run of lines goes through several framed tables. */
    private static boolean holdsSeveral(Box region, List<Box> nets, List<Word> words) {
        long inside =
                nets.stream()
                        .filter(net -> net.overlap(region) > HELD * net.area())
                        .filter(net -> inside(words, net).size() >= HELD_WORDS)
                        .count();
        return inside > 1;
    }

    private static Tables findUpright(PageContent page) {
        List<Segment> across = segments(page, true);
        List<Segment> down = segments(page, false);
        List<Ranked> found = new ArrayList<>();
        List<Ranked> doubtful = new ArrayList<>();
        for (Candidate region : regions(page, across, down)) {
            best(region, across, down)
                    .filter(table -> table.confidence() >= DOUBT * TableScore.bound(region.ruled))
                    .ifPresent(
                            table -> {
                                boolean sure = table.confidence() >= TableScore.bound(region.ruled);
                                (sure ? found : doubtful).add(Ranked.of(table, region.ruled));
                            });
        }
        List<FoundTable> chosen = withoutOverlaps(found);
        doubtful.removeIf(
                doubt -> chosen.stream().anyMatch(t -> overlap(t.box(), doubt.table.box())));
        return new Tables(chosen, withoutOverlaps(doubtful));
    }

    private static List<Word> inside(List<Word> words, Box region) {
        Box wide = grown(region);
        return words.stream().filter(word -> wide.containsCenter(word.box())).toList();
    }

    private static Optional<FoundTable> best(
            Candidate region, List<Segment> across, List<Segment> down) {
        return surest(readings(region, across, down)).map(Reading::table);
    }

    private static List<Reading> readings(
            Candidate region, List<Segment> across, List<Segment> down) {
        List<Draft> drafts = new ArrayList<>();
        Optional<Draft> ruled = Lattice.read(region.box, region.words, across, down);
        ruled.ifPresent(drafts::add);
        Optional<Draft> drawn = ruled.filter(draft -> TableScore.drawn(draft, across, down));
        Whitespace.read(region.box, region.words, across, down)
                .filter(draft -> drawn.filter(grid -> !refines(draft, grid)).isEmpty())
                .ifPresent(drafts::add);
        Closed.ladder(region.box, region.words, across, down).ifPresent(drafts::add);
        List<Reading> readings = new ArrayList<>();
        drafts.forEach(draft -> readings.add(Reading.of(draft, across, down)));
        Optional<Reading> surest = surest(readings);
        region.structure
                .flatMap(seen -> Modelled.read(seen, region.box, region.words, across, down))
                .filter(draft -> drawn.filter(grid -> !refines(draft, grid)).isEmpty())
                .filter(draft -> surest.stream().noneMatch(reading -> confirms(draft, reading)))
                .ifPresent(draft -> readings.add(Reading.of(draft, across, down)));
        return readings;
    }

    private static Optional<Reading> surest(List<Reading> readings) {
        return readings.stream()
                .max(Comparator.comparingDouble(reading -> reading.table().confidence()));
    }

    /**
     * Whether a model sees the rows and columns that white space parts: its spans, which no ruling
     * tells, are less sure than those of white space.
     */
    private static boolean confirms(Draft modelled, Reading reading) {
        TableGrid grid = reading.table().grid();
        return reading.table().detector().equals(Whitespace.NAME)
                && grid.rows() == modelled.rows()
                && grid.columns() == modelled.columns();
    }

    /** Whether a reading parts cells of a drawn grid and joins none. */
    private static boolean refines(Draft draft, Draft drawn) {
        return draft.divides(drawn) && !drawn.divides(draft);
    }

    /**
     * A table and what it weighs against others at its place: sure ones, whole ones and those that
     * rulings frame before parts of them.
     */
    private record Ranked(FoundTable table, double weight) {
        private static final double FRAMED = 1.2;

        static Ranked of(FoundTable table, boolean ruled) {
            double sure = table.confidence() * table.confidence();
            double size = Math.sqrt(table.words().size());
            return new Ranked(table, sure * size * (ruled ? FRAMED : 1));
        }
    }

    /** The weightiest first; what overlaps it by more than a touch falls out. */
    private static List<FoundTable> withoutOverlaps(List<Ranked> found) {
        List<Ranked> sorted = new ArrayList<>(found);
        sorted.sort(
                Comparator.comparingDouble(Ranked::weight)
                        .reversed()
                        .thenComparing(ranked -> ranked.table.box(), Regions.FROM_TOP));
        List<FoundTable> chosen = new ArrayList<>();
        for (Ranked ranked : sorted) {
            if (chosen.stream().noneMatch(other -> overlap(other.box(), ranked.table.box()))) {
                chosen.add(ranked.table);
            }
        }
        return chosen;
    }

    private static boolean overlap(Box a, Box b) {
        return a.overlap(b) > TOUCH * Math.min(a.area(), b.area());
    }
}
