internal import HeapModule

/// What is due when, the earliest first; of one time, what was put in first.
struct Agenda<Item: Sendable>: Sendable {
    struct Entry: Sendable, Comparable {
        /// Since the run's origin.
        var due: Duration
        var item: Item
        fileprivate var number: Int

        static func < (one: Self, other: Self) -> Bool {
            (one.due, one.number) < (other.due, other.number)
        }

        static func == (one: Self, other: Self) -> Bool { one.number == other.number }
    }

    private var entries = Heap<Entry>()
    private var added = 0

    var first: Entry? { entries.min }

    mutating func add(_ item: Item, due: Duration) {
        entries.insert(Entry(due: due, item: item, number: added))
        added += 1
    }

    @discardableResult mutating func removeFirst() -> Entry? { entries.popMin() }
}
