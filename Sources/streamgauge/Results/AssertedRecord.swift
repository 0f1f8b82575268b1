import Analysis
import RecordStore

/// A run's record, of which assertions are asked.
struct AssertedRecord {
    private let judge: AssertionJudge

    /// Of a run with two sides `target` is the one that is meant.
    ///
    /// - Throws: `RecordError` naming the file that cannot be read.
    init(_ folder: String, target: Int? = nil) throws {
        let reader = try RecordReader(opening: folder)
        let record = try reader.read()
        var chunks = ChunkDigest(manifest: record.manifest, requests: record.requests)
        try reader.forEachChunk { chunk throws(RecordError) in chunks.add(chunk) }
        judge = AssertionJudge(
            manifest: record.manifest, requests: record.requests, histograms: record.histograms,
            chunks: chunks, target: target)
    }

    func results(of assertions: [Assertion]) -> [AssertionResult] {
        judge.results(of: assertions)
    }
}
