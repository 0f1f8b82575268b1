/// The fixed notes of numbers.
package enum SummaryNote {
    package static let tooFew = "n too small"
    package static let tooShortForRate =
        "too short for a rate: the window holds less than two median answers"
    package static let tooShortForInterval = "too short for an interval"
    package static let tooFewRounds =
        "too short for an interval: it takes five rounds with enough values"
    package static let overloaded =
        "overload: waits grow with the run, so this depends on its length"
    package static let trending =
        "trending: the rounds are not alike, and their mean is of no one level"
    package static let openGaps = "at least: some streams ended in a silence that was not over"
    package static let incompletePairs = "of complete pairs alone: many are not"
    package static let closedLoop = "closed loop: not the latency of arriving users"
    package static let infinite = "infinite: too many requests failed"
    package static let failuresInfinite = "a failure counts as infinitely slow"
    package static let firstTokensUnknown = "tokens of the first event unknown: taken as 1"
    package static let hiddenReasoning =
        "counts reasoning that was not sent: too fast by as much"
    package static let noUsage = "no usage was found in the answers"
    package static let lowerBound = "a lower bound: some requests came without usage"
    package static let spreadEvenly =
        "events of requests across the window's edges taken as evenly spread"
    package static let oneRound = "no interval: fewer than two rounds"
    package static let noInterval = "no interval: too few values"
    package static let unequalLengths = "the answers of the pairs differ in length"
    package static let evenTokens = "tokens taken as evenly divided among the events of a stream"
    package static let eventsAsTokens =
        "events counted as tokens where the server sent no usage; else tokens taken as evenly divided"
    package static let sharedCPU = "turns of the loop that served no request"
    package static let ownCPU = "without the turns of the loop that served no request"
}
