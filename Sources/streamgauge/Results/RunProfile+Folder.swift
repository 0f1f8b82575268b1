import Analysis
import ArgumentParser
import Foundation
import RecordStore
import RunModel

extension RunProfile {
    /// Reads the record in a folder as far as comparing needs it: all but its chunk rows. Of a search for the capacity what
    /// it found.
    ///
    /// - Throws: `RecordError` naming the file that cannot be read; `ValidationError` for a run of two sides.
    init(folder: String) throws {
        if let search = CapacityFolder(opening: folder) {
            self = try search.profile()
            return
        }
        let reader = try RecordReader(opening: folder)
        guard reader.manifest.plan.against == nil else {
            throw ValidationError(
                "'\(folder)' is a run of two sides, which are compared with each other; 'streamgauge report' "
                    + "shows it.")
        }
        var record = try reader.read()
        let name = RecordName.of(folder)
        guard record.manifest.plan.limits == nil else {
            var chunks = LimitsChunks()
            let leftOut = try reader.forEachChunk { chunk throws(RecordError) in chunks.add(chunk) }
            record.note(leftOut, of: .chunks)
            self.init(
                name: name,
                limits: LimitsSummary(
                    manifest: record.manifest, requests: record.requests, chunks: chunks))
            return
        }
        self.init(
            name: name, manifest: record.manifest, requests: record.requests,
            histograms: record.histograms)
    }
}
