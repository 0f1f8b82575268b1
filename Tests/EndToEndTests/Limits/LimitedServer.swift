import Analysis
import Emulator
import Foundation
import RecordStore
import Reporting
import RunModel
import Testing

/// An emulator that answers fast and holds its one tier against every key.
struct LimitedServer {
    private let server: EmulatorServer

    var baseURL: String { server.baseURL }

    /// Without `policy`, everything is let in. First tokens come after 20 ms, then one each 3 ms; where it
    /// `isSlow`, after 50 ms and each 50 ms, so that hundreds of streams are no load.
    static func start(
        _ policy: LimitPolicy?, resetShare: Double = 0, isSlow: Bool = false, keys: [String] = []
    ) async throws -> LimitedServer {
        var configuration = EmulatorConfiguration()
        configuration.plan.timeToFirstTokenMilliseconds = isSlow ? "50" : "20"
        configuration.plan.gapMilliseconds = isSlow ? "50" : "3"
        configuration.plan.outputTokens = "3000"
        if let policy {
            configuration.limits.tiers["all"] = policy
            configuration.limits.defaultTier = "all"
        }
        configuration.apiKeys = keys
        if resetShare > 0 {
            configuration.faults = [FaultShare(Fault(.reset), share: resetShare)]
        }
        return LimitedServer(server: try await .start(configuration))
    }

    /// Runs `streamgauge limits` against it.
    func verify(
        _ options: [String], in folder: TemporaryFolder, environment: [String: String] = [:]
    ) async throws -> Verification {
        let result = try await StreamGauge.call(
            ["limits", "--base-url", baseURL] + options, in: folder, environment: environment)
        let truth = server.statistics(ofKey: environment["OPENAI_API_KEY"] ?? "")
        return Verification(result: result, truth: truth, folder: folder)
    }

    func stop() async throws { try await server.stop() }

    /// Everything that was sent, of whatever key.
    var requests: Int { server.statistics().requests }
}

/// What `streamgauge limits` said, and what the server did meanwhile.
struct Verification {
    let result: CommandResult
    let truth: KeyStatistics?
    let folder: TemporaryFolder

    /// limits.json of the one run in the folder.
    func summary() throws -> LimitsSummary {
        let path = try folder.record().path(of: .limits)
        return try LimitsJSON.summary(from: Data(contentsOf: URL(filePath: path)))
    }

    /// Verifies once, against a server of its own that goes with it.
    static func of(
        _ policy: LimitPolicy?, resetShare: Double = 0, isSlow: Bool = false, _ options: [String],
        environment: [String: String] = [:]
    ) async throws -> Verification {
        let server = try await LimitedServer.start(
            policy, resetShare: resetShare, isSlow: isSlow)
        do {
            let verification = try await server.verify(
                options, in: TemporaryFolder(), environment: environment)
            try await server.stop()
            return verification
        } catch {
            try? await server.stop()
            throw error
        }
    }
}

extension LimitPolicy {
    /// So many streams for all that are one by `scope`.
    static func ceiling(_ streams: Int, of scope: LimitScope) -> LimitPolicy {
        var policy = LimitPolicy()
        policy.streams.limit = streams
        policy.scope = scope
        return policy
    }

    /// So many requests in two seconds.
    static func quick(
        requests: Int? = 20, streams: Int? = 3, _ change: (inout LimitPolicy) -> Void = { _ in }
    ) -> LimitPolicy {
        var policy = LimitPolicy()
        policy.requests.limit = requests
        policy.streams.limit = streams
        policy.window.length = .seconds(2)
        change(&policy)
        return policy
    }
}

extension LimitsSummary {
    subscript(_ subject: LimitFinding.Subject) -> LimitFinding? {
        findings.first { $0.subject == subject }
    }
}
