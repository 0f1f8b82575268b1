import Analysis
import RunModel
import Statistics
import SyntheticRuns
import Testing

/// Records for assertions.
enum AssertedRuns {
    /// Short answers, so that making them takes no time. Chunk rows matter to rates alone.
    static func run() -> SyntheticRun {
        var run = SyntheticRun()
        run.outputTokens = .normal(mean: 16, deviation: 3)
        run.keepsChunks = false
        return run
    }

    static let plain = run().record()

    /// Every fifteenth of 600 requests fails.
    static let failing = {
        var record = plain
        record.edit { index, request in
            if index % 15 == 0 { request.outcome = .timeoutFirstToken }
        }
        return record
    }()
}

extension SyntheticRecord {
    func assertionJudge(withChunks: Bool = false, target: Int? = nil) -> AssertionJudge {
        var digest: ChunkDigest?
        if withChunks {
            digest = ChunkDigest(manifest: manifest, requests: requests)
            for chunk in chunks { digest?.add(chunk) }
        }
        return AssertionJudge(
            manifest: manifest, requests: requests.reversed(), histograms: histograms,
            chunks: digest, target: target)
    }

    /// What one assertion says.
    func asserted(_ text: String) throws -> AssertionResult {
        try assertionJudge().result(text)
    }
}

extension AssertionJudge {
    func result(_ text: String) throws -> AssertionResult {
        try #require(results(of: [try Assertion(text)]).first)
    }
}
