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

/** The root of the verbs: {@code sundog VERB …}. */
@Command(
        name = "sundog",
        description = "Small language models on the JVM: make, run and judge them.",
        versionProvider = SundogCommand.Version.class,
        mixinStandardHelpOptions = true,
        subcommands = {
            BuildCommand.class,
            ChatCommand.class,
            GenerateCommand.class,
            ServeCommand.class,
            ScoreCommand.class,
            PerplexityCommand.class,
            BenchCommand.class,
            EmbedCommand.class,
            InspectCommand.class,
            TokenizeCommand.class,
            TemplateCommand.class,
            ConvertCommand.class,
            QuantizeCommand.class,
            UpscaleCommand.class,
            MergeCommand.class,
            AdapterCommand.class,
            PruneCommand.class,
            DriftCommand.class,
            PretrainCommand.class,
            SftCommand.class,
            AlignCommand.class,
            TokenizerCommand.class,
            WorldCommand.class,
            EvalCommand.class,
            CompareCommand.class,
            DocumentCommand.class,
            ParseCommand.class,
            TasksCommand.class,
            PullCommand.class,
            ModelsCommand.class,
            RemoveCommand.class,
            CollectCommand.class,
            WarmUpCommand.class
        })
public final class SundogCommand implements Runnable {
    private static final int INTERNAL = SundogException.Kind.INTERNAL.exitStatus();

    @Spec private CommandSpec spec;

    /** Runs one command line on the process's standard streams and returns its exit status. */
    public static int execute(String... arguments) {
        return execute(writer(FileDescriptor.out), writer(FileDescriptor.err), arguments);
    }

    /** The same with results and messages going elsewhere; progress stays on standard error. */
    public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new SundogCommand());
        line.setOut(out);
        line.setErr(err);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setExecutionExceptionHandler((exception, command, parsed) -> report(exception, err));
        line.setParameterExceptionHandler(SundogCommand::wrongUsage);
        return line.execute(arguments);
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
