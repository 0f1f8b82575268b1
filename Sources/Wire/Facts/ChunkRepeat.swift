/// What an event says that ends a part of the answer, an item or the answer: all of it once more. Most servers have sent it
/// in deltas before; some send nothing else, and then it is output.
package struct ChunkRepeat: Sendable, Equatable {
    /// How much of the answer it is.
    package enum Extent: Sendable, Equatable {
        case part
        case item
        case answer
    }

    package let extent: Extent
    package let output: ChunkOutput
    /// Bytes of its strings as they stand in the JSON.
    package let outputBytes: Int
    package let hasAnswerText: Bool
    package let hasReasoning: Bool
    package let hasCall: Bool

    /// Nil where it holds nothing.
    init?(_ extent: Extent, _ bytes: OutputBytes) {
        var facts = ChunkFacts()
        bytes.report(in: &facts)
        guard let output = facts.output else { return nil }
        self.extent = extent
        self.output = output
        outputBytes = facts.outputBytes
        hasAnswerText = facts.hasAnswerText
        hasReasoning = facts.hasReasoning
        hasCall = facts.hasCall
    }
}

extension ChunkFacts {
    /// The same event, its repeat taken for output of so many bytes.
    package func taking(_ repeated: ChunkRepeat, bytes: Int) -> ChunkFacts {
        var facts = self
        facts.output = repeated.output
        facts.outputBytes = bytes
        facts.hasAnswerText = repeated.hasAnswerText
        facts.hasReasoning = repeated.hasReasoning
        facts.hasCall = repeated.hasCall
        // They are of the answer, and not of this event.
        facts.usage = nil
        facts.choiceCount = 1
        facts.choicesWithOutput = ChoiceSet(index: 0)
        return facts
    }
}
