internal import RunModel

extension ConversationAccount {
    /// What did not come to its end, a sentence each.
    var sentences: [String] {
        [
            (failed, "ended with a turn that failed"),
            (withoutAnswer, "ended with an answer that has no text, or too much, to be said again"),
            (
                turnedAway,
                "ended since a turn was due while starts were held back, and was not sent"
            ),
        ].compactMap { count, what in
            count > 0 ? "\(count) of \(begun) conversations \(what)" : nil
        }
            + (unfinished > 0
                ? ["\(unfinished) of \(begun) conversations were still open when the run ended"]
                : [])
    }
}
