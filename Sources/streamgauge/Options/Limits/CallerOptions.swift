import ArgumentParser
import Emulator
import Engine
import RunModel

/// Who else asks, to see whose the limits are.
struct CallerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "File that holds a second API key (else OPENAI_API_KEY_SECOND): is a limit the key's own?",
            valueName: "file"))
    var secondAPIKeyFile: String?

    @Option(
        help: ArgumentHelp("A second model: do models share the limits?", valueName: "name"))
    var secondModel: String?

    @Flag(
        help: ArgumentHelp(
            "With two or more --source-address: the first fills the limits, and each other one is looked at whether it "
                + "is let in: do addresses share them?"))
    var fromEach = false

    @Flag(
        help: "With --http2: do connections share the limits? Asks over a connection of its own.")
    var secondConnection = false

    /// `sources` are the local addresses that were named.
    ///
    /// - Throws: `ValidationError` naming the option and the fix.
    func apply(to plan: inout RunPlan, sources: [String], firstKey: String?) throws {
        var callers: [OtherCaller] = []
        if let second = try secondKey() {
            guard second != firstKey else {
                throw ValidationError("The second API key is the first one; it has to be another.")
            }
            callers.append(OtherCaller(.key))
        }
        if let secondModel {
            guard !secondModel.isEmpty else {
                throw ValidationError("--second-model takes the name of a model.")
            }
            guard secondModel != plan.request.model else {
                throw ValidationError("--second-model: '\(secondModel)' is the first model too.")
            }
            callers.append(OtherCaller(.model, secondModel))
        }
        callers += try addresses(sources, &plan).map { OtherCaller(.address, $0) }
        if secondConnection {
            guard plan.connection.usesHTTP2, !plan.connection.isFresh else {
                throw ValidationError(
                    "--second-connection takes --http2 without --fresh-connections: over HTTP/1.1 each stream "
                        + "has a connection of its own.")
            }
            callers.append(OtherCaller(.connection))
        }
        if !callers.isEmpty { plan.limits?.callers = callers }
    }

    /// Those of the other callers, where addresses are asked about; the first caller's stands in the plan where it is named.
    private func addresses(_ sources: [String], _ plan: inout RunPlan) throws -> [String] {
        guard fromEach else {
            guard sources.count <= 1 else {
                throw ValidationError(
                    "--source-address names the second address; with --from-each the first one fills the limits, and each "
                        + "other one is looked at.")
            }
            return try checked(sources, plan)
        }
        guard sources.count >= 2 else {
            throw ValidationError(
                "--from-each takes two or more --source-address: one that fills the limits, and one that is looked at."
            )
        }
        plan.connection.sourceAddress = sources[0]
        return Array(try checked(sources, plan).dropFirst())
    }

    private func checked(_ sources: [String], _ plan: RunPlan) throws -> [String] {
        var connection = RunPlan()
        connection.target.unixSocket = plan.target.unixSocket
        connection.connection.sourceAddress = sources.first
        connection.connection.otherSourceAddresses = Array(sources.dropFirst())
        try PlanCheck.validateSources(connection)
        return sources
    }

    /// The sides of the callers of `plan`, in their order.
    ///
    /// - Throws: `ValidationError` where the second key cannot be read.
    func sides(_ plan: RunPlan, _ server: EmulatorServer?, firstKey: String?) throws -> [RunSide] {
        try (plan.limits?.callers ?? []).map { caller in
            var other = plan
            var key = firstKey
            switch caller.difference {
            case .key:
                key = try secondKey()
            case .model: other.request.model = caller.value ?? other.request.model
            case .address: other.connection.sourceAddress = caller.value
            case .connection: other.connection.isFresh = true
            }
            return try RunSide(other, emulator: server, apiKey: key)
        }
    }

    private func secondKey() throws -> String? {
        try Credentials.secondKey(file: secondAPIKeyFile)
    }
}
