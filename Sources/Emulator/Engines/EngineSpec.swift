internal import RunModel
package import Statistics

/// What an engine can do: the parameters of a server that answers many sequences in one batch
/// (docs/emulator.md, *Engine*). A value of text such as `batch=16,prefill=8000/s,step=20ms`.
package struct EngineSpec: Sendable, Equatable {
    /// How a request is refused that finds the queue full.
    package enum Refusal: String, Sendable, CaseIterable {
        /// As SGLang's server does for whole answers.
        case status503 = "503"
        /// As Text Generation Inference does.
        case status429 = "429"
        /// A stream of one error event under status 200, as SGLang's server does for streams.
        case event
    }

    /// Sequences in the batch at most.
    package var batch = 16
    /// Requests that may wait for a place in the batch; nil: any number.
    package var queue: Int? = 200
    package var refusal = Refusal.status503
    /// Prompt tokens a second.
    package var prefillRate = 8000.0
    /// Prompt tokens of one step at most, which then stands beside the decoding of the others; nil: a
    /// prompt is read in one piece, and decoding waits for it.
    package var chunk: Int?
    /// Of a decoding step, whatever the batch.
    package var step = Duration.milliseconds(20)
    /// Of a decoding step, for each sequence that decodes.
    package var stepPerSequence = Duration.microseconds(500)
    /// Prompt tokens that the prefix cache holds; 0: there is none.
    package var cache = 0
    /// Tokens of prompts and answers that the sequences of the batch hold at most; nil: any number. Where they would be
    /// more, the sequence that came last loses its place and reads all of its own again later.
    package var kv: Int?
    /// How long after its first request everything takes `coldFactor` times as long.
    package var cold = Duration.zero
    package var coldFactor = 2.0
    /// By what share everything takes longer with each minute since the first request.
    package var driftPerMinute = 0.0
    /// The share of requests that fail at once.
    package var failures = 0.0
    /// Requests a second of somebody else, at random instants (a Poisson process); 0: none.
    package var otherRate = 0.0
    package var otherPrompt = Distribution.constant(200)
    package var otherOutput = Distribution.constant(100)

    package init() {}

    /// What a decoding step takes with so many sequences, once warm and without drift.
    package func stepTime(decoding: Int) -> Duration { step + stepPerSequence * decoding }

    /// What reading so many prompt tokens takes, once warm and without drift.
    package func prefillTime(tokens: Int) -> Duration {
        .nanoseconds(Int64((Double(tokens) * 1e9 / prefillRate).rounded()))
    }

    /// Whether an idle server takes equally long for equal requests, whenever they come.
    var isSteady: Bool {
        cache == 0 && kv == nil && cold == .zero && driftPerMinute == 0 && failures == 0
            && otherRate == 0
    }
}
