import ArgumentParser
import Foundation
import RunModel

/// What is stated of the limits, and how far the run goes to verify it.
struct LimitsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Verify this tier: free (3 streams, 60 requests/min), pro (10, 300) or enterprise (as "
                + "--expect-streams and --expect-rpm say).", valueName: "name"))
    var tier: String?

    @Option(
        help: ArgumentHelp(
            "Streams at the same time that are stated, whatever the tier says.", valueName: "n"))
    var expectStreams: Int?

    @Option(
        name: .customLong("expect-rpm"),
        help: ArgumentHelp(
            "Requests a minute that are stated, whatever the tier says; with --window, in that time.",
            valueName: "n"))
    var expectRequests: Int?

    @Option(
        name: .customLong("expect-tpm"),
        help: ArgumentHelp(
            "Tokens a minute that are stated, prompt and output together; with --window, in that time.",
            valueName: "n"))
    var expectTokens: Int?

    @Option(
        help: ArgumentHelp("Input tokens a minute that are stated, likewise.", valueName: "n"))
    var expectInputTpm: Int?

    @Option(
        help: ArgumentHelp("Output tokens a minute that are stated, likewise.", valueName: "n"))
    var expectOutputTpm: Int?

    @Option(
        help: ArgumentHelp(
            "The time that --expect-rpm and the stated tokens are for (default 1m).",
            valueName: "time"))
    var window: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "What to look at: streams, release (of their slots), requests, tokens (where a number of "
                + "them is stated), leaks (of slots); all but leaks unless told.",
            valueName: "list"))
    var only: String?

    @Option(
        help: ArgumentHelp(
            "Attempts beyond a limit, each time it is met (default 3).", valueName: "n"))
    var margin: Int?

    @Option(
        help: ArgumentHelp(
            "Streams to leave in each way with --only leaks (default 20).", valueName: "n"))
    var leaks: Int?

    @Option(help: ArgumentHelp("How often the slots are filled (default 3).", valueName: "n"))
    var rounds: Int?

    @Option(help: ArgumentHelp("Most requests in all (default 2000).", valueName: "n"))
    var maxRequests: Int?

    @Option(
        help: ArgumentHelp(
            "Most streams at a time where none are stated (default 64).", valueName: "n"))
    var maxStreams: Int?

    @Option(
        help: ArgumentHelp(
            "Most tokens to ask for in one stream (default 2000); prompts may have four times as many.",
            valueName: "n"))
    var maxStreamTokens: Int?

    @Option(
        name: [.customLong("max-tokens-total"), .customLong("max-total-tokens")],
        help: ArgumentHelp(
            "Most tokens to ask for in all, in long prompts and with max_tokens (default: what the "
                + "steps may take, see --dry-run).",
            valueName: "n"))
    var maxTokensTotal: Int?

    @Option(
        help: ArgumentHelp(
            "Most to use of a budget of an hour or a day that the API tells, of what remains of it at the first "
                + "answer (default 50%).", valueName: "share"))
    var budget: String?

    @Flag(help: "Say what the run would send, and stop.")
    var dryRun = false

    /// The plan of these options, checked.
    ///
    /// - Throws: `ValidationError` naming the option and what it takes.
    func plan() throws -> LimitsPlan {
        var plan = LimitsPlan()
        if let tier {
            guard let found = TierPlan.documented.first(where: { $0.name == tier }) else {
                throw ValidationError(
                    "--tier: there is no '\(tier)'; there are "
                        + TierPlan.documented.map(\.name).joined(separator: ", ")
                        + ". Another one is told by --expect-streams and --expect-rpm.")
            }
            plan.statedStreams = found.maxStreams
            plan.statedRequests = found.requestsPerMinute
        }
        plan.statedStreams = expectStreams ?? plan.statedStreams
        plan.statedRequests = expectRequests ?? plan.statedRequests
        plan.window = window ?? plan.window
        plan.margin = margin ?? plan.margin
        plan.rounds = rounds ?? plan.rounds
        plan.maxRequests = maxRequests ?? plan.maxRequests
        plan.maxStreams = maxStreams ?? plan.maxStreams
        plan.maxStreamTokens = maxStreamTokens ?? plan.maxStreamTokens
        plan.maxTokens = maxTokensTotal
        plan.statedTokens = expectTokens
        plan.statedInputTokens = expectInputTpm
        plan.statedOutputTokens = expectOutputTpm
        plan.leaks = leaks
        plan.budgetShare = try budget.map(Self.share)
        if let only { plan.probes = try Self.probes(only) }
        try check(plan)
        return plan
    }

    /// Of `5%` and `0.05`.
    private static func share(_ text: String) throws -> Double {
        let isPercent = text.hasSuffix("%")
        guard let number = Double(isPercent ? String(text.dropLast()) : text),
            case let share = isPercent ? number / 100 : number, share > 0, share <= 1
        else {
            throw ValidationError("--budget: '\(text)' is no share; write it like 5% or 0.05.")
        }
        return share
    }

    private static func probes(_ list: String) throws -> [LimitProbe] {
        try list.split(separator: ",").map { word in
            guard let probe = LimitProbe(rawValue: word.trimmingCharacters(in: .whitespaces))
            else {
                throw ValidationError(
                    "--only: '\(word)' is none of "
                        + LimitProbe.allCases.map(\.rawValue).joined(separator: ", ") + ".")
            }
            return probe
        }
    }

    private func check(_ plan: LimitsPlan) throws {
        let bounds: [(String, Int?, ClosedRange<Int>)] = [
            ("--expect-streams", plan.statedStreams, 1...5000),
            ("--expect-rpm", plan.statedRequests, 1...1_000_000),
            ("--margin", plan.margin, 1...100),
            ("--rounds", plan.rounds, 1...100),
            ("--leaks", plan.leaks, 1...1000),
            ("--max-requests", plan.maxRequests, 10...1_000_000),
            ("--max-streams", plan.maxStreams, 1...5000),
            ("--max-stream-tokens", plan.maxStreamTokens, 10...1_000_000),
            ("--expect-tpm", plan.statedTokens, 200...1_000_000_000),
            ("--expect-input-tpm", plan.statedInputTokens, 200...1_000_000_000),
            ("--expect-output-tpm", plan.statedOutputTokens, 200...1_000_000_000),
            ("--max-tokens-total", plan.maxTokens, 200...1_000_000_000),
        ]
        for (option, value, range) in bounds {
            guard range.contains(value ?? range.lowerBound) else {
                throw ValidationError(
                    "\(option) takes a whole number from \(range.lowerBound) to "
                        + "\(range.upperBound).")
            }
        }
        guard plan.window.duration >= .milliseconds(100), plan.window.duration <= .seconds(3600)
        else { throw ValidationError("--window takes a time from 0.1s to 1h.") }
        guard plan.statesTokens || plan.probes != [.tokens] else {
            throw ValidationError(
                "--only tokens takes a number to verify: --expect-tpm, --expect-input-tpm or "
                    + "--expect-output-tpm.")
        }
        guard !plan.probes.isEmpty else {
            throw ValidationError(
                "--only takes at least one of streams, release, requests, tokens, leaks.")
        }
    }
}
