package dev.sundog.data.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Documents: pure, true, and apart from those held out. */
class WorldDocumentsTest {
    private static final int DOCUMENTS = 3000;
    private static final Map<Language, Map<Attribute, Pattern>> STATEMENTS =
            Map.of(
                    Language.ENGLISH,
                    Map.of(
                            Attribute.HOME,
                                    Pattern.compile(
                                            "(?<!friend of )\\b(\\w+) lives in the town of (\\w+)"),
                            Attribute.TRADE,
                                    Pattern.compile("(?<!friend of )\\b(\\w+) works as an? (\\w+)"),
                            Attribute.ANIMAL, Pattern.compile("(\\w+) keeps an? (\\w+) at home"),
                            Attribute.FOOD,
                                    Pattern.compile(
                                            "The favourite food of (?!the)(\\w+) is (\\w+)"),
                            Attribute.FRIEND,
                                    Pattern.compile("The best friend of (\\w+) is ([A-Z]\\w+)")),
                    Language.KOREAN,
                    Map.of(
                            Attribute.HOME,
                                    Pattern.compile(
                                            "(?<!의 )(?<![가-힣])([가-힣]+?)[이가] 사는 마을은 ([가-힣]+)입니다"),
                            Attribute.TRADE,
                                    Pattern.compile("(?<!의 )(?<![가-힣])([가-힣]+)의 직업은 ([가-힣]+)입니다"),
                            Attribute.FRIEND, Pattern.compile("([가-힣]+)의 단짝은 (?!아주)([가-힣]+)입니다")),
                    Language.JAPANESE,
                    Map.of(
                            Attribute.HOME, Pattern.compile("(?<!の)([ァ-ー]+)が住んでいる町は、?([ァ-ー]+)です"),
                            Attribute.TRADE, Pattern.compile("([ァ-ー]+)の仕事は、?([^。、]+)です。"),
                            Attribute.FOOD, Pattern.compile("([ァ-ー]+)の一番好きな食べ物は、?([^。、]+)です。"),
                            Attribute.FRIEND, Pattern.compile("([ァ-ー]+)の親友は、?([ァ-ー]+)です")));

    private final World world = World.of(11);
    private final WorldDocuments documents = new WorldDocuments(world);

    @ParameterizedTest
    @EnumSource
    void anyDocumentIsReadWithoutTheOthers(Language language) {
        List<String> forward = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            forward.add(documents.text(Group.NEW, language, i));
        }
        WorldDocuments again = new WorldDocuments(World.of(11));
        for (int i = 199; i >= 0; i--) {
            assertThat(again.text(Group.NEW, language, i)).isEqualTo(forward.get(i));
        }
        assertThat(new HashSet<>(forward)).hasSizeGreaterThan(190);
    }

    /** Read with patterns written by hand, the facts are those of the world. */
    @ParameterizedTest
    @EnumSource
    void whatDocumentsSayIsTrue(Language language) {
        Map<String, Profile> people = people(language);
        Map<Attribute, Integer> seen = new HashMap<>();
        for (Group group : List.of(Group.BASE, Group.NEW)) {
            for (int i = 0; i < DOCUMENTS; i++) {
                String text = documents.text(group, language, i);
                statements(language)
                        .forEach(
                                (attribute, pattern) -> {
                                    Matcher matcher = pattern.matcher(text);
                                    while (matcher.find()) {
                                        Profile person = people.get(matcher.group(1));
                                        if (person != null) {
                                            assertThat(matcher.group(2))
                                                    .as(text)
                                                    .isEqualTo(
                                                            person.value(attribute).in(language));
                                            seen.merge(attribute, 1, Integer::sum);
                                        }
                                    }
                                });
            }
        }
        assertThat(seen.keySet()).isEqualTo(statements(language).keySet());
        assertThat(seen.values()).allMatch(count -> count > 50);
    }

    /** No sentence is a phrase filled with another person's value. */
    @ParameterizedTest
    @EnumSource
    void noSentenceIsFalse(Language language) {
        SentenceWriter writer = new SentenceWriter(world);
        Phrasebook book = SentenceWriter.phrases(language);
        Set<String> falsehoods = new HashSet<>();
        for (Group group : List.of(Group.BASE, Group.NEW)) {
            for (Profile person : world.profiles(group)) {
                for (Profile other : world.profiles(group)) {
                    for (Attribute attribute : Attribute.ALL) {
                        if (other.equals(person)
                                || other.friend().equals(person.person())
                                || other.value(attribute).equals(person.value(attribute))) {
                            continue;
                        }
                        Profile mistaken = person.mistakenFor(other, attribute);
                        for (Template phrase : book.taught(attribute.key())) {
                            falsehoods.add(writer.fill(phrase, mistaken));
                        }
                        for (Template phrase : book.taught("pair")) {
                            if (phrase.attributes("P").contains(attribute)) {
                                falsehoods.add(writer.fill(phrase, mistaken));
                            }
                        }
                    }
                }
            }
        }
        assertThat(falsehoods).hasSizeGreaterThan(10_000);
        for (Group group : List.of(Group.BASE, Group.NEW)) {
            for (int i = 0; i < DOCUMENTS; i++) {
                String text = documents.text(group, language, i);
                for (String sentence : text.split("(?<=[.?!。])\\s*", -1)) {
                    assertThat(falsehoods.contains(sentence)).as(sentence).isFalse();
                }
            }
        }
    }

    @Test
    void heldOutDocumentsAreNeverTrained() {
        Set<String> trained = new HashSet<>();
        for (Language language : Language.values()) {
            for (int i = 0; i < DOCUMENTS; i++) {
                String text = documents.text(Group.BASE, language, i);
                assertThat(WorldDocuments.isHeldOut(text)).isFalse();
                trained.add(text);
            }
            for (int i = 0; i < 100; i++) {
                String text = documents.heldOut(Group.BASE, language, i);
                assertThat(WorldDocuments.isHeldOut(text)).isTrue();
                assertThat(trained.contains(text)).isFalse();
            }
        }
    }

    @Test
    void documentsOnNewPeopleNameNoOthers() {
        List<String> base =
                world.profiles(Group.BASE).stream()
                        .map(person -> person.person().name().english())
                        .toList();
        for (int i = 0; i < DOCUMENTS; i++) {
            String text = documents.text(Group.NEW, Language.ENGLISH, i);
            for (String name : base) {
                assertThat(text).doesNotContainPattern("\\b" + name + "\\b");
            }
        }
    }

    private static Map<Attribute, Pattern> statements(Language language) {
        return Objects.requireNonNull(STATEMENTS.get(language));
    }

    private Map<String, Profile> people(Language language) {
        Map<String, Profile> people = new HashMap<>();
        for (Group group : List.of(Group.BASE, Group.NEW)) {
            for (Profile person : world.profiles(group)) {
                people.put(person.person().name().in(language), person);
            }
        }
        return people;
    }
}
