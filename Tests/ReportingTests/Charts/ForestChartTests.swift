import Testing

@testable import Reporting

@Suite struct ForestChartTests {
    private static func line(
        _ estimate: Double, _ interval: ClosedRange<Double>, isJudged: Bool = true
    ) -> ForestChart.Line {
        ForestChart.Line(
            name: "TTFT p50", estimate: estimate, low: interval.lowerBound,
            high: interval.upperBound, band: -0.05...0.05, text: "", title: "a title",
            style: "worse", isJudged: isJudged)
    }

    private static func drawing(_ lines: [ForestChart.Line], isRatio: Bool = true) -> String {
        ForestChart(lines: lines, isRatio: isRatio, label: "change", format: .change)
            .figure(name: "x", title: "Changes")?.drawing.html ?? ""
    }

    @Test func `twice as much lies as far from no change as half as much`() {
        let scale = ChangeScale(-0.6...1.5, from: 0, to: 1000)
        let zero = scale.position(of: 0)
        #expect(abs((scale.position(of: 1) - zero) - (zero - scale.position(of: -0.5))) < 1e-9)
        #expect(scale.ticks.contains(0) && scale.ticks.allSatisfy { scale.domain.contains($0) })
    }

    @Test func `an interval that would hide all others is cut, with arrows`() {
        let wide = Self.line(0.01, -0.9...9, isJudged: false)
        let drawing = Self.drawing([Self.line(0.1, 0.08...0.12), wide])
        // The narrow one has strokes across, the wide one an arrow at both ends.
        #expect(drawing.matches(of: /m0 -5v10/).count == 2)
        #expect(drawing.matches(of: /l-?8 -5M/).count == 2)
        #expect(!Self.drawing([Self.line(0.1, 0.08...0.12)]).contains("l8 -5M"))
    }

    @Test func `what has no word is hollow`() {
        #expect(Self.drawing([Self.line(0.01, -0.2...0.2, isJudged: false)]).contains(" inner"))
        #expect(!Self.drawing([Self.line(0.1, 0.08...0.12)]).contains(" inner"))
    }

    @Test(arguments: [true, false])
    func `stands where nothing changed at all`(isRatio: Bool) {
        let drawing = Self.drawing([Self.line(0, 0...0)], isRatio: isRatio)
        #expect(drawing.contains("<desc id=\"x-desc\">a title.</desc>"))
        #expect(!drawing.lowercased().contains("nan"))
        #expect(Self.drawing([]).isEmpty)
    }
}
