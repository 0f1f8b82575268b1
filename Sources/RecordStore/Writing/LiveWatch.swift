internal import Histogram
package import RunModel

/// What came since somebody looked last: of a run that is watched.
package struct LiveSpan: Sendable {
    /// TTFT of measured successes that ended, from *sent*.
    package var firstTokens = LatencyHistogram.coarseLatencies()
    /// From one chunk row to the next of the same request, of every phase.
    package var gaps = LatencyHistogram.coarseLatencies()
    /// The streams that ended last, at most `LiveWatch.mostLanes` of them, in the order of their ends.
    package var lanes: [LiveLane] = []

    package init() {}
}

/// A stream that has ended, with the arrivals of its first chunks.
package struct LiveLane: Sendable, Equatable {
    package var request: RequestRecord
    /// At most `LiveWatch.mostTicks`.
    package var arrivals: [MonotonicInstant]
}

/// Follows what the writer is handed, where somebody watches. Its memory is bounded by the streams that are open.
struct LiveWatch {
    static let mostLanes = 12
    static let mostTicks = 600

    private struct Stream {
        var index: Int32
        var arrived: MonotonicInstant
    }

    private var span = LiveSpan()
    private var streams: [Int: Stream] = [:]
    private var followed: [Int: [MonotonicInstant]] = [:]

    mutating func count(_ batch: RecordBatch) {
        for chunk in batch.chunks { count(chunk) }
        for request in batch.requests { count(request) }
    }

    /// The lanes stay: they are those that ended last.
    mutating func take() -> LiveSpan {
        let taken = span
        span = LiveSpan()
        span.lanes = taken.lanes
        return taken
    }

    private mutating func count(_ chunk: ChunkRecord) {
        if let last = streams[chunk.request], chunk.index == last.index + 1 {
            span.gaps.record(UInt64(max(0, (chunk.arrived - last.arrived).nanoseconds)))
        }
        streams[chunk.request] = Stream(index: chunk.index, arrived: chunk.arrived)
        if chunk.index == 0, followed.count < 2 * Self.mostLanes {
            followed[chunk.request] = [chunk.arrived]
        } else if let count = followed[chunk.request]?.count, count < Self.mostTicks {
            followed[chunk.request]?.append(chunk.arrived)
        }
    }

    private mutating func count(_ request: RequestRecord) {
        streams[request.request] = nil
        let arrivals = followed.removeValue(forKey: request.request)
        if arrivals != nil || request.outcome.isFailure {
            span.lanes.append(LiveLane(request: request, arrivals: arrivals ?? []))
            if span.lanes.count > Self.mostLanes { span.lanes.removeFirst() }
        }
        guard request.phase == .measured, request.outcome.isSuccess,
            let sent = request.instants.sent, let first = request.instants.firstOutput
        else { return }
        span.firstTokens.record(UInt64(max(0, (first - sent).nanoseconds)))
    }
}
