package dev.sundog.server;

import java.util.List;

/** Fields of other servers that bind an answer to a form, which is not possible yet. */
final class Grammars {
    private Grammars() {}

    static void refuse(Fields fields) {
        for (String name :
                List.of("grammar", "json_schema", "guided_json", "guided_regex", "guided_choice")) {
            fields.refuse(name, "answers cannot be bound to a form");
        }
    }
}
