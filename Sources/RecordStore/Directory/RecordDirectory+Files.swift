package import RunModel

extension RecordDirectory {
    /// Writes manifest.json: once when the run starts, with the ending `unfinished`, and once when it
    /// has ended. On a full disk it is written into the block that it has already, so that the record
    /// of a run that met one does not read as that of a run that was killed.
    ///
    /// - Throws: `RecordError.cannotWrite`.
    package func write(_ manifest: RunManifest) throws(RecordError) {
        let bytes = try ManifestFile.encode(manifest)
        do throws(RecordError) {
            try writeAtomically(.manifest, bytes)
        } catch {
            guard holds(.manifest), bytes.count <= Self.blockBytes else { throw error }
            let file = try OutputFile(overwriting: path(of: .manifest))
            try file.writeAll(bytes.span)
            file.truncate(to: bytes.count)
            try file.synchronize()
        }
    }

    /// What a file of one byte takes at least, on the file systems of Linux.
    private static let blockBytes = 4096

    /// Writes histograms.hlog; `length` is the time from the run's origin to its end.
    ///
    /// - Throws: `RecordError.cannotWrite`.
    package func write(
        _ histograms: HistogramSet, clock: ClockAnchors, length: Duration
    ) throws(RecordError) {
        let start = UTCTime(nanosecondsSince1970: clock.originRealtimeNanoseconds)
        try writeAtomically(
            .histograms, HistogramLog.encode(histograms, start: start, length: length))
    }
}
