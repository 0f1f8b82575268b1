import ArgumentParser
import Engine
import Foundation

@main
struct StreamGauge: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "streamgauge",
        abstract: "Measures streaming LLM APIs: true arrival times, honest verdicts.",
        discussion: """
            streamgauge opens many concurrent streams to an OpenAI-compatible chat API, stamps every \
            chunk with the time the kernel received it, and reports time to first token and the gaps \
            between chunks. With --emulator it measures an emulator inside the same process.

            COMMAND --help has the common options, COMMAND --help-all all of them.

            Examples:
              streamgauge doctor --base-url http://127.0.0.1:8000/v1
              streamgauge quick
              streamgauge run --emulator
              streamgauge run --base-url http://127.0.0.1:8000/v1 --model my-model --concurrency 8
              streamgauge compare-modes --base-url http://127.0.0.1:8000/v1
              streamgauge ab --base-url http://a/v1 --against http://b/v1
              streamgauge sweep --base-url http://127.0.0.1:8000/v1 --concurrency 1..64
              streamgauge limits --tier pro --base-url http://127.0.0.1:8000/v1
              streamgauge gate plan.yaml --assert 'ttft.p95 < 300ms'
              streamgauge report reports/20260101T120000Z-run
              streamgauge merge c1/run c2/run --out reports/whole
              streamgauge compare reports/*-before --to reports/*-after
              curl -N … | streamgauge inspect -
              streamgauge serve --port 8000

            Exit codes: 0 done or passed, 1 a stream breaks the protocol (inspect), something is to be \
            mended (doctor) or could not be told, 2 an assertion or a stated limit does not hold, 3 something got worse, 4 a run that \
            was to be judged cannot be trusted, 5 not comparable or nothing judged, 6 no request \
            succeeded or the command between blocks failed (ab), 7 a record could not be read or \
            written, or standard output not written, 64 wrong usage, 130 interrupted.
            """,
        version: """
            streamgauge \(version)
            \(ToolDescription.libraries)
            kernel time stamps: \(ToolDescription.kernelStamps)
            known faults of this libcurl: \(faults)
            """,
        subcommands: [
            RunCommand.self, CompareModesCommand.self, ABCommand.self, SweepCommand.self,
            CapacityCommand.self, QuickCommand.self, LimitsCommand.self, GateCommand.self,
            CalibrateCommand.self,
            ReportCommand.self, MergeCommand.self, CompareCommand.self, HistoryCommand.self,
            InspectCommand.self,
            WatchCommand.self,
            ServeCommand.self, ClusterCommand.self, InitCommand.self, ListCommand.self,
            DoctorCommand.self,
        ])
}

extension StreamGauge {
    private static var faults: String {
        let faults = ToolDescription.libraryFaults
        return faults.isEmpty ? "none" : faults.map { "\n  \($0)" }.joined()
    }

    /// A closed pipe is an error of a write and no signal. libcurl reads the names of hosts in the locale's characters.
    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        setlocale(LC_CTYPE, "C.UTF-8")
        Terminal.occupyClosed()
        do {
            var command = try parseAsRoot(UsageError.arguments)
            try ShardRefusal.check(command)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            UsageError.exit(with: error)
        }
    }

    /// Without a command: what it is, and where to begin.
    func run() throws {
        try Terminal.say(
            """
            streamgauge \(Self.version) measures streaming LLM APIs: how soon the first token comes, how evenly \
            the others follow, and whether the numbers can be trusted.

            To begin:
              streamgauge run --emulator                    a first report, of the emulator inside this program
              streamgauge run --base-url URL --model NAME   your API; the key is read from OPENAI_API_KEY
              streamgauge init                              writes plan.yaml, a plan with comments

            streamgauge --help has all commands, streamgauge COMMAND --help the common options of one, and \
            --help-all all of them.

            """)
    }
}

/// Exit codes beside 0 and those of the argument parser.
extension ExitCode {
    static let protocolBroken = ExitCode(1)
    static let limitUntold = ExitCode(1)
    static let somethingToMend = ExitCode(1)
    static let limitBroken = ExitCode(2)
    static let changeUntold = ExitCode(1)
    static let assertionFailed = ExitCode(2)
    static let notTrustworthy = ExitCode(4)
    static let regression = ExitCode(3)
    static let notComparable = ExitCode(5)
    static let recordFailed = ExitCode(7)
    static let targetUnusable = ExitCode(6)
    static let betweenFailed = ExitCode(6)
    static let wrongUsage = ExitCode(64)
    static let interrupted = ExitCode(130)
}
