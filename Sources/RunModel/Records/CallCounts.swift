/// The tool calls of one answer.
package struct CallCounts: Sendable, Equatable {
    /// Absent in records of before.
    package var all: Int?
    /// Those of them whose arguments were no JSON when the answer ended.
    package var broken: Int?
    /// How long output was held back while a call was parsed: of streams, where it was.
    package var held: Duration?
    /// The output events that came after it, by their index: each ended a stretch, which is no gap.
    package var heldEvents: [Int] = []

    package init() {}
}
