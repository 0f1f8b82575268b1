import ArgumentParser
import Emulator
import Engine
import Foundation
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

    @Option(
        help: ArgumentHelp(
            "A second local IP address to connect from: do addresses share the limits?",
            valueName: "ip"))
    var sourceAddress: String?

    @Flag(
        help: "With --http2: do connections share the limits? Asks over a connection of its own.")
    var secondConnection = false

    /// - Throws: `ValidationError` naming the option and the fix.
    func apply(to plan: inout RunPlan, firstKey: String?) throws {
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
        if let sourceAddress {
            guard Self.isAddress(sourceAddress), !["0.0.0.0", "::"].contains(sourceAddress) else {
                throw ValidationError(
                    "--source-address: '\(sourceAddress)' is no IP address; write one of this machine's, "
                        + "like 192.0.2.7.")
            }
            guard plan.target.unixSocket == nil else {
                throw ValidationError("--source-address: a Unix socket has no addresses.")
            }
            callers.append(OtherCaller(.address, sourceAddress))
        }
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

    private static func isAddress(_ text: String) -> Bool {
        var bytes = in6_addr()
        return inet_pton(AF_INET, text, &bytes) == 1 || inet_pton(AF_INET6, text, &bytes) == 1
    }
}
