package dev.sundog.model.chat.jinja;

import dev.sundog.model.chat.jinja.Statement.Target;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Carries out the statements of a template. One rendering; not thread-safe. */
final class Interpreter {
    /** How a statement ended. */
    private enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    private final Budget budget = Budget.current();
    private final Evaluator evaluator = new Evaluator(budget);
    private StringBuilder out = new StringBuilder();
    private final List<int[]> generationSpans = new ArrayList<>();
    private int depth;
    private int line = 1;

    /** The line being carried out, for errors. */
    int line() {
        return line;
    }

    /** First character and end of what stood in {@code generation} blocks of the output itself. */
    List<int[]> generationSpans() {
        return generationSpans;
    }

    String render(List<Statement> template, Scope scope) {
        run(template, scope);
        return out.toString();
    }

    private Flow run(List<Statement> statements, Scope scope) {
        for (Statement statement : statements) {
            budget.step();
            line = statement.line();
            Flow flow = run(statement, scope);
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    private Flow run(Statement statement, Scope scope) {
        switch (statement) {
            case Statement.Text text -> print(text.text());
            case Statement.Output output ->
                    print(PythonText.str(evaluator.evaluate(output.expression(), scope)));
            case Statement.If choice -> {
                boolean holds = evaluator.holds(choice.condition(), scope);
                return run(holds ? choice.then() : choice.otherwise(), scope);
            }
            case Statement.For loop -> loop(loop, scope);
            case Statement.Set set ->
                    assign(set.target(), evaluator.evaluate(set.value(), scope), scope);
            case Statement.SetBlock set -> {
                Object value = capture(set.body(), scope.inner());
                if (set.filter().isPresent()) {
                    value = evaluator.filterChain(set.filter().get(), value, scope);
                }
                assign(set.target(), value, scope);
            }
            case Statement.With with -> {
                Scope inner = scope.inner();
                for (int i = 0; i < with.targets().size(); i++) {
                    assign(
                            with.targets().get(i),
                            evaluator.evaluate(with.values().get(i), scope),
                            inner);
                }
                return run(with.body(), inner);
            }
            case Statement.Macro macro ->
                    scope.set(
                            macro.name(),
                            function(macro.name(), macro.signature(), macro.body(), scope));
            case Statement.CallBlock block -> callBlock(block, scope);
            case Statement.FilterBlock block -> {
                Object body = capture(block.body(), scope.inner());
                print(PythonText.str(evaluator.filterChain(block.filter(), body, scope)));
            }
            case Statement.Generation generation -> {
                int from = out.length();
                Flow flow = run(generation.body(), scope.inner());
                if (depth == 0 && out.length() > from) {
                    generationSpans.add(new int[] {from, out.length()});
                }
                return flow;
            }
            case Statement.Break end -> {
                return Flow.BREAK;
            }
            case Statement.Continue next -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.NEXT;
    }

    private void print(String text) {
        out.append(text);
        budget.size(text.length());
        if (out.length() > Budget.LONGEST_TEXT) {
            throw new JinjaException(
                    "the output grows longer than " + Budget.LONGEST_TEXT + " characters");
        }
    }

    private String capture(List<Statement> body, Scope scope) {
        StringBuilder outer = out;
        out = new StringBuilder();
        depth++;
        try {
            run(body, scope);
            return out.toString();
        } finally {
            depth--;
            out = outer;
        }
    }

    private void loop(Statement.For loop, Scope scope) {
        List<Object> items =
                Sequences.toList(budget.count(evaluator.evaluate(loop.iterable(), scope)));
        if (loop.filter().isPresent()) {
            items = filtered(items, loop, scope);
        }
        Loop state = new Loop(items);
        for (int i = 0; i < items.size(); i++) {
            budget.step();
            state.moveTo(i);
            Scope inner = scope.inner();
            inner.set("loop", state);
            assign(loop.target(), items.get(i), inner);
            if (run(loop.body(), inner) == Flow.BREAK) {
                break;
            }
        }
        if (items.isEmpty()) {
            run(loop.otherwise(), scope.inner());
        }
    }

    private List<Object> filtered(List<Object> items, Statement.For loop, Scope scope) {
        List<Object> kept = new ArrayList<>();
        for (Object item : items) {
            Scope inner = scope.inner();
            assign(loop.target(), item, inner);
            if (evaluator.holds(loop.filter().orElseThrow(), inner)) {
                kept.add(item);
            }
        }
        return kept;
    }

    private static void assign(Target target, Object value, Scope scope) {
        switch (target) {
            case Statement.NameTarget name -> scope.set(name.name(), value);
            case Statement.AttributeTarget attribute -> {
                if (!(scope.get(attribute.name()) instanceof Value.Namespace namespace)) {
                    throw new JinjaException("cannot assign attribute on non-namespace object");
                }
                Globals.set(namespace, attribute.attribute(), value);
            }
            case Statement.TupleTarget tuple -> {
                List<Object> values = Sequences.toList(value);
                if (values.size() != tuple.targets().size()) {
                    throw new JinjaException(
                            "cannot unpack "
                                    + values.size()
                                    + " values into "
                                    + tuple.targets().size()
                                    + " names");
                }
                for (int i = 0; i < values.size(); i++) {
                    assign(tuple.targets().get(i), values.get(i), scope);
                }
            }
        }
    }

    private void callBlock(Statement.CallBlock block, Scope scope) {
        Value.Function caller = function("caller", block.signature(), block.body(), scope);
        Object callee = evaluator.evaluate(block.call().callee(), scope);
        Arguments given = evaluator.arguments(block.call().arguments(), scope);
        Map<String, Object> named = new LinkedHashMap<>(given.named());
        named.put("caller", caller);
        print(PythonText.str(evaluator.call(callee, new Arguments(given.positional(), named))));
    }

    /** What a macro, or the body of a call block, is when called. */
    private Value.Function function(
            String name, Statement.Signature signature, List<Statement> body, Scope scope) {
        return arguments -> {
            budget.enterCall();
            int callLine = line;
            try {
                String text = capture(body, bind(name, signature, arguments, scope));
                line = callLine;
                return text;
            } finally {
                budget.leaveCall();
            }
        };
    }

    private Scope bind(
            String name, Statement.Signature signature, Arguments arguments, Scope outer) {
        Scope scope = outer.inner();
        List<String> names = signature.names();
        Map<String, Object> rest = new LinkedHashMap<>(arguments.named());
        if (signature.implicit().contains("caller")) {
            Object caller = rest.remove("caller");
            scope.set("caller", caller == null ? new Value.Undefined("No caller defined") : caller);
        }
        int given = arguments.positional().size();
        for (int i = 0; i < names.size(); i++) {
            String parameter = names.get(i);
            Optional<Object> named = Optional.ofNullable(rest.remove(parameter));
            if (i < given && named.isPresent()) {
                throw new JinjaException(
                        "macro '"
                                + name
                                + "' got multiple values for argument '"
                                + parameter
                                + "'");
            }
            int fromEnd = i - (names.size() - signature.defaults().size());
            Object value;
            if (i < given) {
                value = arguments.positional().get(i);
            } else if (named.isPresent()) {
                value = named.get();
            } else if (fromEnd >= 0) {
                value = evaluator.evaluate(signature.defaults().get(fromEnd), scope);
            } else {
                value = new Value.Undefined("parameter '" + parameter + "' was not provided");
            }
            scope.set(parameter, value);
        }
        if (given > names.size() && !signature.implicit().contains("varargs")) {
            throw new JinjaException(
                    "macro '" + name + "' takes not more than " + names.size() + " argument(s)");
        }
        if (!rest.isEmpty() && !signature.implicit().contains("kwargs")) {
            throw new JinjaException(
                    "macro '"
                            + name
                            + "' takes no keyword argument '"
                            + rest.keySet().iterator().next()
                            + "'");
        }
        scope.set("kwargs", new LinkedHashMap<Object, Object>(rest));
        scope.set(
                "varargs",
                new Value.Tuple(
                        arguments.positional().subList(Math.min(given, names.size()), given)));
        return scope;
    }
}
