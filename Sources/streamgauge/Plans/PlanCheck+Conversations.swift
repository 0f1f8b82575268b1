import ArgumentParser
import RunModel
import Statistics
import Workload

/// What a plan says of conversations and of prompts that begin alike.
extension PlanCheck {
    static func validateConversations(_ plan: RunPlan) throws {
        try validatePrefix(plan)
        if let name = plan.request.sessionHeader {
            try require(
                !name.isEmpty && name.allSatisfy(SecretHeader.isTokenCharacter),
                "--session-header takes the name of a header, such as x-session-id.")
            let lower = name.lowercased()
            let given = (plan.request.headers + (plan.request.secretHeaders ?? [])).map {
                $0.prefix { $0 != ":" && $0 != "=" }.lowercased()
            }
            try require(
                !ownHeaders.contains(lower) && !given.contains(lower),
                "--session-header: '\(name)' has a value already, of the request itself or by --header; name another one, such "
                    + "as x-session-id.")
            try require(
                plan.conversations != nil || plan.load.replay != nil,
                "--session-header names conversations; make some with --turns, or --replay a trace that has them."
            )
        }
        guard let conversations = plan.conversations else { return }
        try validate(conversations.turns, of: "--turns")
        let bounds: [Double] =
            switch try? Distribution(parsing: conversations.turns) {
            case .constant(let turns): [turns]
            case .uniform(let least, let most): [least, most]
            default: []
            }
        try require(
            bounds.allSatisfy { (1...Double(ConversationPlan.mostTurns)).contains($0) },
            "--turns takes from 1 to \(ConversationPlan.mostTurns) turns, such as 4 or 1..6.")
        do throws(WorkloadError) {
            if let text = conversations.thinkTime { _ = try TimeDistribution(parsing: text) }
        } catch {
            throw ValidationError("--think-time: \(error).")
        }
        let others = [
            ("--prompts", plan.request.promptsFile != nil && plan.load.replay == nil),
            ("--replay", plan.load.replay != nil),
        ]
        if let other = others.first(where: \.1)?.0 {
            throw ValidationError(
                "--turns makes conversations, and \(other) brings its own prompts; leave out one of them."
            )
        }
        // Each of these says of one request alone what it is, who reads it, or what is to come back.
        let alone = [
            ("--mix", plan.request.mix != nil), ("--abandon", plan.request.abandon != nil),
            ("--image, --audio and --file", plan.request.media != nil),
            (
                "--record-answers and --expect-answers",
                plan.request.quality?.usesDigests == true
            ),
        ]
        if let other = alone.first(where: \.1)?.0 {
            throw ValidationError(
                "--turns makes requests that follow from each other, and \(other) speak of each alone; leave out one of them."
            )
        }
        try require(
            plan.against == nil,
            "--turns measures one side; run each side with --scripted-answers, and compare the runs."
        )
        try require(
            plan.request.modes != .both,
            "A conversation is asked in one mode: what is answered decides what is asked next. Give --modes streaming "
                + "or --modes non_streaming.")
        for one in plan.ofFrontEnds {
            try require(
                one.target.spokenAPI != .completions || !conversations.mayGoOn,
                "The API completions takes one text and no conversation; give --turns 1, or another --api."
            )
        }
        try require(
            !conversations.isPaired || plan.request.prompt == nil || plan.request.prefix != nil,
            "--novel-twins changes the first word of a prompt that is made; --prompt is one already."
        )
    }

    /// What a request has without being told, in lower case.
    private static let ownHeaders: Set = [
        "host", "content-length", "content-type", "transfer-encoding", "connection", "expect",
        "accept",
        "accept-encoding", "user-agent", "authorization", "x-api-key", "api-key",
        "anthropic-version",
    ]

    private static func validatePrefix(_ plan: RunPlan) throws {
        guard let prefix = plan.request.prefix else { return }
        try require(
            (1...10_000_000).contains(prefix.tokens),
            "--shared-prefix takes a whole number of tokens from 1 to 10000000.")
        try require(
            (1...1_000_000).contains(prefix.texts),
            "--prefix-groups takes a whole number from 1 to 1000000.")
        try require(
            plan.request.promptsFile == nil,
            "--shared-prefix begins prompts that are made; those of a file have their own beginnings."
        )
    }
}

extension ConversationPlan {
    /// Whether any conversation may have a second turn.
    var mayGoOn: Bool { Double(turns).map { $0.rounded() > 1 } ?? true }
}
