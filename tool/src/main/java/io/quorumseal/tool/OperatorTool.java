package io.quorumseal.tool;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.core.Admin;
import io.quorumseal.tool.internal.command.Clean;
import io.quorumseal.tool.internal.command.Cleaning;
import io.quorumseal.tool.internal.command.Doctor;
import io.quorumseal.tool.internal.command.FileDecrypt;
import io.quorumseal.tool.internal.command.FileInspect;
import io.quorumseal.tool.internal.command.GroupChange;
import io.quorumseal.tool.internal.command.HelpOption;
import io.quorumseal.tool.internal.command.MemberWork;
import io.quorumseal.tool.internal.command.MoveSuite;
import io.quorumseal.tool.internal.command.Operation;
import io.quorumseal.tool.internal.command.PlainChange;
import io.quorumseal.tool.internal.command.Raise;
import io.quorumseal.tool.internal.command.Retire;
import io.quorumseal.tool.internal.command.Rotate;
import io.quorumseal.tool.internal.command.ShowAudit;
import io.quorumseal.tool.internal.command.ShowKek;
import io.quorumseal.tool.internal.command.ShowMembers;
import io.quorumseal.tool.internal.command.ShowStatus;
import io.quorumseal.tool.internal.display.Complaint;
import io.quorumseal.tool.internal.display.Pace;
import io.quorumseal.tool.internal.display.Shell;
import java.io.PrintWriter;
import java.lang.module.ModuleDescriptor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The operator's commands under a name of the vendor's choice.
 *
 * <p>{@link #run} is all that a program needs. A tool that has commands of its own takes {@link #commandLine} and adds
 * it to them.
 *
 * <p>Nothing is kept between two runs. All methods may be called by several threads at a time.
 */
public final class OperatorTool {
    private static final int WIDTH = 100;
    private static final Shell IN_A_FILE = new Shell(Terminal.NONE, Pace.REAL);

    private final String name;
    private final Shell shell;
    private final Commands commands;

    /** Makes the commands; picocli fills them in, so each run has its own. */
    private interface Commands {
        Stream<Operation> make();
    }

    private OperatorTool(String name, Shell shell, Commands commands) {
        this.name = name;
        this.shell = shell;
        this.commands = commands;
    }

    /**
     * Offers all commands.
     *
     * @param name what the operator types in front of them, for help and errors
     * @param node how they reach the node
     * @return the commands
     */
    public static OperatorTool all(String name, NodeAccess node) {
        return new OperatorTool(name, IN_A_FILE, () -> Stream.concat(ofNode(node), offline()));
    }

    /**
     * Offers the commands that talk to a node, for a node that runs them itself and sends back what they say: none
     * reads or writes a file.
     *
     * @param name what the operator types in front of them, for help and errors
     * @param node how they reach the node
     * @return the commands
     */
    public static OperatorTool online(String name, NodeAccess node) {
        return new OperatorTool(name, IN_A_FILE, () -> ofNode(node));
    }

    /**
     * Offers the commands that need no node.
     *
     * @param name what the operator types in front of them, for help and errors
     * @return the commands
     */
    public static OperatorTool offline(String name) {
        return new OperatorTool(name, IN_A_FILE, OperatorTool::offline);
    }

    /**
     * Has the commands write for a terminal. Without it they write as into a file.
     *
     * @param shown where the output is shown
     * @return the same commands
     */
    public OperatorTool on(Terminal shown) {
        return in(new Shell(shown, shell.pace()));
    }

    /** Has the commands run in another shell. */
    OperatorTool in(Shell other) {
        return new OperatorTool(name, other, commands);
    }

    private static Stream<Operation> ofNode(NodeAccess node) {
        return Stream.of(
                new ShowStatus(node),
                new ShowMembers(node),
                new ShowKek(node),
                new ShowAudit(node),
                new PlainChange(
                        node,
                        "bootstrap",
                        "Gives the cluster its first data keys. Every member has to answer.",
                        admin -> admin.bootstrap()),
                new PlainChange(
                        node,
                        "enable-storage",
                        "Has all values sealed that are stored from now on. There is no way back.",
                        admin -> admin.enableStorageEnvelope()),
                new GroupChange(
                        node,
                        "enable-raft",
                        "Has all payloads of a Raft group sealed that are logged from now on. There is no way back.",
                        (admin, group) -> admin.enableRaftEnvelope(group)),
                new Rotate(node),
                new Raise(node),
                new PlainChange(
                        node,
                        "rewrap",
                        "Wraps all data keys anew, under the newest version of the KEK, or under another KEK if that is"
                                + " named now. Every member has to answer. Nothing that was sealed changes.",
                        admin -> admin.rewrap()),
                new MemberWork(
                        node,
                        Cleaning.REWRITE,
                        "Has every member seal its stored values anew that are in cleartext or under an older data key:"
                                + " in the background. Ask again for how far that is, until it is so already.",
                        Admin::rewrite),
                new MemberWork(
                        node,
                        Cleaning.PURGE,
                        "Has every member take snapshots and cut its logs, until they hold no cleartext and need no"
                                + " older data key: in the background. Ask again, until it is so already.",
                        Admin::purge),
                new Retire(node),
                new Clean(node),
                new MoveSuite(node),
                new PlainChange(
                        node,
                        "resync",
                        "Has this node take over the key state that the leader has, before its own log brings it there."
                                + " Every start does the same.",
                        admin -> admin.resync()),
                new GroupChange(
                        node,
                        "accept-new-log",
                        "Accepts that a group's log began anew under its old identity, after its directories were"
                                + " formatted or it was removed and made again. A group that was sealed takes no payload"
                                + " until enable-raft. The old log cannot be brought back after that.",
                        (admin, group) -> admin.acceptNewLog(group)));
    }

    private static Stream<Operation> offline() {
        return Stream.of(new Doctor(), new FileInspect(), new FileDecrypt());
    }

    /**
     * Runs a command.
     *
     * @param out standard output
     * @param err standard error
     * @param args the command and its arguments
     * @return the exit code, one of {@link ExitCode}
     */
    public int run(PrintWriter out, PrintWriter err, String... args) {
        return commandLine().setOut(out).setErr(err).execute(args);
    }

    /**
     * Makes the commands as picocli knows them, for a tool that has others, too; they write where that tool does. The
     * exit codes are {@link ExitCode} there as well, except for wrong use, which that tool's own handler tells.
     *
     * @return a command line for one thread, named as this tool is
     */
    public CommandLine commandLine() {
        CommandLine root = new CommandLine(new Root());
        root.setCommandName(name);
        commands.make().forEach(operation -> add(operation, root, shell));
        root.addSubcommand(completion());
        root.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("Exit codes:%n")
                .exitCodeList(exitCodes());
        return root.registerConverter(GroupId.class, word -> checked(word, GroupId::new))
                .registerConverter(DekId.class, word -> checked(word, id -> DekId.of(Long.parseLong(id))))
                .setExpandAtFiles(false)
                .setUsageHelpWidth(WIDTH)
                .setColorScheme(Help.defaultColorScheme(shell.terminal().ansi() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setParameterExceptionHandler((wrong, args) -> wrongUse(wrong));
    }

    /** It is of all that the command line offers which these commands become part of. */
    private static CommandLine completion() {
        CommandLine completion = new CommandLine(new GenerateCompletion());
        completion
                .getCommandSpec()
                .usageMessage()
                .description("Writes a script that has bash or zsh complete these commands, to be sourced.");
        return completion;
    }

    /** A name of two words is a command of the one that the first word stands for. */
    private static void add(Operation operation, CommandLine root, Shell shell) {
        String[] words = operation.name().split(" ", -1);
        if (words.length == 1) {
            root.addSubcommand(operation.commandLine(shell));
            return;
        }
        @Nullable CommandLine known = root.getSubcommands().get(words[0]);
        CommandLine parent = known == null ? new CommandLine(new FileCommands()) : known;
        if (known == null) {
            root.addSubcommand(words[0], parent);
        }
        parent.addSubcommand(operation.commandLine(shell));
    }

    private static <T> T checked(String word, Function<String, T> parse) {
        try {
            return parse.apply(word);
        } catch (NumberFormatException cause) {
            throw new TypeConversionException("expected a whole number, found '" + word + "'");
        } catch (IllegalArgumentException cause) {
            throw new TypeConversionException(String.valueOf(cause.getMessage()));
        }
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        Arrays.stream(ExitCode.values()).forEach(code -> codes.put(Integer.toString(code.code()), code.meaning()));
        return codes;
    }

    private static int wrongUse(ParameterException wrong) {
        CommandLine line = wrong.getCommandLine();
        Complaint.print(line, found(wrong) + "; see " + line.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.WRONG_USE.code();
    }

    private static String found(ParameterException wrong) {
        boolean inFront = !wrong.getCommandLine().getSubcommands().isEmpty();
        return inFront && wrong instanceof UnmatchedArgumentException unmatched
                ? "there is no command '" + unmatched.getUnmatched().get(0) + "'"
                : String.valueOf(wrong.getMessage());
    }

    /** Holds the commands. */
    @CommandLine.Command(
            description = "Shows and changes how a cluster is encrypted at rest.",
            versionProvider = Version.class)
    private static final class Root {
        @Option(
                names = {"-V", "--version"},
                versionHelp = true,
                description = "Show the version of these commands.")
        @SuppressWarnings("UnusedVariable") // picocli reads it
        private boolean version;

        @Mixin
        @SuppressWarnings("UnusedVariable") // picocli reads it
        private HelpOption help = new HelpOption();
    }

    /** Tells the version as the build has put it into the module, or into the jar for a class path. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Class<?> here = OperatorTool.class;
            String version = Optional.ofNullable(here.getModule().getDescriptor())
                    .flatMap(ModuleDescriptor::rawVersion)
                    .or(() -> Optional.ofNullable(here.getPackage().getImplementationVersion()))
                    .orElse("unknown: these classes come from no jar");
            return new String[] {"quorumseal-tool " + version};
        }
    }

    /** Holds the commands for sealed files. */
    @CommandLine.Command(description = "Looks at sealed files, and opens them, where no node runs.")
    private static final class FileCommands {
        @Mixin
        @SuppressWarnings("UnusedVariable") // picocli reads it
        private HelpOption help = new HelpOption();
    }

    /**
     * Tells the names of the commands, of which some have two words.
     *
     * @return the names, in the order of the help
     */
    public List<String> names() {
        return commands.make().map(Operation::name).toList();
    }
}
