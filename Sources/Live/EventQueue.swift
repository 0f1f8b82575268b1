/// What waits for a page that is slower than the events: the newest alone. One is being written at most, so that a page
/// that never reads costs two events of memory.
struct EventQueue<Event> {
    private var waiting: Event?
    private(set) var isWriting = false

    /// - Returns: what is to be written now; nil while something is being written.
    mutating func offer(_ event: Event) -> Event? {
        guard isWriting else {
            isWriting = true
            return event
        }
        waiting = event
        return nil
    }

    /// What was being written has gone.
    ///
    /// - Returns: what is to be written next.
    mutating func written() -> Event? {
        let next = waiting
        waiting = nil
        isWriting = next != nil
        return next
    }
}
