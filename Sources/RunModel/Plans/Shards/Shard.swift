/// One of `count` equal parts of a plan's load. Unit u of the plan, a request or a pair, and slot u of a closed loop
/// belong to the part u mod `count`, so that all parts together are what one process would have sent.
package struct Shard: EqualPart, Codable, Sendable, Equatable {
    /// Counted from 0; people are told one more.
    package var index = 0
    package var count = 1

    /// The whole plan.
    package init() {}

    /// Nil where there is no such part.
    package init?(index: Int, count: Int) {
        guard count > 0, count <= Self.most, (0..<count).contains(index) else { return nil }
        self.index = index
        self.count = count
    }

    /// - Throws: `DecodingError` where there is no such part: what is read may come from anybody.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let index = try container.decode(Int.self, forKey: .index)
        let count = try container.decode(Int.self, forKey: .count)
        guard let shard = Shard(index: index, count: count) else {
            throw DecodingError.dataCorruptedError(
                forKey: .index, in: container, debugDescription: "there is no such shard")
        }
        self = shard
    }

    /// As people write it, `3/8`: the third of eight. Nil where it is no such text.
    package init?(typed text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1] else { return nil }
        self.init(index: number - 1, count: count)
    }

    package static let most = 10_000

    package var isWhole: Bool { count == 1 }

    /// `3 of 8`.
    package var words: String { "\(index + 1) of \(count)" }
}
