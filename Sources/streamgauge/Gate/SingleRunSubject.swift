import Analysis
import ArgumentParser
import Engine
import RecordStore
import Reporting
import RunModel

/// A subject that is one run, with a record of its own.
protocol SingleRunSubject: GateSubject {
    /// What is to be run; the plan with a seed of this run's own, where `seed` is given.
    func order(seed: UInt64?) throws -> RunOrder
    /// The files of the run's record.
    func report(_ folder: RecordDirectory) throws(RecordError) -> any RunReport
}

extension SingleRunSubject {
    func probes() throws -> [RunOrder] { [try order(seed: nil)] }

    func measure(seed: UInt64, on terminal: Terminal) async throws -> RunSession.Outcome {
        let session = RunSession(
            try order(seed: seed), terminal.withoutJSON,
            announcement: announcement
        ) { folder throws(RecordError) in SilentReport(try report(folder)) }
        return try await session.outcome()
    }

    func reason(in folder: String) throws -> String {
        let record = try RecordReader(opening: folder).read()
        let side = record.manifest.plan.against == nil ? nil : record.failedSides.first
        let first = (side?.requests ?? record.requests).first { $0.outcome.isFailure }
        let place = side.map { "side \($0.name), \($0.endpoint)" } ?? record.manifest.endpoint
        let what = first.map { "\($0.outcome.rawValue): \($0.message ?? "no message")" }
        return "\(place): \(what ?? "no request was sent")"
    }
}

extension GateFinding {
    /// Of a run whose manifest is known.
    init(_ profile: RunProfile, _ manifest: RunManifest) {
        self.profile = profile
        seconds = manifest.seconds
        abortedBy = manifest.abortedBy
    }
}

/// A report whose table nobody is shown: the gate has its own.
struct SilentReport: RunReport {
    private let report: any RunReport

    init(_ report: any RunReport) {
        self.report = report
    }

    var ending: RunEnding { report.ending }
    var directory: RecordDirectory { report.directory }
    var page: String { report.page }

    func show(on terminal: Terminal) throws(ExitCode) {}
    func files() throws(RecordError) -> [DerivedFile] { try report.files() }
    func judge(target: String) -> ExitCode { report.judge(target: target) }
}
