import Analysis
import SyntheticRuns

extension SyntheticRun {
    /// A run with something of everything.
    static var eventful: SyntheticRun {
        var run = SyntheticRun()
        run.refusalEvery = 90
        run.stallEvery = 60
        return run
    }

    static let eventfulSummary = eventful.summary()

    func summary() -> RunSummary { record().summary() }
}

extension SyntheticRecord {
    func summary() -> RunSummary {
        var digest = ChunkDigest(manifest: manifest, requests: requests)
        for chunk in chunks { digest.add(chunk) }
        return RunSummary(
            manifest: manifest, requests: requests, histograms: histograms, chunks: digest)
    }
}
