internal import RunModel

extension StreamRaster {
    /// Nil without chunk rows.
    init?(_ record: JudgedRecord, stallLimitMilliseconds: Double) {
        guard let chunks = record.chunks, chunks.hasRows else { return nil }
        let draw = chunks.lanes
        let known = Dictionary(record.measured.map { ($0.request, $0) }) { first, _ in first }
        let drawn = draw.drawn.filter { number in
            guard !draw.worst.contains(number), let request = known[number] else { return false }
            return chunks.canShow(request)
        }
        let shown = draw.worst.sorted() + drawn.prefix(max(LaneDraw.lanes - draw.worst.count, 0))
        let start = record.window.slice(origin: record.manifest.origin).start
        lanes = shown.compactMap { known[$0] }
            .sorted {
                ($0.instants.scheduled, $0.request) < ($1.instants.scheduled, $1.request)
            }
            .map { request in
                Lane(
                    request, chunks.lane(of: request),
                    isWorst: draw.worst.contains(request.request),
                    windowStart: start, stallLimitMilliseconds: stallLimitMilliseconds)
            }
        requests = record.measured.count
        self.stallLimitMilliseconds = stallLimitMilliseconds
    }
}

extension StreamRaster.Lane {
    fileprivate init(
        _ request: RequestRecord, _ trace: LaneTrace?, isWorst: Bool,
        windowStart: MonotonicInstant, stallLimitMilliseconds: Double
    ) {
        let instants = request.instants
        func since(_ instant: MonotonicInstant?) -> Double? {
            instant.map { ($0 - instants.scheduled).milliseconds }
        }
        self.request = request.request
        mode = request.mode
        outcome = request.outcome
        self.isWorst = isWorst
        startSeconds = (instants.scheduled - windowStart).seconds
        sentMilliseconds = since(instants.sent)
        headMilliseconds = since(instants.head)
        endMilliseconds = since(instants.closed)
        let openGap = request.openGap?.milliseconds
        maxGapMilliseconds = [request.maxGap?.milliseconds, openGap].compactMap { $0 }.max()
        // Without chunk rows the request's own row still knows some arrivals.
        let known = [instants.firstOutput, instants.secondOutput, instants.lastOutput]
        let arrivals = trace?.ticks ?? Set(known.compactMap { $0 }).sorted()
        ticks = arrivals.compactMap { since($0) }
        stalls = (trace?.longGaps ?? []).compactMap { gap in
            guard (gap.end - gap.start).milliseconds > stallLimitMilliseconds,
                let start = since(gap.start), let end = since(gap.end)
            else { return nil }
            return StreamRaster.Stall(startMilliseconds: start, endMilliseconds: end)
        }
        if let openGap, openGap > stallLimitMilliseconds, let end = endMilliseconds {
            stalls.append(
                StreamRaster.Stall(startMilliseconds: end - openGap, endMilliseconds: end))
        }
    }
}
