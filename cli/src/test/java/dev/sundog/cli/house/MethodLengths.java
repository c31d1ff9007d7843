package dev.sundog.cli.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Lines of each method of a source file, by the compiler's own parser. */
final class MethodLengths {
    /** One method: its name and how many lines it spans. */
    record Method(String name, long lines) {}

    private MethodLengths() {}

    static List<Method> of(String source) throws java.io.IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        JavacTask task =
                (JavacTask)
                        compiler.getTask(null, null, diagnostic -> {}, null, null, List.of(file));
        List<Method> methods = new ArrayList<>();
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        for (CompilationUnitTree unit : task.parse()) {
            LineMap lines = unit.getLineMap();
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitMethod(MethodTree method, @Nullable Void ignored) {
                    long start = positions.getStartPosition(unit, method);
                    long end = positions.getEndPosition(unit, method);
                    methods.add(
                            new Method(
                                    method.getName().toString(),
                                    lines.getLineNumber(end) - lines.getLineNumber(start) + 1));
                    return super.visitMethod(method, ignored);
                }
            }.scan(unit, null);
        }
        return methods;
    }
}
