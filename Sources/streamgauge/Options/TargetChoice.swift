import ArgumentParser
import Foundation
import RunModel

/// Who is asked where neither an option, a plan nor the environment says whom.
enum UnnamedTarget {
    /// The emulator, as long as nothing speaks of a target: a first try of the program.
    case emulator
    /// Nobody: a verdict on the emulator would be taken for one on an API (docs/decisions/emulator-by-choice.md).
    case refused
}

/// The sentences of whoever did not choose whom to ask, or chose twice.
enum TargetChoice {
    static let ways =
        "give its address with --base-url or OPENAI_BASE_URL, or --emulator for the embedded emulator"

    static func contradiction(_ one: String, _ other: String) -> ValidationError {
        ValidationError(
            "\(one) and \(other) exclude each other: an address is measured or the embedded emulator; "
                + "leave out one of them.")
    }

    /// `hint` is what speaks of a target without naming it.
    static func missing(hint: String?) -> ValidationError {
        guard let hint else {
            return ValidationError("Nothing says which API to measure; \(ways).")
        }
        return ValidationError(
            "\(hint) speaks of an API, and nothing says which one to measure; \(ways).")
    }
}

extension TargetOptions {
    /// The options that choose the emulator, as they are typed.
    var emulatorOptions: [String] {
        let options: [(isGiven: Bool, name: String)] = [
            (emulator, "--emulator"), (emulatorTimeToFirstToken != nil, "--emulator-ttft"),
            (emulatorGap != nil, "--emulator-gap"), (emulatorTokens != nil, "--emulator-tokens"),
            (emulatorEngine != nil, "--emulator-engine"),
            (emulatorTokenizer != nil, "--emulator-tokenizer"),
            (emulatorLike != nil, "--emulator-like"),
            (emulatorFault != nil, "--emulator-fault"),
            (emulatorFaultShare != nil, "--emulator-fault-share"),
        ]
        return options.filter(\.isGiven).map(\.name)
    }

    /// - Throws: `ValidationError` where there are several addresses, with `reason` why the command takes one.
    func refuseFrontEnds(_ plan: RunPlan, _ reason: String) throws {
        guard plan.target.frontEnds > 1 else { return }
        throw ValidationError("\(reason); give one --base-url.")
    }

    /// What speaks of a target without naming it.
    var hints: [String] {
        let options: [(isGiven: Bool, name: String)] = [
            (provider != nil, "--provider"), (unixSocket != nil, "--unix-socket"),
            (apiKeyFile != nil, "--api-key-file"),
            (http2, "--http2"), (caFile != nil, "--cacert"), (insecure, "--insecure"),
            (Credentials.hasKeyVariable, "OPENAI_API_KEY"),
        ]
        return options.filter(\.isGiven).map(\.name)
    }

    /// Who is asked in the end: what an option names, else the plan, else the environment.
    ///
    /// - Parameters:
    ///   - plan: With these options on top already.
    ///   - hints: What speaks of a target without naming it.
    ///   - unnamed: What is done where nothing names one.
    ///   - sideB: Options of side B's emulator that were given.
    ///
    /// - Throws: `ValidationError` where two are named, or none and `unnamed` does not allow that.
    func settle(
        _ plan: inout RunPlan, hints: [String] = [], unnamed: UnnamedTarget = .refused,
        sideB: [String] = []
    ) throws {
        if baseURL != nil {
            if let option = sideB.first { throw TargetChoice.contradiction("--base-url", option) }
            plan.target.isEmulated = nil
            return
        }
        if emulator {
            plan.target.baseURL = nil
            plan.target.otherBaseURLs = nil
            plan.target.unixSocket = nil
            plan.target.isEmulated = true
            return
        }
        if let option = (emulatorOptions + sideB).first {
            guard plan.target.baseURL == nil else {
                throw TargetChoice.contradiction("The plan's target.base_url", option)
            }
            plan.target.isEmulated = true
            return
        }
        if plan.target.isEmulated == true {
            guard plan.target.baseURL == nil, plan.target.unixSocket == nil else {
                throw TargetChoice.contradiction("target.base_url", "target.is_emulated")
            }
            return
        }
        if plan.target.baseURL != nil { return }
        let traits = plan.target.provider?.traits
        // OPENAI_BASE_URL goes with OPENAI_API_KEY: a key of another's is not sent there.
        if let address = traits?.baseURL, traits?.hasOwnKey == true {
            plan.target.baseURL = address
            return
        }
        if let address = try Credentials.baseURL() ?? traits?.baseURL {
            plan.target.baseURL = address
            return
        }
        guard unnamed == .emulator, hints.isEmpty, plan.target.isEmulated == nil else {
            throw TargetChoice.missing(hint: hints.first)
        }
        plan.target.isEmulated = true
    }
}

extension RequestOptions {
    /// What speaks of a target without naming it.
    var targetHints: [String] {
        (model == nil ? [] : ["--model"]) + (secretHeaders.isEmpty ? [] : ["--secret-header"])
    }
}
