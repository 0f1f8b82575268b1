import RunModel
import Testing

@testable import Analysis

@Suite struct HarmFindingTests {
    private func observed(low: Double, high: Double) -> String? {
        var harm = StreamHarm()
        harm.streams = 8
        harm.gapBeforeMilliseconds = 30
        harm.gapDuringMilliseconds = 30
        harm.lowMilliseconds = low
        harm.highMilliseconds = high
        return ErrorFindings(refusals: [], harm: harm).findings.first { $0.subject == .harm }?
            .observed
    }

    @Test func `sees no effect only where the interval holds none`() {
        #expect(observed(low: -0.2, high: 0.3) == "none seen")
        #expect(observed(low: 0.2, high: 0.4)?.contains("a little slower") == true)
        #expect(observed(low: -0.4, high: -0.2)?.contains("a little faster") == true)
        #expect(observed(low: 2, high: 3) == "slower while others are refused")
    }
}
