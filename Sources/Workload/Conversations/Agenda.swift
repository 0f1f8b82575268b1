/// What is due when, the earliest first; of one time, what was put in first.
struct Agenda<Item: Sendable>: Sendable {
    struct Entry: Sendable {
        /// Since the run's origin.
        var due: Duration
        var item: Item
        fileprivate var number: Int
    }

    /// A binary heap.
    private var entries: [Entry] = []
    private var added = 0

    var first: Entry? { entries.first }
    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ item: Item, due: Duration) {
        entries.append(Entry(due: due, item: item, number: added))
        added += 1
        var place = entries.count - 1
        while place > 0, isBefore(place, (place - 1) / 2) {
            entries.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    @discardableResult mutating func removeFirst() -> Entry? {
        guard let first = entries.first, let last = entries.popLast() else { return nil }
        guard !entries.isEmpty else { return first }
        entries[0] = last
        var place = 0
        while true {
            let children = [2 * place + 1, 2 * place + 2].filter { $0 < entries.count }
            guard let least = children.min(by: { isBefore($0, $1) }), isBefore(least, place)
            else { return first }
            entries.swapAt(place, least)
            place = least
        }
    }

    private func isBefore(_ one: Int, _ two: Int) -> Bool {
        (entries[one].due, entries[one].number) < (entries[two].due, entries[two].number)
    }
}
