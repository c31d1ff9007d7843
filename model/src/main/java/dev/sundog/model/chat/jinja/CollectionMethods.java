package dev.sundog.model.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The methods of dicts and lists that do not change them. */
final class CollectionMethods {
    private CollectionMethods() {}

    static Optional<Value.Function> ofDict(Map<?, ?> map, String name) {
        Value.Function method =
                switch (name) {
                    case "items" ->
                            arguments -> {
                                arguments.check("items", 0);
                                return new Value.DictView("dict_items", items(map));
                            };
                    case "keys" ->
                            arguments -> {
                                arguments.check("keys", 0);
                                return new Value.DictView(
                                        "dict_keys", new ArrayList<>(map.keySet()));
                            };
                    case "values" ->
                            arguments -> {
                                arguments.check("values", 0);
                                return new Value.DictView(
                                        "dict_values", new ArrayList<>(map.values()));
                            };
                    case "get" ->
                            arguments -> {
                                arguments.check("get", 1, "key", "default");
                                Object key = arguments.get(0, "key");
                                Operators.hashable(key);
                                Object found = map.get(Operators.key(key));
                                return found == null ? arguments.get(1, "default") : found;
                            };
                    case "copy" -> arguments -> new LinkedHashMap<Object, Object>(map);
                    default -> null;
                };
        return Optional.ofNullable(method);
    }

    /** A dict's entries as tuples. */
    static List<Object> items(Map<?, ?> map) {
        List<Object> items = new ArrayList<>();
        map.forEach((key, value) -> items.add(Value.Tuple.of(key, value)));
        return items;
    }

    static Optional<Value.Function> ofList(List<?> list, String name) {
        Value.Function method =
                switch (name) {
                    case "index" ->
                            arguments -> {
                                arguments.check("index", 1, "value");
                                for (int i = 0; i < list.size(); i++) {
                                    if (Operators.equal(list.get(i), arguments.get(0, "value"))) {
                                        return (long) i;
                                    }
                                }
                                throw new JinjaException(
                                        PythonText.repr(arguments.get(0, "value"))
                                                + " is not in list");
                            };
                    case "count" ->
                            arguments -> {
                                arguments.check("count", 1, "value");
                                return list.stream()
                                        .filter(
                                                item ->
                                                        Operators.equal(
                                                                item, arguments.get(0, "value")))
                                        .count();
                            };
                    case "copy" -> arguments -> new ArrayList<Object>(list);
                    default -> null;
                };
        return Optional.ofNullable(method);
    }
}
