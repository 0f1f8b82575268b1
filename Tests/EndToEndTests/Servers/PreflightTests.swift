import Engine
import RunModel
import Testing

@Suite struct PreflightTests {
    @Test(arguments: [Int.max, Int.max / 2])
    func `refuses more streams than any system has`(streams: Int) {
        var plan = RunPlan()
        plan.load.concurrency = streams
        #expect(throws: PreflightError.self) { try Preflight(plan, isEmulated: true) }
    }
}
