/// The quantities of docs/metrics.md, by their names in records and reports.
package enum Metric: String, Codable, Sendable, CaseIterable {
    case timeToFirstByte = "ttfb"
    case timeToFirstToken = "ttft"
    case timeToFirstTokenScheduled = "ttft_sched"
    case timeToFirstAnswer = "ttfa"
    case firstGap = "first_gap"
    case interChunkLatency = "icl"
    case interTokenLatency = "itl"
    case maxGap = "max_gap"
    case timePerOutputToken = "tpot"
    case endToEnd = "e2e"
    case endToEndScheduled = "e2e_sched"
    case close
    case connect
    case readDelay = "read_delay"
    case scheduleLag = "schedule_lag"
    /// Our stamp less the server's own time of sending; only beside a server that tells it.
    case stampError = "stamp_error"
    /// Gaps of which an end is known to an interval wider than the larger of 1 ms and 2 % of them: as they are
    /// counted, and the shortest and longest that they can have been.
    case uncertainGap = "icl_uncertain"
    case uncertainGapShortest = "icl_uncertain_shortest"
    case uncertainGapLongest = "icl_uncertain_longest"
    /// How late this client came to its turns, asked every 10 ms.
    case lateness
    /// The server's receipt less our *sent*; only beside a server that tells it.
    case requestDelivery = "request_delivery"
}
