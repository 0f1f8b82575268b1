import ArgumentParser
import Engine
import RunModel
import Workload

/// What a plan says of classes, of readers who leave, and of what answers are held against.
extension PlanCheck {
    private static let mostClasses = 8

    /// - Throws: `ValidationError` naming the option and the fix.
    static func validateWork(_ plan: RunPlan) throws {
        try validateMix(plan)
        if let abandon = plan.request.abandon {
            try require(
                abandon.share > 0 && abandon.share <= 1,
                "--abandon takes a share above 0 % and up to 100 %, such as 10%.")
            try tryOut { () throws(WorkloadError) in _ = try LeavingReaders(plan.request, seed: 1) }
        }
        try validateWithout(plan)
        try validateMedia(plan)
        guard let quality = plan.request.quality else { return }
        if let text = quality.expectRegex {
            try require(!text.isEmpty, "--expect-regex takes a regular expression.")
            if let refusal = AnswerPattern(text).refusal {
                throw ValidationError("--expect-regex: \(refusal).")
            }
        }
        let option = quality.expectAnswers == nil ? "--record-answers" : "--expect-answers"
        try require(
            !quality.usesDigests || plan.request.temperature == 0,
            "\(option) compares greedy answers; leave out --temperature, or make it 0.")
        try require(
            quality.recordAnswers == nil || plan.against == nil,
            "--record-answers keeps the answers of one target; use it with 'streamgauge run'.")
    }

    private static func validateMix(_ plan: RunPlan) throws {
        guard let mix = plan.request.mix else { return }
        try require(mix.count <= mostClasses, "--mix: at most \(mostClasses) classes.")
        let kept = [RequestClassPlan.rest, RequestClassPlan.leavers]
        for one in mix {
            let isName =
                (1...24).contains(one.name.utf8.count)
                && one.name.allSatisfy {
                    $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0))
                }
            try require(
                isName && !kept.contains(one.name),
                "--mix: a class's name is up to 24 letters, digits, '-' and '_', and neither 'rest' nor 'leavers'."
            )
            try require(
                one.inputTokens != nil || one.outputTokens != nil || one.maxTokens != nil,
                "--mix \(one.name): says nothing that its requests have of their own; add input=, output= or max_tokens=."
            )
            try require(
                one.share > 0 && one.share <= 1,
                "--mix \(one.name): its share is above 0 % and up to 100 %, such as 5%.")
            try require(
                (one.maxTokens ?? 1) >= 1, "--mix \(one.name): max_tokens is a whole number from 1."
            )
        }
        try require(
            Set(mix.map(\.name)).count == mix.count, "--mix: two classes have one name.")
        try require(
            mix.reduce(0) { $0 + $1.share } <= 1 + 1e-9, "--mix: the shares are more than 100 %.")
        try require(
            plan.load.replay == nil,
            "--mix makes requests that a trace does not have; leave out --replay.")
        try tryOut { () throws(WorkloadError) in _ = try RequestMix(plan.request, seed: 1) }
    }

    private static func validateMedia(_ plan: RunPlan) throws {
        guard let media = plan.request.media else { return }
        try require(
            !media.isEmpty,
            "request.media names nothing that goes along; give image, audio or file.")
        try require(
            plan.request.promptsFile == nil,
            "--image, --audio and --file go along with prompts that are made or given by --prompt; leave out the file of "
                + "prompts.")
        let source = try MediaSource.of(plan)
        let targets = [plan] + [plan.otherSide].compactMap { $0 }
        for api in targets.map(\.target.spokenAPI) {
            for kind in source?.kinds ?? [] {
                guard let refusal = PromptForm.refusal(of: kind, by: api) else { continue }
                throw ValidationError("The API \(api.rawValue) cannot be asked so: \(refusal).")
            }
        }
    }

    private static func validateWithout(_ plan: RunPlan) throws {
        guard let name = plan.against?.without else { return }
        try require(
            plan.against?.isSameAddress == true,
            "--without measures one address with a class and without it; there is no other side B.")
        guard name != RequestClassPlan.leavers else {
            return try require(
                plan.request.abandon != nil, "--without leavers: nobody leaves; give --abandon too."
            )
        }
        let names = (plan.request.mix ?? []).map(\.name)
        try require(
            names.contains(name),
            "--without \(name): there is no such class; give it with --mix '\(name)=5%:input=30000'."
        )
    }

    private static func tryOut(_ make: () throws(WorkloadError) -> Void) throws {
        do throws(WorkloadError) {
            try make()
        } catch {
            throw ValidationError("\(error.description).")
        }
    }
}
