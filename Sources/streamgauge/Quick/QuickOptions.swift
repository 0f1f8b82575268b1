import Analysis
import ArgumentParser
import RunModel

/// How far a first look goes.
struct QuickOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How soon a first token is to come (default 1s).", valueName: "time"))
    var within: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "The most streams that are opened at a time: 1, 2, 4, … up to it (default 32).",
            valueName: "n"))
    var most: Int?

    @Option(
        help: ArgumentHelp(
            "About how long it measures, beside what is under way then (default 1m).",
            valueName: "time"))
    var duration: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "Ports of 127.0.0.1 to look at where no address is named (default "
                + "\(LocalSearch.usualPorts.map(String.init).joined(separator: ","))).",
            valueName: "list"),
        transform: LocalSearch.ports)
    var ports: [Int] = []

    @Flag(help: "Say what would be sent, and send nothing.")
    var dryRun = false

    static let usualMost = 32
    static let usualDuration = TimeSpan(.seconds(60))
    static let usualBound = TimeSpan(.seconds(1))
    private static let shortest = Duration.seconds(5)
    private static let longest = Duration.seconds(3600)

    func validate() throws {
        guard (1...4096).contains(most ?? 1) else {
            throw ValidationError("--most takes a whole number from 1 to 4096.")
        }
        guard within.map({ $0.duration > .zero }) ?? true else {
            throw ValidationError("--within takes a time above 0, such as 500ms.")
        }
        guard duration.map({ (Self.shortest...Self.longest).contains($0.duration) }) ?? true else {
            throw ValidationError("--duration takes a time from 5s to 1h.")
        }
    }
}
