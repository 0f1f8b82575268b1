internal import RunModel
internal import Statistics

/// Which measured requests a raster shows: drawn by the plan's seed, so that it shows the run as it was,
/// and the worst besides, which a draw would miss.
struct LaneDraw: Sendable {
    /// In the order of the draw. More than are shown, because not all have chunk rows.
    let drawn: [Int]
    let worst: Set<Int>

    static let lanes = 60
    private static let spares = 180
    private static let worstOfEach = 4
    /// Keeps this draw apart from the plan's other uses of its seed.
    private static let purpose: UInt64 = 40

    init(_ measured: [RequestRecord], seed: UInt64) {
        let order = measured.map { request in
            var generator = SeededGenerator(
                seed: seed, purpose: Self.purpose, index: UInt64(max(request.request, 0)))
            return Lot(draw: generator.next(), request: request)
        }
        .sorted { ($0.draw, $0.request.request) < ($1.draw, $1.request.request) }
        drawn = order.prefix(Self.lanes + Self.spares).map(\.request.request)
        let requests = order.map(\.request)
        worst = Set(
            Self.failed(requests) + Self.slowest(requests) { $0.maxGap }
                + ResponseMode.allCases.flatMap { mode in
                    Self.slowest(requests.filter { $0.mode == mode }) { $0.timeToFirstToken }
                })
    }

    private struct Lot {
        let draw: UInt64
        let request: RequestRecord
    }

    /// The first drawn of each way to fail, then the second of each.
    private static func failed(_ requests: [RequestRecord]) -> [Int] {
        var seen: [Outcome: Int] = [:]
        let ranked = requests.filter(\.outcome.isFailure).map { request in
            defer { seen[request.outcome, default: 0] += 1 }
            return (rank: seen[request.outcome] ?? 0, request: request.request)
        }
        let places = ranked.enumerated().sorted {
            ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
        }
        return places.prefix(worstOfEach).map(\.element.request)
    }

    private static func slowest(
        _ requests: [RequestRecord], _ span: (RequestRecord) -> Duration?
    ) -> [Int] {
        let found = requests.filter(\.outcome.isSuccess).compactMap { request in
            span(request).map { (span: $0, request: request.request) }
        }
        // The later of two equal ones is no worse.
        return found.sorted { ($1.span, $0.request) < ($0.span, $1.request) }
            .prefix(worstOfEach).map(\.request)
    }
}
