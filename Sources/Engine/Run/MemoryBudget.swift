internal import RunModel
internal import Synchronization

/// What the unfinished events and the whole answers of all streams of a run may take together, so that no
/// server can make the process grow without end. Asked only by answers beyond `freeBytes`.
final class MemoryBudget: Sendable {
    /// What every stream has without asking; usual events and answers stay below it.
    static let freeBytes = 128 << 10

    let limit: ByteCount
    private let taken = Atomic<Int>(0)

    init(_ limit: ByteCount) {
        self.limit = limit
    }

    /// - Returns: whether there was so much left; if not, nothing was taken.
    func take(_ bytes: Int) -> Bool {
        let now = taken.add(bytes, ordering: .relaxed).newValue
        if now > limit.bytes { giveBack(bytes) }
        return now <= limit.bytes
    }

    func giveBack(_ bytes: Int) {
        taken.subtract(bytes, ordering: .relaxed)
    }
}

/// One stream's part of the budget.
struct MemoryShare {
    private let budget: MemoryBudget
    private var taken = 0
    /// Why the stream may not go on, where the budget was at its end.
    private(set) var refusal: String?

    init(of budget: MemoryBudget) {
        self.budget = budget
    }

    /// - Returns: whether the stream may hold so many bytes.
    mutating func hold(_ bytes: Int) -> Bool {
        guard bytes > MemoryBudget.freeBytes + taken else { return refusal == nil }
        let more = bytes - MemoryBudget.freeBytes - taken
        guard budget.take(more) else {
            refusal =
                "the answers under way would hold more than \(budget.limit) together, this one "
                + "\(bytes) bytes of it; raise --max-memory if such answers are meant"
            return false
        }
        taken += more
        return true
    }

    mutating func release() {
        if taken > 0 { budget.giveBack(taken) }
        taken = 0
        refusal = nil
    }
}
