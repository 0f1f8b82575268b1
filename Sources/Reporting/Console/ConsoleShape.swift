internal import Analysis

/// Whether the target streams, for a terminal; none where nothing was asked for as a stream.
struct ConsoleShape {
    private let summary: RunSummary

    init(_ summary: RunSummary) {
        self.summary = summary
    }

    /// The verdict, what was seen beside it, and what to do about it.
    func lines() -> [String] {
        guard let shape = summary.shape else { return [] }
        let beside = ShapeWording.signsBeside(shape)
        let remedies =
            [ShapeWording.remedy(shape)].compactMap { $0 }
            + HoldingRemedy.sentences(summary).map(TerminalText.harmless)
        return TerminalText.hanging("shape", ShapeWording.sentence(shape))
            + (beside + remedies).flatMap { TerminalText.hanging("", $0) }
    }
}
