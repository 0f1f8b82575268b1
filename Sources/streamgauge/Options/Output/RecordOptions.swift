import ArgumentParser
import RunModel

/// Where a limits run's record goes and what is said meanwhile.
struct RecordOptions: ParsableArguments {
    @OptionGroup var place: RunFolderOptions

    @Flag(help: "No progress and no table: the folder's path alone.")
    var quiet = false

    @Flag(help: "Write the result as JSON to standard output.")
    var json = false

    func apply(to plan: inout RunPlan) {
        plan.name = place.name ?? plan.name
        plan.record.folder = place.reports ?? plan.record.folder
    }
}
