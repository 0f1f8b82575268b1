import RecordStore
import RunModel
import Statistics
import Testing

/// How far the stamps of a record lie behind the server's own times of sending.
struct StampErrors {
    /// Nothing is received before it is sent, but two clocks are read beside one another.
    static let clockTolerance = -50_000.0

    /// Of every chunk, in nanoseconds.
    let chunks: SortedSample
    /// Of the chunks that were alone in their read. What is read together shares the time of what came
    /// first, so that the rest may be stamped before it was sent: such events count as coalesced. The
    /// first chunk is left out, for its read may have begun with the role.
    let lone: SortedSample
    /// Of every request's first output, in nanoseconds.
    let firstOutputs: SortedSample

    init(_ directory: RecordDirectory) throws {
        let reader = try RecordReader(opening: directory.path)
        var errors: [Double] = []
        var lone: [Double] = []
        try reader.forEachChunk { chunk in
            guard let sent = chunk.sent else { return }
            let error = Double((chunk.arrived - sent).nanoseconds)
            errors.append(error)
            if chunk.eventsInRead == 1, chunk.index > 0 { lone.append(error) }
        }
        chunks = SortedSample(errors)
        self.lone = SortedSample(lone)
        firstOutputs = SortedSample(
            try reader.read().requests.compactMap { request in
                guard let sent = request.groundTruth?.firstOutputSent,
                    let arrived = request.instants.firstOutput
                else { return nil }
                return Double((arrived - sent).nanoseconds)
            })
    }
}
