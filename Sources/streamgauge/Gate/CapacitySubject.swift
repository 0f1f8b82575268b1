import Analysis
import ArgumentParser
import Emulator
import Engine
import RecordStore
import Reporting
import RunModel

/// A search for the capacity, made as `capacity` does.
struct CapacitySubject: GateSubject {
    let plan: RunPlan
    let search: CapacityPlan
    let objectives: [ServiceObjective]
    let apiKeyFile: String?
    private let server: EmulatorServer?

    let kind = PastRun.Kind.capacity
    let hasReadiness = true
    var announcement: String { CapacityCommand.announcement(plan, search) }

    init(
        _ plan: RunPlan, _ search: CapacityPlan, _ objectives: [ServiceObjective],
        apiKeyFile: String?
    ) async throws {
        self.plan = plan
        self.search = search
        self.objectives = objectives
        self.apiKeyFile = apiKeyFile
        server = plan.target.baseURL == nil ? try await EmulatorServer.start(plan) : nil
    }

    /// A single stream at a time sees whether the target is ready.
    func probes() throws -> [RunOrder] {
        [try RunOrder(plan, emulator: server, apiKey: try apiKey())]
    }

    private func apiKey() throws -> String? {
        try Credentials.apiKey(file: apiKeyFile, of: plan.target.provider)
    }

    /// Each step draws a seed of its own from the plan's, whatever `seed` is.
    func measure(seed: UInt64, on terminal: Terminal) async throws -> RunSession.Outcome {
        terminal.note(announcement)
        let folder = try CapacityFolder(named: nil, of: plan, isEmulated: server != nil)
        let session = CapacitySession(
            plan: plan, capacity: search, objectives: objectives, server: server,
            apiKey: try apiKey(), folder: folder, terminal: terminal)
        let summary: CapacitySummary
        do {
            summary = try await session.run()
            try folder.write(summary, CapacityFormat.allCases)
            terminal.watch?.wrote(page: folder.file(.html))
        } catch let error as RecordError {
            Terminal.warn("streamgauge: \(error)")
            return RunSession.Outcome(code: .recordFailed, folder: folder.path)
        }
        terminal.note(CapacityWording.answer(summary))
        let code = ExitCode(of: summary)
        // What was found is judged by the gate.
        let isDead = [.interrupted, .recordFailed, .targetUnusable].contains(code)
        return RunSession.Outcome(code: isDead ? code : .success, folder: folder.path)
    }

    func reason(in folder: String) throws -> String {
        let summary = try CapacityFolder(opening: folder)?.summary()
        let step = summary?.steps.last.map { "\(folder)/\($0.folder)" }
        let failed = try step.flatMap { path in
            try RecordReader(opening: path).requests().first { $0.outcome.isFailure }
        }
        let what = failed.map { "\($0.outcome.rawValue): \($0.message ?? "no message")" }
        return "\(summary?.endpoint ?? folder): \(what ?? "no request was sent")"
    }

    func finding(in folder: String) throws -> GateFinding {
        guard let search = CapacityFolder(opening: folder) else {
            throw RecordError.cannotRead(file: folder, reason: "it holds no capacity.json")
        }
        let summary = try search.summary()
        return GateFinding(
            profile: try search.profile(), seconds: summary.seconds,
            capacity: StatedCapacity(summary))
    }

    func stop() async { try? await server?.stop() }
}
