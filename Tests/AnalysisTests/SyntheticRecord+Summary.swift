import Analysis
import SyntheticRuns

extension SyntheticRecord {
    /// The summary of the record's files, chunk rows included.
    func summary() -> RunSummary {
        var digest = ChunkDigest(manifest: manifest, requests: requests)
        for chunk in chunks { digest.add(chunk) }
        return RunSummary(
            manifest: manifest, requests: requests, histograms: histograms, chunks: digest)
    }
}
