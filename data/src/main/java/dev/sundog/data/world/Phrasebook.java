package dev.sundog.data.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The phrases of one language, by section, read from {@code phrases-<code>.txt} and {@code
 * chat-<code>.txt} beside this class. A line {@code "! …"} is a completion cue as well as a
 * sentence; a line {@code "? …"} is held out for evaluation. Immutable.
 */
final class Phrasebook {
    private final Language language;
    private final Map<String, List<Template>> taught;
    private final Map<String, List<Template>> heldOut;
    private final Map<String, Template> cues;

    private Phrasebook(
            Language language,
            Map<String, List<Template>> taught,
            Map<String, List<Template>> heldOut,
            Map<String, Template> cues) {
        this.language = language;
        this.taught = taught;
        this.heldOut = heldOut;
        this.cues = cues;
    }

    static Phrasebook load(Language language) {
        Map<String, List<Template>> taught = new LinkedHashMap<>();
        Map<String, List<Template>> heldOut = new LinkedHashMap<>();
        Map<String, Template> cues = new LinkedHashMap<>();
        String section = "";
        List<String> lines = new ArrayList<>();
        lines.addAll(Vocabulary.lines("phrases-" + language.code() + ".txt"));
        lines.addAll(Vocabulary.lines("chat-" + language.code() + ".txt"));
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[")) {
                section = line.substring(1, line.indexOf(']'));
                taught.put(section, new ArrayList<>());
                heldOut.put(section, new ArrayList<>());
                continue;
            }
            boolean held = line.startsWith("? ");
            boolean cue = line.startsWith("! ");
            String phrase = held || cue ? line.substring(2) : line;
            Template template = Template.parse(language, phrase.strip());
            (held ? heldOut : taught)
                    .computeIfAbsent(section, key -> new ArrayList<>())
                    .add(template);
            if (cue) {
                cues.put(section, template);
            }
        }
        return new Phrasebook(language, taught, heldOut, cues);
    }

    Language language() {
        return language;
    }

    /** The phrases of a section that training may use. */
    List<Template> taught(String section) {
        return of(taught, section);
    }

    /** The phrases of a section that only evaluation uses. */
    List<Template> heldOut(String section) {
        return of(heldOut, section);
    }

    /** The completion cue of a section. */
    Template cue(String section) {
        Template cue = cues.get(section);
        if (cue == null) {
            throw new IllegalArgumentException("no cue in [" + section + "] of " + language);
        }
        return cue;
    }

    /** The lines of a section as they stand, without slots. */
    List<String> lines(String section) {
        return taught(section).stream().map(Template::toString).toList();
    }

    /** The single line of a section. */
    String line(String section) {
        return taught(section).getFirst().toString();
    }

    private List<Template> of(Map<String, List<Template>> phrases, String section) {
        List<Template> found = phrases.get(section);
        if (found == null || found.isEmpty()) {
            throw new IllegalArgumentException("no phrases in [" + section + "] of " + language);
        }
        return found;
    }
}
