/// What targets have said in one worker's conversations that are open: the insides of JSON strings, as they came.
///
/// Kept from an answer to the end of its conversation, and all of it within the run's memory.
struct AnswerBook {
    private struct Page {
        var answers: [[UInt8]] = []
        var bytes = 0
    }

    private let memory: MemoryBudget
    private var pages: [Int: Page] = [:]
    /// Pages at which it is looked for conversations that are gone.
    private var sweepsAt = leastPages

    private static let leastPages = 64

    init(_ memory: MemoryBudget) {
        self.memory = memory
    }

    /// Takes the answer of the turn that has ended.
    ///
    /// - Returns: whether it can be said again: not one without text, nor one that the memory has no room for.
    mutating func take(_ answer: [UInt8]?, session: Int) -> Bool {
        guard let answer, !answer.isEmpty, memory.take(answer.count) else { return false }
        pages[session, default: Page()].answers.append(answer)
        pages[session]?.bytes += answer.count
        return true
    }

    /// Of its turns so far.
    func answers(of session: Int?) -> [[UInt8]] {
        session.flatMap { pages[$0]?.answers } ?? []
    }

    mutating func close(_ session: Int) {
        guard let page = pages.removeValue(forKey: session) else { return }
        memory.giveBack(page.bytes)
    }

    /// Closes what `isOpen` does not know any more, now and then: conversations whose users were turned away.
    mutating func sweep(_ isOpen: (Int) -> Bool) {
        guard pages.count >= sweepsAt else { return }
        for session in pages.keys where !isOpen(session) { close(session) }
        sweepsAt = max(Self.leastPages, 2 * pages.count)
    }
}
