package dev.sundog.data.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Evaluation items: right, balanced, complete. */
class WorldItemsTest {
    private final World world = World.of(5);

    @ParameterizedTest
    @EnumSource
    void choicesDifferAndTheRightOneIsTheFact(Language language) {
        for (WorldTask task : new WorldItems(world).tasks(language)) {
            if (task.kind() != WorldTask.Kind.MULTIPLE_CHOICE) {
                continue;
            }
            for (Map<String, Object> item : task.items()) {
                List<String> choices = choices(item);
                assertThat(new HashSet<>(choices)).as(item.toString()).hasSize(4);
                String right = choices.get(gold(item));
                String value = fact(text(item, "id"), language);
                if (text(item, "id").startsWith("fact-")) {
                    assertThat(right).as(item.toString()).endsWith(value);
                } else {
                    assertThat(right).as(item.toString()).contains(value).matches("(?s).*[.。]");
                }
                assertThat(right.startsWith(" ")).isEqualTo(language != Language.JAPANESE);
                assertThat(text(item, "query")).doesNotEndWith(" ");
            }
            assertThat(task.items().stream().map(item -> text(item, "id"))).doesNotHaveDuplicates();
        }
    }

    /** Whoever always prefers the same values is right in a quarter of the items. */
    @Test
    void aPreferenceForValuesScoresAtChance() {
        for (WorldTask task : new WorldItems(world).tasks(Language.ENGLISH)) {
            if (!task.name().equals("world_completions_en")) {
                continue;
            }
            Map<String, int[]> counts = new HashMap<>();
            for (Map<String, Object> item : task.items()) {
                if (text(item, "id").endsWith("friend")) {
                    continue;
                }
                List<String> choices = choices(item);
                for (int i = 0; i < choices.size(); i++) {
                    int[] count = counts.computeIfAbsent(choices.get(i), key -> new int[2]);
                    count[0]++;
                    count[1] += i == gold(item) ? 1 : 0;
                }
            }
            assertThat(counts).hasSize(48);
            counts.forEach(
                    (value, count) ->
                            assertThat((double) count[1] / count[0])
                                    .as(value)
                                    .isBetween(0.15, 0.45));
        }
    }

    @Test
    void everyLanguageHasTheSameTasks() {
        for (Language language : Language.values()) {
            assertThat(new WorldItems(world).tasks(language).stream().map(WorldTask::name))
                    .containsExactly(
                            "world_facts_" + language.code(),
                            "world_twohop_" + language.code(),
                            "world_completions_" + language.code(),
                            "world_completions_greedy_" + language.code(),
                            "world_unseen_" + language.code(),
                            "world_chat_" + language.code(),
                            "world_unseen_chat_" + language.code(),
                            "world_rude_" + language.code(),
                            "world_calm_" + language.code(),
                            "world_preference_" + language.code(),
                            "world_text_" + language.code());
        }
    }

    /** Whatever is rude, wrong or foreign is never the better reply, and either stands first. */
    @ParameterizedTest
    @EnumSource
    void theBetterReplyAnswersInTheAskedLanguage(Language language) {
        WorldTask task = task("world_preference_", language);
        List<String> rude = SentenceWriter.phrases(language).lines("rude-answer");
        long first = 0;
        for (Map<String, Object> item : task.items()) {
            List<String> replies = choices(item);
            assertThat(new HashSet<>(replies)).as(item.toString()).hasSize(2);
            assertThat(replies.get(gold(item)))
                    .as(item.toString())
                    .contains(fact(text(item, "id"), language));
            assertThat(rude).doesNotContain(replies.get(gold(item)));
            first += 1 - gold(item);
        }
        assertThat((double) first / task.items().size()).isBetween(0.4, 0.6);
    }

    @ParameterizedTest
    @EnumSource
    void rudeUsersAskForFactsAndGetThemCalmlyOrPlainly(Language language) {
        List<String> calm = SentenceWriter.phrases(language).lines("calm");
        for (Map<String, Object> item : task("world_rude_", language).items()) {
            List<String> answers =
                    ((List<?>) Objects.requireNonNull(item.get("answers")))
                            .stream().map(String.class::cast).toList();
            assertThat(answers)
                    .allMatch(answer -> answer.contains(fact(text(item, "id"), language)))
                    .anyMatch(answer -> answer.startsWith(calm.getFirst()))
                    .anyMatch(answer -> calm.stream().noneMatch(answer::startsWith));
        }
    }

    private WorldTask task(String name, Language language) {
        return new WorldItems(world)
                .tasks(language).stream()
                        .filter(task -> task.name().equals(name + language.code()))
                        .findFirst()
                        .orElseThrow();
    }

    private static String text(Map<String, Object> item, String key) {
        return Objects.requireNonNull(item.get(key)).toString();
    }

    private static int gold(Map<String, Object> item) {
        return Integer.parseInt(text(item, "gold"));
    }

    private static List<String> choices(Map<String, Object> item) {
        return ((List<?>) Objects.requireNonNull(item.get("choices")))
                .stream().map(String.class::cast).toList();
    }

    private String fact(String id, Language language) {
        String[] parts = id.split("-", -1);
        Attribute attribute = Attribute.valueOf(parts[3].toUpperCase(Locale.ROOT));
        for (Group group : List.of(Group.BASE, Group.NEW, Group.UNSEEN)) {
            for (Profile person : world.profiles(group)) {
                if (person.person().name().english().equalsIgnoreCase(parts[2])) {
                    Profile owner =
                            parts[0].equals("hop") ? world.profile(person.friend()) : person;
                    return owner.value(attribute).in(language);
                }
            }
        }
        throw new AssertionError(id);
    }
}
