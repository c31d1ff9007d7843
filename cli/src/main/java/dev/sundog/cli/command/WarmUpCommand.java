package dev.sundog.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.util.concurrent.Callable;

/** Loads the classes that every start needs, so that the launcher can archive them. */
@Command(name = "warm-up", hidden = true, description = "Load what every start needs.")
final class WarmUpCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        new CommandLine(new SundogCommand()).getUsageMessage();
        Output.mapper()
                .writeValueAsString(Output.mapper().readTree("{\"a\":[1,2.5,\"b\",true,null]}"));
        return 0;
    }
}
