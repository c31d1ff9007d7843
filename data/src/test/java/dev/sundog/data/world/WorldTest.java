package dev.sundog.data.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The facts: balanced, mutual, told apart. */
class WorldTest {
    @Test
    void everyValueIsEquallyFrequentAndFriendsDiffer() {
        for (long seed = 0; seed < 50; seed++) {
            World world = World.of(seed);
            for (Group group : List.of(Group.BASE, Group.NEW)) {
                List<Profile> people = world.profiles(group);
                for (Attribute attribute : Attribute.THINGS) {
                    Map<Word, Long> counts =
                            people.stream()
                                    .collect(
                                            Collectors.groupingBy(
                                                    person -> person.value(attribute),
                                                    Collectors.counting()));
                    int values = Vocabulary.instance().things(attribute).size();
                    assertThat(counts).hasSize(values);
                    assertThat(counts.values()).containsOnly((long) people.size() / values);
                }
                for (Profile person : people) {
                    Profile friend = world.profile(person.friend());
                    assertThat(friend.friend()).isEqualTo(person.person());
                    assertThat(friend.person()).isNotEqualTo(person.person());
                    assertThat(friend.person().group()).isEqualTo(group);
                    for (Attribute attribute : Attribute.THINGS) {
                        assertThat(friend.value(attribute)).isNotEqualTo(person.value(attribute));
                    }
                }
            }
        }
    }

    @Test
    void aWorldIsAFunctionOfItsSeed() {
        assertThat(World.of(1).profiles(Group.BASE)).isEqualTo(World.of(1).profiles(Group.BASE));
        assertThat(World.of(1).profiles(Group.BASE)).isNotEqualTo(World.of(2).profiles(Group.BASE));
    }

    @Test
    void groupsHaveTheirSizesAndNamesAreToldApart() {
        Vocabulary words = Vocabulary.instance();
        assertThat(words.people(Group.BASE)).hasSize(48);
        assertThat(words.people(Group.NEW)).hasSize(16);
        assertThat(words.people(Group.UNSEEN)).hasSize(12);
        List<Person> everyone = new ArrayList<>();
        for (Group group : Group.values()) {
            everyone.addAll(words.people(group));
        }
        for (Language language : Language.values()) {
            Function<Person, String> name = person -> person.name().in(language);
            assertThat(everyone.stream().map(name)).doesNotHaveDuplicates();
        }
        List<Person> told = new ArrayList<>(words.people(Group.BASE));
        told.addAll(words.people(Group.NEW));
        assertThat(told.stream().map(person -> person.name().english().substring(0, 3)))
                .doesNotHaveDuplicates();
        assertThat(told.stream().filter(Person::female)).hasSize(32);
    }
}
