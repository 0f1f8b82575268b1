import Emulator
import Engine
import Foundation
import RecordStore
import RunModel
import Workload

/// Runs a small plan against an emulator of its own and reads the record back.
struct MeasuredRun {
    let record: RunRecord
    let statistics: EmulatorStatistics
    let folder: String
    /// Holds the record as long as this value is there.
    private let home: TemporaryFolder

    /// `overrides` is the `emulator` object of every request's body; `change` adapts the plan.
    static func measure(
        _ overrides: String = "{}", keys: [String] = [], key: String? = nil,
        change: (inout RunPlan) -> Void = { _ in }
    ) async throws -> MeasuredRun {
        var configuration = EmulatorConfiguration()
        configuration.apiKeys = keys
        let server = try await EmulatorServer.start(configuration)
        do {
            let run = try await measure(
                at: server.baseURL, overrides, key: key, change: change, server: server)
            try await server.stop()
            return run
        } catch {
            try? await server.stop()
            throw error
        }
    }

    /// The same against any address; `server` only lends its statistics.
    static func measure(
        at baseURL: String, _ overrides: String = "{}", key: String? = nil,
        change: (inout RunPlan) -> Void = { _ in }, server: EmulatorServer,
        meanwhile: @Sendable (ActiveRun) async throws -> Void = { _ in }
    ) async throws -> MeasuredRun {
        let home = try TemporaryFolder()
        var plan = quickPlan(home.path, overrides)
        change(&plan)
        let order = try RunOrder(
            plan: plan, baseURL: baseURL, isEmulated: true, apiKey: key,
            prompts: try PromptSource(plan.request, seed: plan.seed, rows: nil),
            version: "test")
        let run = try ActiveRun(order)
        try await meanwhile(run)
        // Joining blocks, so it has a thread that no task waits for.
        let directory = run.directory
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread {
                done.resume(with: Result { _ = try run.finish() })
            }
        }
        return MeasuredRun(
            record: try RecordReader(opening: directory.path).read(),
            statistics: server.statistics(),
            folder: directory.path, home: home)
    }

    private static func quickPlan(_ folder: String, _ overrides: String) -> RunPlan {
        var plan = RunPlan()
        plan.record.folder = folder
        plan.request.body = "{\"emulator\": \(overrides)}"
        plan.request.inputTokens = "5"
        plan.request.modes = .streaming
        plan.load.requests = 4
        plan.load.concurrency = 2
        plan.load.rounds = 2
        return plan
    }

    var requests: [RequestRecord] { record.requests }
    var outcomes: Set<Outcome> { Set(requests.map(\.outcome)) }
}

/// An emulator object that answers at once: `ttft` and `gap` in ms.
func quick(_ more: String = "", ttft: Int = 5, gap: Int = 1, tokens: Int = 8) -> String {
    let rest = more.isEmpty ? "" : ", \(more)"
    return "{\"ttft_ms\": \(ttft), \"gap_ms\": \(gap), \"tokens\": \(tokens)\(rest)}"
}
