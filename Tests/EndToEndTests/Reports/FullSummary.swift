import Analysis
import Foundation
import Reporting
import RunModel
import SyntheticRuns
import Testing

/// A summary with every key there is: of a synthetic run, with the parts of
/// Tests/EndToEndTests/Peers/full_summary.json on top.
enum FullSummary {
    static func json() throws -> String {
        var run = SyntheticRun()
        run.requests = 40
        var record = run.record()
        record.manifest.calibration = calibration
        let summary = RunSummary(
            manifest: record.manifest, requests: record.requests, histograms: record.histograms)
        var object = try object(SummaryJSON.data(summary))
        let example = Peer.repository.appending(
            path: "Tests/EndToEndTests/Peers/full_summary.json")
        object.merge(try Self.object(Data(contentsOf: example))) { $1 }
        let data = try JSONSerialization.data(
            withJSONObject: object, options: [.prettyPrinted, .sortedKeys])
        return String(decoding: data, as: UTF8.self)
    }

    /// With every key, which no run's has.
    private static var calibration: CalibrationUse {
        let load = CalibratedLoad(streams: 100, eventsPerSecond: 4120.5, bytesPerEvent: 214)
        var use = CalibrationUse(
            .fits, made: "2026-01-02T03:04:05Z", calibrated: load, measured: load)
        var errors = ErrorPercentiles(count: 5000)
        errors.p50Ms = 0.1
        errors.p99Ms = 0.3
        errors.p999Ms = 0.8
        errors.leastMs = -0.25
        errors.mostMs = 1.5
        (use.firstToken, use.gaps) = (errors, errors)
        (use.exceeded, use.excess) = (CalibratedLoad.Quantity.allCases, 2)
        use.differences = CalibrationKey.Part.allCases
        return use
    }

    static func summary() throws -> RunSummary {
        try SummaryJSON.summary(from: Data(try json().utf8))
    }

    private static func object(_ data: Data) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
}
