import Analysis
import RecordStore

extension MeasuredRun {
    /// What the run says of its own numbers.
    func validity() throws -> Validity {
        try RecordDirectory(opening: folder).validity()
    }
}

extension RecordDirectory {
    /// What a report of it says of the numbers.
    func validity() throws -> Validity {
        let reader = try RecordReader(opening: path)
        let record = try reader.read()
        var digest = ChunkDigest(manifest: record.manifest, requests: record.requests)
        try reader.forEachChunk { digest.add($0) }
        return RunSummary(
            manifest: record.manifest, requests: record.requests, histograms: record.histograms,
            chunks: digest
        ).validity
    }
}

extension Validity {
    /// Whether a check of this kind did not pass.
    func doubts(_ kind: ValidityCheck.Kind) -> Bool {
        reasons.contains { $0.kind == kind }
    }
}
