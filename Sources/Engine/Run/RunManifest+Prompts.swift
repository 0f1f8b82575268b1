internal import RunModel
internal import Workload

extension RunManifest {
    /// What became of the prompts of a file, and of the times of a trace.
    mutating func note(_ prompts: PromptSource, _ results: [WorkerResult]) {
        let lost = prompts.rows?.lostRows ?? 0
        if lost > 0 {
            notices.append(
                Notice(
                    .other,
                    "the prompts file changed while it was used: \(lost) \(lost == 1 ? "row is" : "rows are") no longer what it "
                        + "held, and a sentence that says so was asked in its place"))
        }
        let totals = results.reduce(into: RequestTotals()) { $0.add($1.totals) }
        notices += totals.lengths.sentences.map { Notice(.lengths, $0) }
        let accounts = results.compactMap(\.conversations)
        if !accounts.isEmpty {
            let account = accounts.reduce(into: ConversationAccount()) { $0.add($1) }
            conversations = account
            notices += account.sentences.map { Notice(.conversations, $0) }
        }
        guard replay != nil else { return }
        let held = results.reduce(into: HeldTurns()) { $0.add($1.heldTurns) }
        replay?.heldTurns = held.count
        replay?.longestHoldSeconds = held.longest.seconds
        if held.count > 0 {
            notices.append(
                Notice(
                    .replay,
                    "\(held.count) \(held.count == 1 ? "turn of a conversation was" : "turns of conversations were") due before the "
                        + "answer to the one before had ended, and sent then, up to \(TimeSpan(held.longest).rounded) after the trace's time"
                ))
        }
        if let step = replay?.stepSeconds {
            notices.append(
                Notice(
                    .replay,
                    "all times of the trace are multiples of \(TimeSpan(.seconds(step))): what came within one "
                        + "such step is sent at once, which is the trace's rounding and no burst of its users"
                ))
        }
    }
}
