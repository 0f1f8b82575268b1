import ArgumentParser

/// What is said while limits are verified.
struct RecordOptions: ParsableArguments {
    @Flag(help: "No progress and no table: the folder's path alone.")
    var quiet = false

    @Flag(help: "Write the result as JSON to standard output.")
    var json = false
}
