import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// Small requests beside the load, of whose answers the emulator makes nobody wait.
    @Suite struct NetworkProbeCommandTests {
        @Test func `small requests are announced, sent beside the load, and told apart from it`()
            async throws
        {
            let folder = try TemporaryFolder()
            let result = try await StreamGauge.call(
                [
                    "run", "--network-probe", "--emulator-ttft", "500", "--emulator-gap", "20",
                    "--emulator-tokens", "50", "-c", "4", "--duration", "6s", "--out", "run",
                ], in: folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("the list of models is asked for every 2 s"))
            let words = result.output.replacing(/\s+/, with: " ")
            #expect(words.contains("small request"), "\(result.output)")
            let manifest = try RecordReader(opening: folder.file("run")).read().manifest
            let probe = try #require(manifest.networkProbe)
            // At 0, 2, 4 and 6 s and while the last streams end; a busy machine sends fewer.
            #expect((2...6).contains(probe.sent) && probe.onNewConnection == 1)
            #expect(probe.trips.count + probe.onNewConnection + probe.unanswered == probe.sent)
            #expect(!probe.trips.isEmpty)
            for trip in probe.trips {
                #expect(trip.answerNanoseconds > 0)
                #expect(trip.roundTripNanoseconds ?? 1 > 0)
            }
            // No model answers: the quickest has nothing of the 500 ms of a first token.
            #expect(probe.answers().min() ?? 500 < 500)
        }

        @Test func `a target that does not answer them is told, and holds nothing up`() async throws
        {
            let folder = try TemporaryFolder()
            let result = try await StreamGauge.call(
                [
                    "run", "--network-probe", "--base-url", "http://127.0.0.1:1/v1", "-c", "1",
                    "--requests", "1", "--out", "run",
                ], in: folder)
            #expect(result.status == 6, "\(result.errors)")
            let manifest = try RecordReader(opening: folder.file("run")).read().manifest
            let probe = try #require(manifest.networkProbe)
            #expect(probe.trips.isEmpty && probe.unanswered == probe.sent)
        }
    }
}
