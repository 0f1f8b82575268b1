internal import RunModel

/// Whether what refused the requests that were to use up their window was a budget of tokens: the refusals say so in
/// names, words or fields.
struct TokenSuspicion {
    /// A sentence without a full stop; nil where the refusals do not speak of tokens.
    let sentence: String?

    init(_ record: LimitsRecord) {
        let refused = record.requests.filter {
            $0.probe?.isOfWindow == true && record.isTurnedAway($0)
        }
        let named = refused.count { $0.limitedUnit == .tokens }
        guard named > 0, named * 2 > refused.count else {
            sentence = nil
            return
        }
        sentence =
            "\(named) of \(refused.count) refusals speak of tokens and not of requests, so the number of "
            + "requests was not met: verify the tokens with --expect-tpm, and ask for less with a shorter "
            + "--prompt"
    }
}
