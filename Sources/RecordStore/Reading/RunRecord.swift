package import RunModel

/// A run as it is judged: everything of its folder but the chunk rows, which are read one by one.
package struct RunRecord: Sendable {
    package var manifest: RunManifest
    /// In the order of their ending, as requests.csv holds them.
    package var requests: [RequestRecord]
    package var histograms: HistogramSet
    /// What the server said of itself; nil where nobody asked it.
    package var server: ServerRecord?
    /// What somebody marked while it went on, in order of time.
    package var marks: [RunMark] = []
    /// Rows that a killed run left unfinished, and that are left out.
    package var tornRows = 0
    /// Files of which it was noted what is left out.
    var notedFiles: Set<RecordDirectory.File> = []

    package init(
        manifest: RunManifest, requests: [RequestRecord], histograms: HistogramSet,
        tornRows: Int = 0
    ) {
        self.manifest = manifest
        self.requests = requests
        self.histograms = histograms
        self.tornRows = tornRows
    }
}
