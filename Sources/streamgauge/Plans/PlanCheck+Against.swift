import ArgumentParser
import RunModel

extension PlanCheck {
    /// What a run of two sides in blocks asks of its plan.
    ///
    /// - Throws: `ValidationError` naming the option and what it takes.
    static func validate(_ against: AgainstPlan, of plan: RunPlan) throws {
        let load = plan.load
        let allowed = AgainstPlan.allowedBlocks
        try require(
            against.blocks >= allowed.lowerBound,
            "--blocks takes \(allowed.lowerBound) to \(allowed.upperBound); fewer than "
                + "\(allowed.lowerBound) blocks of a side cannot decide once the result is corrected for "
                + "several metrics.")
        try require(
            against.blocks <= allowed.upperBound,
            "--blocks takes \(allowed.lowerBound) to \(allowed.upperBound).")
        try require(
            load.duration == nil,
            "A block of ab ends by number: give --requests, of all blocks together, instead of --duration."
        )
        try require(
            load.warmupDuration == nil,
            "--warmup of ab takes a number of requests, which are sent at the start of each block.")
        try require(
            load.ramp == nil, "--ramp has no place in ab: every block begins with its own warm-up.")
        let fewest = AgainstPlan.fewestRequests
        try require(
            plan.requestsInBlock ?? 0 >= fewest,
            "--requests \(load.requests ?? 0) are fewer than \(fewest) in each of the "
                + "\(against.blocks * 2) blocks; give at least \(fewest * against.blocks * 2).")
        if let command = against.between {
            try require(
                !command.allSatisfy(\.isWhitespace), "--between takes a command of the shell.")
            try require(
                against.interleave == .blocks,
                "--between runs before a block of one side; with --interleave requests both sides are "
                    + "measured at once, so leave out one of the two.")
        }
    }
}
