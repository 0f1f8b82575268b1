import ArgumentParser
import RunModel

/// Where a limits run's record goes and what is said meanwhile.
struct RecordOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Name of the run, part of its folder's name.", valueName: "name"))
    var name: String?

    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: ArgumentHelp("Folder for the run's folder (default reports).", valueName: "folder"))
    var folder: String?

    @Flag(help: "No progress and no table.")
    var quiet = false

    @Flag(help: "Write the result as JSON to standard output.")
    var json = false

    func apply(to plan: inout RunPlan) {
        plan.name = name ?? plan.name
        plan.record.folder = folder ?? plan.record.folder
    }
}
