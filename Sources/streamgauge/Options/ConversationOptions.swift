import ArgumentParser
import RunModel

/// Conversations of several turns, and prompts that begin alike.
struct ConversationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Make conversations of so many turns, such as 4 or 1..6: --concurrency are users in one each, --rate is "
                + "conversations a second.", valueName: "distribution", visibility: .hidden))
    var turns: String?

    @Option(
        help: ArgumentHelp(
            "With --turns: time from an answer to the next question, such as 5s or 'exponential(5s)' (default none).",
            valueName: "distribution", visibility: .hidden))
    var thinkTime: String?

    @Flag(
        help: ArgumentHelp(
            "With --turns: say made answers again instead of the target's own, so that each run asks the same.",
            visibility: .hidden))
    var scriptedAnswers = false

    @Flag(
        help: ArgumentHelp(
            "Give each conversation a twin that asks the same behind a beginning that no cache can know, to see what "
                + "the target's prefix cache gives.", visibility: .hidden))
    var novelTwins = false

    @Option(
        help: ArgumentHelp(
            "Begin each prompt, or conversation, with a common text of so many tokens.",
            valueName: "n", visibility: .hidden))
    var sharedPrefix: Int?

    @Option(
        help: ArgumentHelp(
            "With --shared-prefix: how many such texts there are (default 1).", valueName: "n",
            visibility: .hidden))
    var prefixGroups: Int?

    @Option(
        help: ArgumentHelp(
            "Header that names a request's conversation, such as x-session-id, so that a router can keep it on one "
                + "replica.", valueName: "name", visibility: .hidden))
    var sessionHeader: String?

    func apply(to plan: inout RunPlan) throws {
        if turns != nil || novelTwins {
            plan.conversations = plan.conversations ?? ConversationPlan()
        }
        if var conversations = plan.conversations {
            conversations.turns = turns ?? conversations.turns
            conversations.thinkTime = thinkTime ?? conversations.thinkTime
            if scriptedAnswers { conversations.scriptsAnswers = true }
            if novelTwins { conversations.hasNovelTwins = true }
            plan.conversations = conversations
        } else if let option = detail {
            throw ValidationError(
                "\(option) is for conversations; say with --turns how long they are.")
        }
        if let sharedPrefix {
            plan.request.prefix = plan.request.prefix ?? PrefixPlan()
            plan.request.prefix?.tokens = sharedPrefix
        }
        if let prefixGroups {
            guard plan.request.prefix != nil else {
                throw ValidationError(
                    "--prefix-groups says how many common texts there are; give their length with --shared-prefix."
                )
            }
            plan.request.prefix?.groups = prefixGroups
        }
        plan.request.sessionHeader = sessionHeader ?? plan.request.sessionHeader
    }

    /// The first option that speaks of conversations.
    private var detail: String? {
        [("--think-time", thinkTime != nil), ("--scripted-answers", scriptedAnswers)]
            .first(where: \.1)?.0
    }
}
