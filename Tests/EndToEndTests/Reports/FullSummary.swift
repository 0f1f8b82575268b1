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
        let record = run.record()
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

    static func summary() throws -> RunSummary {
        try SummaryJSON.summary(from: Data(try json().utf8))
    }

    private static func object(_ data: Data) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
}
