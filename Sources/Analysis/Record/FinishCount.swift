package import RunModel

/// How many answers ended for one reason.
package struct FinishCount: Codable, Sendable, Equatable {
    /// A label of `finish_reason`; `none` where none was given, `others` for the rarer ones together.
    package var reason: String
    package var count: Int

    package init(reason: String, count: Int) {
        self.reason = reason
        self.count = count
    }

    /// Servers write what they like: of more names than these the rarer are counted together.
    private static let mostNames = 20

    /// In the order of the names.
    static func counts(of requests: [RequestRecord]) -> [FinishCount] {
        let all = Dictionary(grouping: requests) { $0.finishReason?.rawValue ?? "none" }
            .map { FinishCount(reason: $0.key, count: $0.value.count) }
            .sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
        let rest = all.dropFirst(mostNames).reduce(0) { $0 + $1.count }
        let others = rest > 0 ? [FinishCount(reason: "others", count: rest)] : []
        return (all.prefix(mostNames) + others).sorted { $0.reason < $1.reason }
    }
}

/// Why the answers of a mode ended.
package struct ModeFinishes: Codable, Sendable, Equatable {
    package var mode: ResponseMode
    package var reasons: [FinishCount]

    static func counts(of requests: [RequestRecord]) -> [ModeFinishes] {
        ResponseMode.allCases.compactMap { mode in
            let whole = requests.filter { $0.mode == mode && $0.outcome == .ok }
            return whole.isEmpty
                ? nil : ModeFinishes(mode: mode, reasons: FinishCount.counts(of: whole))
        }
    }
}
