import ArgumentParser

/// What becomes of numbers that cannot be trusted.
struct TrustOptions: ParsableArguments {
    @Flag(help: "Exit code 4 for a run whose report says that it is not trustworthy.")
    var strict = false
}
