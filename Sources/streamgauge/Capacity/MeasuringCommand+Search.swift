import ArgumentParser
import RunModel

extension MeasuringCommand {
    /// What every step asks. Chunks are kept on demand only: a search is made of tens of thousands of streams.
    /// One that goes on is asked as it was begun.
    func searchPlan(_ begun: RunPlan? = nil) throws -> RunPlan {
        let given: [(String, Bool)] = [
            ("--rate", load.rate != nil), ("--concurrency", load.concurrency != nil),
            ("--replay", load.replay != nil),
            ("--requests", shape.requests != nil), ("--duration", shape.duration != nil),
            ("--warmup", shape.warmup != nil), ("--ramp", shape.ramp != nil),
        ]
        if let refused = given.first(where: \.1)?.0 {
            throw ValidationError(
                "\(refused) is what a search finds out or decides by itself; --start and --most bound the load, "
                    + "--max-requests and --max-duration what it may take.")
        }
        var defaults = begun ?? RunPlan()
        if begun == nil {
            defaults.name = "capacity"
            defaults.request.modes = .streaming
            defaults.record.chunks = .none
        }
        let plan = try options.plan(defaults: defaults, unnamed: .emulator)
        try PlanCheck.refuseBoundsOfOneRun(plan, "A search")
        return plan
    }
}
