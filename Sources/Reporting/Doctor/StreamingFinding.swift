package import Analysis
internal import RunModel

/// Whether the answers of a few small requests came as streams, in the words of a run's report.
package enum StreamingFinding {
    /// Nil where nothing succeeded, and so nothing is known.
    package static func of(_ summary: RunSummary) -> Finding? {
        guard let shape = summary.shape, summary.hasSuccess(.streaming) || shape.kind == .notAStream
        else { return nil }
        let found = ShapeWording.sentence(shape)
        switch shape.kind {
        case .notAStream:
            return Finding(
                .streaming, .mend, found,
                cost: "No first token and no gap can be measured; users wait for the whole answer.",
                remedy:
                    "See whether the server, and each gateway before it, passes 'stream: true' on; "
                    + "or measure non-streaming answers with --modes non_streaming.")
        case .cannotTell:
            return Finding(.streaming, .note, found, remedy: ShapeWording.remedy(shape))
        default:
            guard ShapeWording.hasHeldStreams(shape) else {
                return Finding(.streaming, .ok, found)
            }
            return Finding(
                .streaming, .mend, found,
                cost:
                    "Time to first token and gaps are those of whoever holds the events back, not of "
                    + "the model's server.",
                remedy: HoldingRemedy.sentences(summary).joined(separator: " "))
        }
    }
}
