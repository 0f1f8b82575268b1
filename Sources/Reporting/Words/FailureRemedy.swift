package import Analysis
package import RunModel

/// What to do about a failure, on one line for a terminal.
package enum RemedyLine {
    /// `target` is who was asked.
    package static func text(_ count: OutcomeCount, target: TargetPlan = TargetPlan()) -> String {
        FailureRemedy.sentence(count, target: target)
    }
}

/// What to do where no request succeeded, by how most of them failed.
enum FailureRemedy {
    /// Nil where some request of the mode succeeded, or none failed.
    static func sentence(_ summary: RunSummary, _ mode: ResponseMode) -> String? {
        guard !summary.hasSuccess(mode) else { return nil }
        let failed = summary.outcomes.filter { $0.mode == mode && $0.outcome.isFailure }
        let target = summary.manifest.plan.target
        return failed.max { $0.count < $1.count }.map { sentence($0, target: target) }
    }

    /// `target` is who was asked; `isOfSideB`: of a run with two sides, whose second has options of other names.
    static func sentence(
        _ count: OutcomeCount, target: TargetPlan = TargetPlan(), isOfSideB: Bool = false
    ) -> String {
        let address = isOfSideB ? "--against" : "--base-url"
        return switch count.outcome {
        // It does not know how it is asked, as a server of files does: the address is another's.
        case .http5xx where count.statuses.first == 501:
            refused([405], nil, target, isOfSideB: isOfSideB)
        case .http4xx where QuotaWords.speakOfMoney(count.firstMessage),
            .rateLimited where QuotaWords.speakOfMoney(count.firstMessage):
            "The account has no quota or credit left: see its plan and billing. Waiting does not help."
        case .http4xx: refused(count.statuses, count.firstMessage, target, isOfSideB: isOfSideB)
        case .rateLimited:
            "The server's limit is in the way: wait for its window, or send less (--concurrency, "
                + "--rate, --tier)."
        case .resolve: "See whether the host's name in \(address) is right."
        case .connect, .timeoutConnect:
            "See whether the server runs and listens at the address and port of \(address)."
        case .tls:
            "See whether \(address) should begin with http instead of https, or give the "
                + "certificate's authority with --cacert."
        // What is no API answers alike whatever is asked.
        case .notAStream where count.firstMessage?.contains("a web page") == true:
            "See whether \(address) is the API's own address, mostly with /v1 at its end: a web page answers there, as that "
                + "of a log-in or a proxy."
        case .notAStream: "Ask for what the server gives: --modes non_streaming."
        case .timeoutFirstByte, .timeoutFirstToken, .timeoutGap, .timeoutTotal:
            "See whether the server still answers others, or wait longer "
                + "(--\(option(count.outcome)))."
        case .generator:
            "This program could not ask: see the message, and 'streamgauge doctor' for the limits of this machine."
        default: "See the server's own log, and that of what stands before it."
        }
    }

    private static func refused(
        _ statuses: [Int], _ message: String?, _ target: TargetPlan, isOfSideB: Bool
    ) -> String {
        let option = isOfSideB ? "--against" : "-"
        let asked = target.spokenAPI
        let status = statuses.first ?? 0
        if [400, 404, 405].contains(status), let other = named(in: message, besides: asked) {
            return "The message names another API: ask with \(option)-api \(other.rawValue)."
        }
        return switch status {
        case 401, 403: key(of: target, isOfSideB: isOfSideB)
        case 404, 405:
            "See whether \(isOfSideB ? option : "--base-url") ends where the API begins, mostly with "
                + "/v1, whether the server has the API \(asked.rawValue) (\(option)-api), and whether it has the model "
                + "of \(option)-model."
        default: "Mend in the request what the message names."
        }
    }

    private static func key(of target: TargetPlan, isOfSideB: Bool) -> String {
        if isOfSideB {
            return
                "Give a key that may use the model, with OPENAI_API_KEY_AGAINST or --against-api-key-file."
        }
        let usual = ProviderTraits.usualKeyVariable
        let variable = target.provider?.traits.keyVariable ?? usual
        // Whoever asks by an API of one provider may think that its key is looked for.
        let hint =
            target.provider == nil && target.spokenAPI == .messages
            ? " (ANTHROPIC_API_KEY is read with --provider anthropic)" : ""
        return "Give a key that may use the model, with \(variable) or --api-key-file\(hint)."
    }

    /// The one other API whose path stands in a server's words, as in "only supported in v1/responses".
    private static func named(in message: String?, besides asked: APIName) -> APIName? {
        guard let message else { return nil }
        let paths: [(APIName, String)] = [
            (.chat, "v1/chat/completions"), (.completions, "v1/completions"),
            (.responses, "v1/responses"), (.messages, "v1/messages"),
        ]
        let found = paths.filter { $0.0 != asked && message.contains($0.1) }
        return found.count == 1 ? found[0].0 : nil
    }

    private static func option(_ outcome: Outcome) -> String {
        switch outcome {
        case .timeoutFirstByte: "timeout-first-byte"
        case .timeoutFirstToken: "timeout-first-token"
        case .timeoutGap: "timeout-gap"
        default: "timeout-total"
        }
    }
}
