import Analysis
import ArgumentParser
import Foundation
import History
import RecordStore

struct HistoryBaselineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract: "Name runs as a baseline, such as a release.",
        discussion: """
            A baseline of one run has that run's luck; give five or more, so that how runs differ from \
            each other is known. Without runs it lists what the baseline holds.
            """)

    @Argument(help: ArgumentHelp("The baseline's name.", valueName: "name"))
    var name: String

    @Argument(help: ArgumentHelp("The runs.", valueName: "run"))
    var runs: [String] = []

    @OptionGroup var history: HistoryOptions

    @Flag(help: "Take the runs out of it again.")
    var undo = false

    func validate() throws {
        let isPlain = name.utf8.allSatisfy { byte in
            (33...126).contains(byte)
        }
        guard isPlain, (1...60).contains(name.utf8.count) else {
            throw ValidationError(
                "A baseline's name has 1 to 60 letters, digits or marks of ASCII.")
        }
    }

    func run() throws {
        let listing = history.folder.listing()
        guard !runs.isEmpty else {
            let marks = history.folder.markings().marks
            let held = listing.items.map(\.id).filter {
                marks.baselines[$0]?.contains(name) == true
            }
            try Terminal.say(
                held.isEmpty
                    ? "No run in the baseline '\(name)'.\n" : held.map { $0 + "\n" }.joined())
            return
        }
        let ids = try runs.map { try history.folder.id($0, in: listing) }
        try history.folder.run {
            for id in ids {
                try history.folder.add(
                    HistoryMark(
                        .baseline, run: id, name: name, isWithdrawn: undo,
                        time: UTCTime.now().iso8601, by: HistoryFolder.author))
            }
        }
        let marks = history.folder.markings().marks
        let held = listing.items.count { marks.baselines[$0.id]?.contains(name) == true }
        let hint =
            held < SideRules.fewestPastRuns
            ? "; from \(SideRules.fewestPastRuns) on it is judged by runs" : ""
        try Terminal.say(
            "The baseline '\(name)' holds \(held) run\(held == 1 ? "" : "s")\(hint).\n")
    }
}

struct HistoryExcludeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exclude",
        abstract: "Say that runs are no measure of anything.",
        discussion: "They stay, are shown as excluded with the reason, and are part of no baseline."
    )

    @OptionGroup var words: SaidOptions

    func run() throws { try words.say(.exclude) }
}

struct HistoryBlessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bless",
        abstract: "Accept the level of a run as the one to hold from now on.",
        discussion: """
            Runs of its branch before it, and named baselines older than it, are held against nothing \
            any more. For a change that is wanted although it is slower.
            """)

    @OptionGroup var words: SaidOptions

    func run() throws { try words.say(.bless) }
}

extension HistoryMark.Kind {
    fileprivate var said: String {
        switch self {
        case .exclude: "excluded"
        case .bless: "blessed"
        case .baseline: "part of a baseline"
        }
    }
}

/// What is said of runs, and why.
struct SaidOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The runs.", valueName: "run"))
    var runs: [String]

    @Option(help: ArgumentHelp("Why; it is shown wherever it matters.", valueName: "text"))
    var reason: String?

    @Flag(help: "Take it back.")
    var undo = false

    @OptionGroup var history: HistoryOptions

    private static let mostCharacters = 500

    func validate() throws {
        guard undo || reason?.contains(where: { !$0.isWhitespace }) == true else {
            throw ValidationError(
                "--reason says why; whoever reads the history later wants to know.")
        }
        guard (reason?.count ?? 0) <= Self.mostCharacters else {
            throw ValidationError("--reason has at most \(Self.mostCharacters) characters.")
        }
    }

    func say(_ kind: HistoryMark.Kind) throws {
        let listing = history.folder.listing()
        let ids = try runs.map { try history.folder.id($0, in: listing) }
        try history.folder.run {
            for id in ids {
                try history.folder.add(
                    HistoryMark(
                        kind, run: id, reason: reason, isWithdrawn: undo,
                        time: UTCTime.now().iso8601, by: HistoryFolder.author))
                try Terminal.say("\(id): \(undo ? "no longer " : "")\(kind.said)\n")
            }
        }
    }
}
