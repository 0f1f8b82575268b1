internal import RunModel

/// A limit of requests that holds beside the one that is stated, in a window of its own.
package struct RateLayer: Equatable, Sendable {
    package var limit: Int
    package var window = WindowShape()

    package init(limit: Int, _ kind: WindowShape.Kind, length: Duration) {
        self.limit = limit
        window.kind = kind
        window.length = length
    }

    /// Such as `5/1s` or `20/10s sliding`: requests, a length of time, and a kind, fixed unless told. Nil for another
    /// text.
    package init?(_ text: String) {
        let words = text.split(separator: " ")
        let parts = (words.first ?? "").split(separator: "/", maxSplits: 1)
        guard (1...2).contains(words.count), parts.count == 2,
            let limit = Int(parts[0]), (1...1_000_000_000).contains(limit),
            let length = TimeSpan(String(parts[1]))?.duration, length >= .microseconds(100)
        else { return nil }
        var kind = WindowShape.Kind.fixed
        if words.count == 2 {
            guard let told = WindowShape.Kind(rawValue: String(words[1])) else { return nil }
            kind = told
        }
        self.init(limit: limit, kind, length: length)
    }

    func budget(anchor: MonotonicInstant, start: MonotonicInstant) -> any BudgetWindow {
        window.budget(limit, anchor: anchor, start: start)
    }
}
