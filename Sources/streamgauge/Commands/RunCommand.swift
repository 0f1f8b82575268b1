import ArgumentParser
import RunModel

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Measure an API, or the embedded emulator, and write a report.",
        discussion: """
            Every prompt is asked twice, streamed and not, unless --modes names one of the two.

            Examples:
              streamgauge run                                   the emulator, 100 requests, 4 streams
              streamgauge run --base-url http://127.0.0.1:8000/v1 --concurrency 8 --requests 500
              streamgauge run --modes streaming --rate 5 --duration 2m
                                                                arrivals at random, 5 a second
              streamgauge run plan.yaml --seed 7                a plan file; options win
              streamgauge run --print-plan > plan.yaml          the plan, to keep

            A run with more than a handful of requests is needed for high percentiles: p99 wants about \
            460 requests of a mode. Ctrl-C ends the run and reports what was measured.
            """)

    @OptionGroup var options: MeasureOptions
    @OptionGroup(title: "Assertions") var asserting: AssertOptions

    func validate() throws {
        _ = try plan()
    }

    func run() async throws {
        let plan = try plan()
        try await options.measure(
            plan, showing: .summary, asserting: try asserting.assertions(plan.judging))
    }

    private func plan() throws -> RunPlan {
        var plan = try options.plan()
        try asserting.apply(to: &plan)
        return plan
    }
}
