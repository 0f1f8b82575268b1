import Analysis
import ArgumentParser
import History
import RecordStore
import RunModel

struct HistoryAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Save recorded runs in the history.",
        discussion: """
            Labels, such as commit and branch, come from the CI's environment and from git as they are \
            now; --label wins.
            """)

    @Argument(help: ArgumentHelp("Folders of runs.", valueName: "run"))
    var runs: [String]

    @OptionGroup var history: HistoryOptions

    @Option(
        name: .customLong("label"),
        help: ArgumentHelp("A label; may be repeated.", valueName: "name=value"))
    var labels: [LabelOption] = []

    @Option(
        help: ArgumentHelp(
            "The series that they belong to (default: the plan's name).", valueName: "name"))
    var series: String?

    func run() throws {
        let folders = try RunFolders.found(runs, of: "<run>")
        try history.folder.run {
            let labels = Origin.labels(self.labels.map { ($0.name, $0.value) })
            let known = Set(history.folder.listing().items.map(\.head.originNanoseconds))
            for folder in folders {
                let manifest = try RecordReader(opening: folder).manifest
                let profile = try RunProfile(folder: folder)
                guard !known.contains(profile.originNanoseconds) else {
                    Terminal.warn("Note: '\(folder)' is in the history already.")
                    continue
                }
                let id = try history.folder.add(
                    HistoryEntry(
                        profile, kind: manifest.plan.limits == nil ? .run : .limits,
                        series: series ?? manifest.plan.name, labels: labels,
                        seconds: manifest.seconds, seed: manifest.plan.seed, folder: folder))
                try Terminal.say(id + "\n")
            }
        }
    }
}
