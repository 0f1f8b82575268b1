package import Analysis

extension SyntheticRecord {
    /// The record as a comparison sees it.
    package func profile(_ name: String) -> RunProfile {
        RunProfile(
            name: name, manifest: manifest, requests: requests, histograms: histograms)
    }
}
