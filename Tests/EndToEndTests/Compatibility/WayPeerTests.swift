import Analysis
import Foundation
import RecordStore
import RunModel
import Testing

extension CompatibilityTests {
    /// A way that is long and loses, told apart from its server.
    @Suite struct WayPeerTests {
        @Test func `50 ms and 1 % of loss are told, and laid to the network`() async throws {
            let folder = try TemporaryFolder()
            let result = try await Peer.overLink("lossy_way.sh", in: folder)
            #expect(result.status == 0, "\(result.output) \(result.errors)")
            let words = result.output.replacing(/\s+/, with: " ")
            #expect(words.contains("round trip 5"), "\(result.output)")
            #expect(words.contains("of the segments lost or overtaken"), "\(result.output)")
            #expect(words.contains("is the network's"), "\(result.output)")
            let record = try RecordReader(opening: folder.file("run")).read()
            let summary = RunSummary(
                manifest: record.manifest, requests: record.requests,
                histograms: record.histograms)
            let numbers = try #require(summary.numbers[.streaming])
            // The loss of some 10,000 segments is 0.8 to 1.2 % (two standard deviations); holes that are open together count once.
            let lost = try #require(numbers.holes?.share.value)
            #expect((0.005...0.018).contains(lost), "\(lost)")
            let trip = try #require(numbers.roundTrip.all?.p50.value)
            #expect((50...75).contains(trip), "\(trip)")
            // The server's own 200 ms. A busy machine adds to it, and does not take away.
            let first = try #require(numbers.firstTokenWithoutWay.all?.p50.value)
            #expect((195...260).contains(first), "\(first)")
            // Of a stream's hundred events one is lost, so that most longest gaps are the way's.
            #expect(numbers.maxGapsHeldBack?.share.value ?? 0 > 0.3)
            let probe = try #require(record.manifest.networkProbe)
            #expect(probe.answers().allSatisfy { $0 >= 50 })
            #expect(record.manifest.ending == .completed)
        }
    }
}
