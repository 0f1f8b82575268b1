import ArgumentParser
import Engine
import RunModel

/// Whom a first look asks: the named target, or the first model server that is found on this machine.
struct QuickTarget {
    let plan: RunPlan
    let apiKey: String?

    /// Finds it, and says what was found.
    ///
    /// - Throws: `ExitCode.targetUnusable` where nothing is there, told on standard error; `ValidationError` where the target
    ///   cannot be asked.
    static func found(
        for plan: RunPlan, isModelNamed: Bool, apiKeyFile: String?, ports: [Int],
        _ terminal: Terminal
    ) async throws -> QuickTarget {
        if plan.target.isEmulated == true { return QuickTarget(plan: plan, apiKey: nil) }
        let isNamed = plan.target.baseURL != nil
        let apiKey =
            isNamed
            ? try Credentials.apiKey(file: apiKeyFile, of: plan.target.provider)
            : try apiKeyFile.map { try Credentials.line(of: $0, option: "--api-key-file") }
        var plan = plan
        let models: [String]
        if isNamed {
            guard !isModelNamed else { return QuickTarget(plan: plan, apiKey: apiKey) }
            let check = AddressCheck(try RunOrder(plan, emulator: nil, apiKey: apiKey))
            guard !check.models.isEmpty else { throw missing(check, plan, hasKey: apiKey != nil) }
            models = check.models
        } else {
            terminal.note(
                "Looking for a model on this machine: \(places(ports)).")
            let all = try await LocalSearch(ports: ports, plan: plan, apiKey: apiKey).found()
            guard let first = all.first(where: { !$0.models.isEmpty }) else {
                throw nothing(all, ports)
            }
            plan.target.baseURL = first.baseURL
            models = first.models
            let server = first.server.map { ", which says it is \($0)" } ?? ""
            terminal.note("Found \(first.baseURL)\(server).")
            for other in all where other.baseURL != first.baseURL && !other.models.isEmpty {
                terminal.note("There is \(other.baseURL) too; --base-url chooses it.")
            }
        }
        if !isModelNamed, let chosen = ModelChoice.of(models) {
            plan.request.model = chosen
            terminal.note(ModelChoice.line(chosen, of: models))
        }
        return QuickTarget(plan: plan, apiKey: apiKey)
    }

    /// `127.0.0.1, ports 8000 and 8080`.
    static func places(_ ports: [Int]) -> String {
        let names = ports.map(String.init)
        guard names.count > 1 else { return "127.0.0.1, port \(names.first ?? "")" }
        return "127.0.0.1, ports " + names.dropLast().joined(separator: ", ") + " and "
            + (names.last ?? "")
    }

    private static func nothing(_ all: [LocalSearch.Found], _ ports: [Int]) -> ExitCode {
        Terminal.warn(
            "streamgauge: no model was found at \(places(ports)); start its server, or give its address "
                + "with --base-url.")
        for one in all {
            Terminal.warn("tried: \(one.baseURL)/models \(Self.answer(one.status))")
        }
        if all.contains(where: { $0.status == 401 || $0.status == 403 }) {
            Terminal.warn(
                "remedy: it wants a key; give it with --api-key-file, or its address with --base-url and the key in "
                    + "OPENAI_API_KEY.")
        }
        if let open = all.first(where: { $0.status.map { [200, 404, 405].contains($0) } == true }) {
            Terminal.warn(
                "remedy: where the list of models is not given, name the model: --base-url \(open.baseURL) --model NAME"
            )
        }
        return .targetUnusable
    }

    private static func missing(
        _ check: AddressCheck, _ plan: RunPlan, hasKey: Bool
    ) -> ExitCode {
        Terminal.warn("streamgauge: \(check.shownURL) \(answer(check.status)).")
        switch check.status {
        case nil:
            Terminal.warn(
                "remedy: see whether the server runs and listens there. 'streamgauge doctor' says where the way ends."
            )
        case 401?, 403?:
            Terminal.warn(
                hasKey
                    ? "remedy: see whether the key may use this API."
                    : "remedy: no key was sent; give it with OPENAI_API_KEY or --api-key-file.")
        case .some: Terminal.warn("remedy: name the model with --model.")
        }
        return .targetUnusable
    }

    private static func answer(_ status: Int?) -> String {
        switch status {
        case nil: "does not answer"
        case 200?: "answers, and names no model"
        case let status?: "answers with status \(status)"
        }
    }
}
