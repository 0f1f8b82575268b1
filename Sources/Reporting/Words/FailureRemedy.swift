package import Analysis
internal import RunModel

/// What to do about a failure, on one line for a terminal.
package enum RemedyLine {
    package static func text(_ count: OutcomeCount) -> String { FailureRemedy.sentence(count) }
}

/// What to do where no request succeeded, by how most of them failed.
enum FailureRemedy {
    /// Nil where some request of the mode succeeded, or none failed.
    static func sentence(_ summary: RunSummary, _ mode: ResponseMode) -> String? {
        guard !summary.hasSuccess(mode) else { return nil }
        let failed = summary.outcomes.filter { $0.mode == mode && $0.outcome.isFailure }
        return failed.max { $0.count < $1.count }.map { sentence($0) }
    }

    /// `isOfSideB`: of a run with two sides, whose second has options of other names.
    static func sentence(_ count: OutcomeCount, isOfSideB: Bool = false) -> String {
        let address = isOfSideB ? "--against" : "--base-url"
        return switch count.outcome {
        // It does not know how it is asked, as a server of files does: the address is another's.
        case .http5xx where count.statuses.first == 501: refused([405], isOfSideB: isOfSideB)
        case .http4xx: refused(count.statuses, isOfSideB: isOfSideB)
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

    private static func refused(_ statuses: [Int], isOfSideB: Bool) -> String {
        let option = isOfSideB ? "--against" : "-"
        return switch statuses.first {
        case 401, 403:
            "Give a key that may use the model, with OPENAI_API_KEY\(isOfSideB ? "_AGAINST" : "") or "
                + "\(option)-api-key-file."
        case 404, 405:
            "See whether \(isOfSideB ? option : "--base-url") ends where the API begins, mostly with "
                + "/v1, and whether the server has the model of \(option)-model."
        default: "Mend in the request what the message names."
        }
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
