import ArgumentParser
import Emulator
import RecordStore
import RunModel

extension EmulatorPlan {
    /// The answers of the record that `like` names; nil where it names none. Says on standard error what such a record
    /// cannot tell.
    ///
    /// - Throws: `ValidationError` naming the option where there is nothing to read.
    func likeness(of option: String) throws -> Likeness? {
        guard let like else { return nil }
        let likeness: Likeness
        do throws(RecordError) {
            likeness = try Likeness(folder: like)
        } catch {
            let isOfSteps =
                SweepFolder.isSweep(like) || CapacityFolder(opening: like) != nil
            throw ValidationError(
                isOfSteps
                    ? "\(option): '\(like)' holds several runs; give the folder of one of its steps."
                    : "\(option): \(error.description).")
        }
        guard likeness.answers > 0 else {
            throw ValidationError(
                "\(option): no request of '\(like)' was measured to its end; give the folder of another run."
            )
        }
        Terminal.warn(
            "Answers like the \(likeness.answers) of \(like), whatever the load and the prompt: a record does not tell "
                + "how they would change. Gaps of \(likeness.exactGaps) streams are as they were, of "
                + "\(likeness.drawnGaps) drawn from all.")
        return likeness
    }
}

extension Likeness {
    /// Streams whose chunk rows are kept in memory; those of others get gaps from the histogram.
    private static let mostStreams = 20_000

    /// - Throws: `RecordError` naming the file that cannot be read.
    init(folder: String) throws(RecordError) {
        let reader = try RecordReader(opening: folder)
        let record = try reader.read()
        var arrivals: [Int: [MonotonicInstant]] = [:]
        try reader.forEachChunk { chunk throws(RecordError) in
            guard arrivals[chunk.request] != nil || arrivals.count < Self.mostStreams else {
                return
            }
            arrivals[chunk.request, default: []].append(chunk.arrived)
        }
        self.init(record.requests, record.histograms, arrivals: arrivals)
    }
}
