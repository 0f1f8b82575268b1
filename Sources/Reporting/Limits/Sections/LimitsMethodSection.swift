internal import Analysis
internal import RunModel

/// What each verdict rests on and what it cannot see, and how to do it again.
enum LimitsMethodSection {
    static func section(_ summary: LimitsSummary) -> PageSection {
        let subjects = Set(summary.findings.map(\.subject))
        let terms = methods.filter { !$0.subjects.isDisjoint(with: subjects) }.map {
            Fact($0.name, $0.words)
        }
        return PageSection(
            "method", "What the verdicts rest on",
            [
                .terms(terms + [general]),
                .heading("Made by"), .facts(MethodSection.provenance(summary.manifest)),
                .disclosure(
                    "The plan",
                    [PageBlock(preformatted: [MethodSection.plan(summary.manifest.plan)])]),
            ])
    }

    private struct Method {
        let name: String
        let subjects: Set<LimitFinding.Subject>
        let words: String
    }

    private static let methods = [
        Method(
            name: "streams", subjects: [.concurrentStreams, .aboveCeiling, .streamBurst],
            words:
                "Streams are opened until some are turned away or kept waiting, anew in every round. The "
                + "ceiling is the most that had output under way at the same time; a stream counts from its "
                + "first output to its end. Streams of others with the same key are not seen, and lower it."
        ),
        Method(
            name: "release",
            subjects: [
                .releaseAfterEnd, .releaseAfterCancel, .releaseAfterCut, .wholeReleaseAfterEnd,
                .wholeReleaseAfterCancel, .wholeReleaseAfterCut,
            ],
            words:
                "With all slots taken, one is given up and new streams ask for it until one is let in. The "
                + "time is known only to lie between the last that was refused and the first that was let "
                + "in, and holds the way to the server and back."
        ),
        Method(
            name: "leaks", subjects: [.leakAfterCancel, .leakAfterCut],
            words:
                "Streams are left one after another in the same way, and then the slots are filled: fewer "
                + "that fit in are slots that were lost. They are counted again after 2, 5, 10 and 20 s."
        ),
        Method(
            name: "whose limits",
            subjects: [
                .streamsByKey, .streamsByModel, .streamsByAddress, .streamsByConnection,
                .requestsByKey, .requestsByModel, .requestsByAddress, .requestsByConnection,
            ],
            words:
                "The first caller uses the limit up until it is refused, the other one asks, and the first asks "
                + "again. Only what was asked while the first was refused just before and just after counts."
        ),
        Method(
            name: "non-streaming answers", subjects: [.wholeAnswersTakeSlots, .wholeAnswersCount],
            words:
                "Non-streaming answers are asked for while all slots are taken or the window is used up, and "
                + "streams while a non-streaming answer is being made. How long that takes is the target's matter; "
                + "one that is quick may have been done before the stream came."
        ),
        Method(
            name: "window",
            subjects: [
                .requestsInWindow, .requestBurst, .requestLayer, .windowKind, .aboveRate,
                .rejectedRequestsCount,
            ],
            words:
                "Short requests are sent to the limit and beyond it over several windows, and each known "
                + "way of counting is held against every answer. One that gives a single answer wrong is "
                + "out; of several that remain none is preferred. Requests of others with the same key are not seen."
        ),
        Method(
            name: "tokens",
            subjects: [
                .tokensInWindow, .inputTokensInWindow, .outputTokensInWindow, .tokensCounted,
                .tokensChargedWhen, .unusedTokens, .tokenWindowKind, .tokenOvershoot, .cachedTokens,
                .rejectedTokens,
            ],
            words:
                "A few long requests use up the stated tokens: with large max_tokens, long prompts, long "
                + "answers, and a prompt that repeats. Each known way of charging is held against every "
                + "answer; where several are left, only what all of them say is told."
        ),
        Method(
            name: "Retry-After", subjects: [.retryAfter],
            words:
                "One request is sent just before the time the header named and one just after it. What "
                + "others with the same key send in between is not seen."
        ),
        Method(
            name: "headers",
            subjects: [
                .limitRequestsHeader, .remainingRequestsHeader, .resetRequestsHeader, .tokenHeaders,
                .longBudget,
            ],
            words:
                "What a header says is compared with what came: the requests that were still let in, and "
                + "the time from which they were again. Limits of tokens, and budgets of an hour or a day, are read and "
                + "not tried out."
        ),
        Method(
            name: "refusals", subjects: [.errorShape],
            words:
                "Every refusal is read for status, headers and an error object of the documented form."
        ),
        Method(
            name: "effect", subjects: [.harm],
            words:
                "The gaps of each stream that was let in while others were refused are compared with its "
                + "own gaps before. Slower streams for another reason at that very time look the same."
        ),
    ]

    private static let general = Fact(
        "verdicts",
        "\"Lower\" and \"higher\" say that less or more is allowed, or a promise is shorter or longer, than "
            + "stated. \"Cannot tell\" is no verdict in favour of either: the reason beside it says what was "
            + "missing. A run sees its target at one time, from one place, with one key.")
}
