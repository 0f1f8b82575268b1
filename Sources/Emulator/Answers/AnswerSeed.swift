internal import Statistics

/// What the numbers of one answer are drawn for; each purpose has its own sequence, so that another
/// count of tokens does not move the gaps.
enum DrawPurpose: UInt64 {
    case firstToken = 1
    case gaps
    case tokens
    case words
    case faults
    case streamExtraFirstToken
    case streamExtraGaps
    case wholeExtra
    case connections
    case server
    case likeness
}

/// What every random choice of one answer hangs on.
struct AnswerSeed: Sendable {
    /// The plan's.
    var seed: UInt64
    /// The completion's number on this server: times and faults.
    var number: UInt64
    /// What was asked: length and words, as with a model at temperature 0. Both requests of a pair,
    /// one for a stream and one for a whole answer, get the same text.
    var prompt: PromptDigest

    func generator(for purpose: DrawPurpose) -> SeededGenerator {
        let index =
            switch purpose {
            case .tokens, .words: prompt.value
            case .firstToken, .gaps, .faults, .streamExtraFirstToken, .streamExtraGaps, .wholeExtra,
                .connections, .server, .likeness:
                number
            }
        return SeededGenerator(seed: seed, purpose: purpose.rawValue, index: index)
    }
}
