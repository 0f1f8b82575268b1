import ArgumentParser
import RunModel

/// What makes requests differ from each other, and what their answers are held against.
struct WorkOptions: ParsableArguments {
    @Option(
        name: .customLong("mix"),
        help: ArgumentHelp(
            "A class of requests with a share and lengths of its own, such as long=5%:input=30000; also output=, a distribution, "
                + "and max_tokens=. May be repeated; all others are the class 'rest'.",
            valueName: "class", visibility: .hidden))
    var mix: [TypedClass] = []

    @Option(
        help: ArgumentHelp(
            "This share of the readers closes the page before the answer is whole, --after so long.",
            valueName: "share", visibility: .hidden))
    var abandon: TypedShare?

    @Option(
        help: ArgumentHelp(
            "With --abandon: when they leave, since their request was due: 2s, 1s..5s or exponential(2s).",
            valueName: "time", visibility: .hidden))
    var after: String?

    @Option(
        help: ArgumentHelp(
            "Each whole answer's text must match this POSIX extended regular expression (\\d is a digit).",
            valueName: "regex", visibility: .hidden))
    var expectRegex: String?

    @Option(
        help: ArgumentHelp(
            "Each whole answer must be one that --record-answers kept for the same question; at temperature 0.",
            valueName: "file", visibility: .hidden))
    var expectAnswers: String?

    @Option(
        help: ArgumentHelp(
            "Keep digests of all whole answers in this file; at temperature 0.",
            valueName: "file", visibility: .hidden))
    var recordAnswers: String?

    @Option(
        help: ArgumentHelp(
            "Each request brings a picture of noise, another one for each prompt: 512x512, or sizes between two, "
                + "256x256..1024x1024.", valueName: "size", visibility: .hidden))
    var image: String?

    @Option(
        help: ArgumentHelp(
            "Each request brings a recording of noise of this length, another one for each prompt.",
            valueName: "time", visibility: .hidden))
    var audio: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "Each request brings this file: png, jpg, webp, gif, wav, mp3, pdf or txt.",
            valueName: "file", visibility: .hidden))
    var file: String?

    @Flag(
        help: ArgumentHelp(
            "Tell the energy that this machine takes, where its processor counts it (RAPL) and the target runs on it.",
            visibility: .hidden))
    var energy = false

    @Flag(
        help: ArgumentHelp(
            "Measure the way: every 2 s ask for the list of models on a connection that carries nothing else.",
            visibility: .hidden))
    var networkProbe = false

    /// - Throws: `ValidationError` naming the option and the fix.
    func apply(to plan: inout RunPlan) throws {
        if !mix.isEmpty { plan.request.mix = mix.map(\.plan) }
        if image != nil || audio != nil || file != nil {
            plan.request.media = MediaPlan(image: image, audio: audio, file: file)
        }
        if energy { plan.record.energy = true }
        if networkProbe { plan.record.networkProbe = true }
        try applyAbandon(to: &plan)
        var quality = plan.request.quality ?? QualityPlan()
        quality.expectRegex = expectRegex ?? quality.expectRegex
        quality.expectAnswers = expectAnswers ?? quality.expectAnswers
        quality.recordAnswers = recordAnswers ?? quality.recordAnswers
        guard !quality.isEmpty else { return }
        plan.request.quality = quality
        // What is drawn at random differs from one answer to the next.
        if quality.usesDigests { plan.request.temperature = plan.request.temperature ?? 0 }
    }

    private func applyAbandon(to plan: inout RunPlan) throws {
        guard let after = after ?? plan.request.abandon?.after else {
            guard abandon == nil else {
                throw ValidationError(
                    "--abandon wants to know when they leave; give --after 'exponential(2s)'.")
            }
            return
        }
        guard let share = abandon?.value ?? plan.request.abandon?.share else {
            throw ValidationError("--after is for readers who leave; say how many: --abandon 10%.")
        }
        plan.request.abandon = AbandonPlan(share: share, after: after)
    }
}

/// A share as it is typed: `10%` or `0.1`.
struct TypedShare: ExpressibleByArgument {
    let value: Double

    init?(argument: String) {
        let isPercent = argument.hasSuffix("%")
        guard let number = Double(isPercent ? argument.dropLast() : argument[...]),
            number.isFinite
        else { return nil }
        value = isPercent ? number / 100 : number
    }
}

/// A class as it is typed: `long=5%:input=30000,max_tokens=20`.
struct TypedClass: ExpressibleByArgument {
    let plan: RequestClassPlan

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1).map(String.init)
        let head = (parts.first ?? "").split(separator: "=", maxSplits: 1).map(String.init)
        guard head.count == 2, let share = TypedShare(argument: head[1]) else { return nil }
        var plan = RequestClassPlan(name: head[0], share: share.value)
        for (key, value) in Self.members(parts.count > 1 ? parts[1] : "") {
            switch key {
            case "input": plan.inputTokens = value
            case "output": plan.outputTokens = value
            case "max_tokens":
                guard let tokens = Int(value) else { return nil }
                plan.maxTokens = tokens
            default: return nil
            }
        }
        self.plan = plan
    }

    /// By commas, but for those of a distribution such as `normal(200,40)`.
    private static func members(_ text: String) -> [(key: String, value: String)] {
        var depth = 0
        var parts = [""]
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts.filter { !$0.isEmpty }.map { part in
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            return (pair[0], pair.count > 1 ? pair[1] : "")
        }
    }
}
