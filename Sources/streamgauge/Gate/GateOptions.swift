import Analysis
import ArgumentParser
import RunModel

/// How a gate judges and what it leaves behind.
struct GateOptions: ParsableArguments {
    @OptionGroup var history: HistoryOptions

    @Option(
        help: ArgumentHelp(
            "Whose runs are the baseline (default: the branch that a pull request wants into, else the "
                + "branch itself).", valueName: "name"))
    var branch: String?

    @Option(
        help: ArgumentHelp(
            "So many of its last valid runs are the baseline (default \(BaselineChoice.usualCount); with fewer "
                + "than \(SideRules.fewestPastRuns) it is judged by rounds).", valueName: "n"))
    var last: Int = BaselineChoice.usualCount

    @Option(
        help: ArgumentHelp(
            "A named baseline that must hold too (default 'release', where there is one).",
            valueName: "name"))
    var release: String?

    @Option(
        help: ArgumentHelp(
            "More runs before something worse fails (default 1, 0 for none).", valueName: "n"))
    var confirm: Int = 1

    @Option(
        help: ArgumentHelp(
            "How long to wait for a target that does not answer yet (default 0s).",
            valueName: "time"))
    var wait: TimeSpan?

    @Flag(help: "Do not look whether the target is ready.")
    var noReadiness = false

    @Option(
        name: .customLong("label"),
        help: ArgumentHelp(
            "A label of the run beside those that the CI's environment and git give; may be repeated.",
            valueName: "name=value"))
    var labels: [LabelOption] = []

    @Option(
        help: ArgumentHelp(
            "Folder for the result's files (default reports/gate).", valueName: "folder"))
    var results: String = "reports/gate"

    @Flag(help: "Tell, and end with 0 whatever was judged; a run that dies still fails.")
    var advisory = false

    @Flag(help: "Say what would be sent and which change would show; send nothing.")
    var planOnly = false

    @Flag(
        help: ArgumentHelp(
            "Prove the gate on this machine: plant +0, +5, +10 and +20 % on the embedded emulator, and count how "
                + "often it fires. Takes some minutes; nothing is sent elsewhere."))
    var prove = false

    @Option(help: ArgumentHelp("Gates of each planted change (default 10).", valueName: "n"))
    var proveTrials: Int = 10

    static let defaultRelease = "release"

    /// A proof plants changes of a run's latencies, of which other kinds of measuring know nothing.
    ///
    /// - Throws: `ValidationError` where one is asked for.
    func refuseProof() throws {
        guard !prove else {
            throw ValidationError(
                "--prove proves the judging of runs; leave the kind out: 'streamgauge gate --prove'."
            )
        }
    }

    func validate() throws {
        guard last >= 1, last <= 1000 else {
            throw ValidationError("--last takes a number from 1 to 1000.")
        }
        guard (0...5).contains(confirm) else {
            throw ValidationError("--confirm takes a number from 0 to 5.")
        }
        guard (1...200).contains(proveTrials) else {
            throw ValidationError("--prove-trials takes a number from 1 to 200.")
        }
    }
}
