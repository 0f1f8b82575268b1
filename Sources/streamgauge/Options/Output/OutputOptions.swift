import ArgumentParser
import RunModel

/// What is kept of a run and what is said meanwhile.
struct OutputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Rows of chunks.csv: all, sample or none (default all, up to 5,000,000).",
            visibility: .hidden))
    var chunks: ChunkPolicy?

    @Option(
        help: ArgumentHelp(
            "Tokens a second of the display that perceived speed is computed for (default 5.3, a "
                + "person's silent reading).", valueName: "s", visibility: .hidden))
    var displaySpeed: Double?

    @Flag(help: "No progress and no table: the folder's path alone.")
    var quiet = false

    @Flag(help: "Write the summary as JSON to standard output.")
    var json = false

    @Flag(help: "Write the full plan that would be run, as YAML, and stop.")
    var printPlan = false

    func apply(to plan: inout RunPlan) {
        plan.display.tokensPerSecond = displaySpeed ?? plan.display.tokensPerSecond
        plan.record.chunks = chunks ?? plan.record.chunks
    }
}
