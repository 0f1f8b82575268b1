extension RequestTotals {
    /// What is unusual in the form of the answers, a sentence each.
    var oddities: [String] {
        var found: [String] = []
        if withoutMark > 0 {
            found.append(
                "\(withoutMark) of \(streams) whole streams ended without [DONE], or what their API has for it, "
                    + "at their finish reason")
        }
        if leftOpen > 0 {
            found.append(
                "\(leftOpen) of \(streams) whole streams were kept open by the server after their end: each "
                    + "was left a second later, and its connection closed")
        }
        if unfinished > 0 {
            found.append(
                "\(unfinished) of \(streams) whole streams ended inside their last event, without its blank "
                    + "line: what it said of the end and of counts was taken, and no output")
        }
        if cumulative > 0 {
            found.append(
                "in \(cumulative) of \(streams) whole streams each delta repeats the text before it: output "
                    + "bytes count it again, and a delta that adds nothing is no output")
        }
        if brokenEvents > 0 {
            found.append(
                "\(brokenEvents) events of \(withBrokenEvents) answers were no JSON and are left out: output "
                    + "in them is lost, and the gaps around them are too long")
        }
        if withTag > 0 {
            found.append(
                "\(withTag) of \(streams) whole streams begin with a tag of thinking such as <think>: what stands "
                    + "in it counts as answer, so that the time to first answer is that of the thinking; --think-tags "
                    + "counts it as reasoning"
            )
        }
        if moreInTotal > 0 {
            found.append(
                "the total_tokens of \(moreInTotal) answers are more than prompt and completion together: what is "
                    + "between them, perhaps reasoning, is in no count")
        }
        if unreadableUsage > 0 {
            found.append(
                "\(unreadableUsage) answers came with a usage in which no count of their output can be "
                    + "(zeros, nothing, no numbers): their events are counted, not tokens")
        }
        return found + oddCalls
    }

    private var oddCalls: [String] {
        var found: [String] = []
        if brokenToolCalls > 0 {
            found.append(
                "the arguments of \(brokenToolCalls) of \(toolCalls) tool calls were no JSON when their answer "
                    + "ended (broken_tool_calls)")
        }
        if withHeldCall > 0 {
            found.append(
                "in \(withHeldCall) of \(streams) whole streams the server held output back while it parsed a tool "
                    + "call: that time is told as tool_call_held, and is no gap")
        }
        return found
    }
}
