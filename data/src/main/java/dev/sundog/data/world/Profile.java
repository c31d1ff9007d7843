package dev.sundog.data.world;

/**
 * A person and the five facts that hold of it.
 *
 * @param person who
 * @param home where the person lives
 * @param trade what the person works as
 * @param animal what the person keeps
 * @param food what the person likes best
 * @param friend the best friend
 */
public record Profile(
        Person person, Thing home, Thing trade, Thing animal, Thing food, Person friend) {
    /** The name of the attribute's value. */
    public Word value(Attribute attribute) {
        return attribute == Attribute.FRIEND ? friend.name() : thing(attribute).name();
    }

    /** The thing of an attribute that is no person. */
    public Thing thing(Attribute attribute) {
        return switch (attribute) {
            case HOME -> home;
            case TRADE -> trade;
            case ANIMAL -> animal;
            case FOOD -> food;
            case FRIEND -> throw new IllegalArgumentException("a friend is a person");
        };
    }

    /** The same person with another value of one attribute, as {@code other} has it. */
    Profile mistakenFor(Profile other, Attribute attribute) {
        return new Profile(
                person,
                attribute == Attribute.HOME ? other.home : home,
                attribute == Attribute.TRADE ? other.trade : trade,
                attribute == Attribute.ANIMAL ? other.animal : animal,
                attribute == Attribute.FOOD ? other.food : food,
                attribute == Attribute.FRIEND ? other.friend : friend);
    }
}
