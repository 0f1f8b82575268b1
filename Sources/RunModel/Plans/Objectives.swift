/// What a request must meet to count as good. An absent bound asks for nothing.
package struct Objectives: Codable, Sendable, Equatable {
    package var timeToFirstToken: TimeSpan?
    package var maxGap: TimeSpan?
    package var timePerOutputToken: TimeSpan?
    package var endToEnd: TimeSpan?

    package init() {}

    package var isEmpty: Bool { self == Objectives() }

    /// The names that `set` knows, as docs/metrics.md has them.
    package static let names = paths.map(\.name)

    private static var paths: [(name: String, path: WritableKeyPath<Objectives, TimeSpan?>)] {
        [
            ("ttft", \.timeToFirstToken), ("max_gap", \.maxGap),
            ("tpot", \.timePerOutputToken), ("e2e", \.endToEnd),
        ]
    }

    /// Takes `ttft < 500ms`; a later bound on the same replaces the earlier one.
    ///
    /// - Returns: False, and takes nothing, where `text` is not a name, `<` and a length of time above 0.
    package mutating func add(_ text: String) -> Bool {
        let parts = text.split(separator: "<", omittingEmptySubsequences: false).map {
            String($0.filter { !$0.isWhitespace })
        }
        guard parts.count == 2, let path = Self.paths.first(where: { $0.name == parts[0] })?.path,
            let bound = TimeSpan(parts[1]), bound.duration > .zero
        else { return false }
        self[keyPath: path] = bound
        return true
    }
}
