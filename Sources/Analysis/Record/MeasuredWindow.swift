internal import RunModel

/// The span over which rates are counted: from when the system is filled until starting ends.
///
/// While a run fills, more starts than ends, and while it drains, only ends are left: neither is the rate
/// that the target keeps up.
package struct MeasuredWindow: Codable, Sendable, Equatable {
    /// Seconds since the run's origin.
    package var startSeconds: Double
    package var endSeconds: Double
    /// Whether the record states when measured requests began and stopped to start; else their first and
    /// last start say.
    package var isStated: Bool
    /// How long the system took to fill, from the first start at full load; absent where no request
    /// succeeded, and in summaries of earlier versions.
    package var fillSeconds: Double?
    /// What a window must last to carry a rate: two median answers. Absent likewise.
    package var leastSeconds: Double?

    static let derivedNote =
        "from the requests' own starts: the record states none, as that of a killed run"

    package var seconds: Double { endSeconds - startSeconds }

    /// Whether it holds less than two median answers: what ends in it depends on where its edges fall.
    package var isTooShort: Bool { seconds <= 0 || seconds < leastSeconds ?? 0 }

    /// Takes the requests of all phases.
    init(manifest: RunManifest, requests: [RequestRecord]) {
        let measured = requests.filter { $0.phase == .measured }
        let starts = measured.compactMap(\.instants.started)
        let fill = SystemFill(requests)
        let origin = manifest.origin
        func since(_ instant: MonotonicInstant?) -> Double? {
            instant.map { ($0 - origin).seconds }
        }
        let begin =
            manifest.windowStartNanoseconds.map { Double($0) / 1e9 } ?? since(starts.min()) ?? 0
        let filled = since(fill?.filled) ?? begin
        isStated =
            manifest.windowStartNanoseconds != nil && manifest.windowEndNanoseconds != nil
        endSeconds =
            manifest.windowEndNanoseconds.map { Double($0) / 1e9 } ?? since(starts.max()) ?? begin
        // Where starting ends before the system is filled, there is no window at all.
        startSeconds = min(max(begin, filled), max(begin, endSeconds))
        endSeconds = max(startSeconds, endSeconds)
        fillSeconds = fill.map { ($0.filled - $0.start).seconds }
        leastSeconds = Self.medianAnswer(measured).map { 2 * $0.seconds }
    }

    private static func medianAnswer(_ measured: [RequestRecord]) -> Duration? {
        let lengths = measured.filter(\.outcome.isSuccess).compactMap(\.timeInSystem).sorted()
        return lengths.isEmpty ? nil : lengths[lengths.count / 2]
    }

    /// The window as instants of the machine's clock.
    func slice(origin: MonotonicInstant) -> TimeSlice {
        TimeSlice(
            start: origin + .nanoseconds(Int64((startSeconds * 1e9).rounded())),
            end: origin + .nanoseconds(Int64((endSeconds * 1e9).rounded())))
    }
}

/// When answers began to end as fast as requests start.
private struct SystemFill {
    /// The first start at full load.
    let start: MonotonicInstant
    let filled: MonotonicInstant

    /// The share of the first answers that must be in.
    private static let share = 0.95

    /// The first answers are those that were under way before the first of them was in: in a closed loop
    /// one a stream. So long as 95 of 100 of them took, so long after the first start all is under way
    /// that ever is. A ramp fills nothing to the full, so that counting begins after it.
    ///
    /// Nil where no request succeeded.
    init?(_ requests: [RequestRecord]) {
        let hasRamp = requests.contains { $0.phase == .ramp }
        let loaded = requests.filter {
            $0.phase == .measured || ($0.phase == .warmup && !hasRamp)
        }
        guard let start = loaded.compactMap(\.instants.started).min() else { return nil }
        let answered = loaded.filter(\.outcome.isSuccess)
        guard let first = answered.compactMap(\.instants.closed).min() else { return nil }
        let lengths = answered.filter { ($0.instants.started ?? first) < first }
            .compactMap(\.timeInSystem).sorted()
        guard !lengths.isEmpty else { return nil }
        let rank = Int((Self.share * Double(lengths.count)).rounded(.up))
        self.start = start
        filled = start + lengths[rank - 1]
    }
}

extension RequestRecord {
    /// From its start to its end, however it ended; nil where it had none of them.
    var timeInSystem: Duration? {
        guard let started = instants.started, let closed = instants.closed else { return nil }
        return closed - started
    }
}
