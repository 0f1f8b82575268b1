import Foundation
import RunModel
import SyntheticRuns
import Testing

@testable import Analysis
@testable import Reporting

@Suite struct RasterChartTests {
    private func lane(
        _ request: Int, _ outcome: Outcome = .ok, isWorst: Bool = false, ticks: [Double],
        stalls: [StreamRaster.Stall] = [], maxGap: Double? = nil, end: Double
    ) -> StreamRaster.Lane {
        StreamRaster.Lane(
            request: request, mode: .streaming, outcome: outcome, isWorst: isWorst,
            startSeconds: Double(request), sentMilliseconds: 1, headMilliseconds: 2, ticks: ticks,
            stalls: stalls, maxGapMilliseconds: maxGap, endMilliseconds: end)
    }

    private func drawing(_ lanes: [StreamRaster.Lane]) throws -> String {
        let raster = StreamRaster(lanes: lanes, requests: 100, stallLimitMilliseconds: 200)
        return try #require(RasterChart(raster: raster).figure(name: "raster", title: "lanes"))
            .drawing.html
    }

    @Test func `draws a path of ticks a lane and words under the pointer`() throws {
        let html = try drawing([
            lane(1, ticks: [100, 150], end: 200), lane(2, ticks: [], end: 200),
        ])
        #expect(html.matches(of: /<g class="lane\b/).count == 2)
        #expect(html.matches(of: /<path class="tick t0" d="M500 2v10M750 2v10"/).count == 1)
        #expect(
            html.contains("request 1, streaming, ok; due at 1.00 s; first output after 99.0 ms"))
    }

    @Test func `marks stalls, failures and why a lane is among the worst`() throws {
        let stall = StreamRaster.Stall(startMilliseconds: 100, endMilliseconds: 900)
        let html = try drawing([
            lane(1, isWorst: true, ticks: [100, 900], stalls: [stall], end: 1000),
            lane(2, .reset, isWorst: true, ticks: [100], end: 800),
            lane(3, isWorst: true, ticks: [400, 500], maxGap: 100, end: 1000),
            lane(4, ticks: [90, 500], maxGap: 410, end: 1000),
        ])
        #expect(html.matches(of: /<rect class="stall t1" x="100" y="5" width="800"/).count == 1)
        #expect(html.matches(of: /class="broken"/).count == 1)
        let remarks = html.matches(of: /class="remark [^>]*>([^<]*)</).map { String($0.output.1) }
        #expect(remarks == ["stall 800 ms", "reset", "first 399 ms"])
    }

    @Test func `knows the longest gap of a lane without all its ticks`() throws {
        // Its chunk rows were left out: the first, the second and the last arrival are known.
        let html = try drawing([
            lane(1, isWorst: true, ticks: [100, 120, 5000], maxGap: 150, end: 5000),
            lane(2, ticks: [400, 420, 5000], maxGap: 40, end: 5000),
        ])
        let remarks = html.matches(of: /class="remark [^>]*>([^<]*)</).map { String($0.output.1) }
        #expect(remarks == ["gap 150 ms"])
    }

    @Test func `ends before the few lanes that would squeeze all others`() throws {
        var lanes = (0..<20).map { lane($0, ticks: [100, 900], end: 1000) }
        lanes.append(lane(20, .timeoutTotal, isWorst: true, ticks: [100], end: 60_000))
        let html = try drawing(lanes)
        #expect(html.contains("▸ timeout_total"))
        let ends = html.matches(of: /H([0-9.]+)"/).compactMap { Double($0.output.1) }
        #expect(ends.max() == 1000)
        #expect(!html.contains("class=\"broken\""), "its end lies beyond the edge")
    }

    @Test func `draws nothing without lanes`() {
        let raster = StreamRaster(lanes: [], requests: 0, stallLimitMilliseconds: 200)
        #expect(RasterChart(raster: raster).figure(name: "raster", title: "") == nil)
    }
}
