package dev.sundog.cli.command;

import dev.sundog.cli.progress.Interruption;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.ToolVersion;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The root of the verbs: {@code sundog VERB …}. */
@Command(
        name = "sundog",
        description = "Small language models on the JVM: make, run and judge them.",
        versionProvider = SundogCommand.Version.class,
        mixinStandardHelpOptions = true)
public final class SundogCommand implements Runnable {
    /** Every verb in the order of the help; a test holds the names to those of the classes. */
    static final List<Map.Entry<String, Class<?>>> VERBS =
            List.of(
                    Map.entry("build", BuildCommand.class),
                    Map.entry("chat", ChatCommand.class),
                    Map.entry("generate", GenerateCommand.class),
                    Map.entry("serve", ServeCommand.class),
                    Map.entry("score", ScoreCommand.class),
                    Map.entry("perplexity", PerplexityCommand.class),
                    Map.entry("bench", BenchCommand.class),
                    Map.entry("embed", EmbedCommand.class),
                    Map.entry("inspect", InspectCommand.class),
                    Map.entry("tokenize", TokenizeCommand.class),
                    Map.entry("template", TemplateCommand.class),
                    Map.entry("convert", ConvertCommand.class),
                    Map.entry("quantize", QuantizeCommand.class),
                    Map.entry("upscale", UpscaleCommand.class),
                    Map.entry("merge", MergeCommand.class),
                    Map.entry("adapter", AdapterCommand.class),
                    Map.entry("prune", PruneCommand.class),
                    Map.entry("drift", DriftCommand.class),
                    Map.entry("pretrain", PretrainCommand.class),
                    Map.entry("sft", SftCommand.class),
                    Map.entry("align", AlignCommand.class),
                    Map.entry("tokenizer", TokenizerCommand.class),
                    Map.entry("world", WorldCommand.class),
                    Map.entry("eval", EvalCommand.class),
                    Map.entry("compare", CompareCommand.class),
                    Map.entry("document", DocumentCommand.class),
                    Map.entry("parse", ParseCommand.class),
                    Map.entry("tasks", TasksCommand.class),
                    Map.entry("pull", PullCommand.class),
                    Map.entry("models", ModelsCommand.class),
                    Map.entry("rm", RemoveCommand.class),
                    Map.entry("gc", CollectCommand.class),
                    Map.entry("warm-up", WarmUpCommand.class));

    private static final int INTERNAL = SundogException.Kind.INTERNAL.exitStatus();

    @Spec private CommandSpec spec;

    /** Runs one command line on the process's standard streams and returns its exit status. */
    public static int execute(String... arguments) {
        return execute(writer(FileDescriptor.out), writer(FileDescriptor.err), arguments);
    }

    /** The same with results and messages going elsewhere; progress stays on standard error. */
    public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = commandLine(arguments);
        line.setOut(out);
        line.setErr(err);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setExecutionExceptionHandler((exception, command, parsed) -> report(exception, err));
        line.setParameterExceptionHandler(SundogCommand::wrongUsage);
        return line.execute(arguments);
    }

    /** Knows the verb of the arguments, or all of them where it is none: the others' cost time. */
    static CommandLine commandLine(String... arguments) {
        CommandLine line = new CommandLine(new SundogCommand());
        String first = arguments.length == 0 ? "" : arguments[0];
        boolean known = VERBS.stream().anyMatch(verb -> verb.getKey().equals(first));
        boolean none = first.equals("--version");
        for (Map.Entry<String, Class<?>> verb : VERBS) {
            if (!none && (!known || verb.getKey().equals(first))) {
                line.addSubcommand(verb.getKey(), verb.getValue());
            }
        }
        return line;
    }

    /** Results are UTF-8 whatever the locale. */
    private static PrintWriter writer(FileDescriptor stream) {
        return new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8), true);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which verb? Known: " + String.join(", ", verbs(spec.commandLine())));
    }

    private static int report(Exception exception, PrintWriter err) {
        if (exception instanceof SundogException known) {
            err.println("sundog: " + known.getMessage());
            if (known.kind() == SundogException.Kind.INTERNAL) {
                known.printStackTrace(err);
            }
            return known.kind().exitStatus();
        }
        if (exception instanceof InterruptedWork) {
            return Interruption.exitStatus();
        }
        err.println("sundog: this is a bug in Sundog: " + exception);
        exception.printStackTrace(err);
        return INTERNAL;
    }

    private static int wrongUsage(ParameterException exception, String[] arguments) {
        CommandLine command = exception.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("sundog: " + exception.getMessage());
        if (exception instanceof CommandLine.UnmatchedArgumentException
                && command.getParent() == null) {
            err.println("Known verbs: " + String.join(", ", verbs(command)));
        }
        err.println(
                "Try: ./sundog "
                        + (command.getParent() == null ? "" : command.getCommandName() + " ")
                        + "--help");
        return SundogException.Kind.USER.exitStatus();
    }

    private static List<String> verbs(CommandLine root) {
        return root.getSubcommands().values().stream()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .map(CommandLine::getCommandName)
                .distinct()
                .toList();
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"sundog " + ToolVersion.current()};
        }
    }

    /** Thrown when the user stopped long work; what was done is kept. */
    static final class InterruptedWork extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
