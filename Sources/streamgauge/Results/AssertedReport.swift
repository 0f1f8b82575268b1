import Analysis
import ArgumentParser
import RecordStore
import Reporting
import RunModel

/// A run's report, and what was asserted of the run.
struct AssertedReport: RunReport {
    private let report: any RunReport
    private let assertions: [Assertion]
    private let target: Int?

    init(
        _ report: any RunReport, _ assertions: [Assertion], target: Int?
    ) {
        self.report = report
        self.assertions = assertions
        self.target = target
    }

    var ending: RunEnding { report.ending }
    var directory: RecordDirectory { report.directory }
    var page: String { report.page }

    func show(on terminal: Terminal) throws(ExitCode) {
        try report.show(on: terminal)
        do {
            try Self.tellClaims(of: directory, on: terminal)
        } catch {
            Terminal.warn("streamgauge: \(error)")
            throw .recordFailed
        }
    }

    func files() throws(RecordError) -> [DerivedFile] { try report.files() }

    func judge(target name: String) -> ExitCode {
        let code = report.judge(target: name)
        guard !assertions.isEmpty, code != .targetUnusable, code != .betweenFailed else {
            return code
        }
        do {
            let results = try AssertedRecord(directory.path, target: target).results(of: assertions)
            let told = try Self.told(results, on: nil)
            guard report.isTrusted else { return .notTrustworthy }
            return ExitCode.worst(code, told)
        } catch {
            Terminal.warn("streamgauge: \(error)")
            return .recordFailed
        }
    }

    /// Says on standard error how the claims of the plan stand, each with its source. They decide nothing: whoever
    /// wants that asserts.
    static func tellClaims(of folder: RecordDirectory, on terminal: Terminal) throws {
        let claims = try folder.plan().judging?.claims ?? []
        guard !claims.isEmpty, !terminal.isQuiet else { return }
        let assertions = try claims.map { try $0.assertion() }
        let results = try AssertedRecord(folder.path).results(of: assertions)
        for (claim, result) in zip(claims, results) {
            Terminal.warn("claimed: \(AssertionLine.text(result)); source: \(claim.source)")
        }
    }

    /// Says each result on standard error, a line each: standard output is the report's.
    ///
    /// - Returns: 0 where all hold, 2 where one does not, 1 where one could not be told.
    static func told(_ results: [AssertionResult], on terminal: Terminal?) throws -> ExitCode {
        for result in results where terminal?.isQuiet != true || result.outcome != .holds {
            Terminal.warn(AssertionLine.text(result))
        }
        if results.contains(where: { $0.outcome == .fails }) { return .assertionFailed }
        return results.contains { $0.outcome == .cannotTell } ? .changeUntold : .success
    }
}

extension ExitCode {
    /// In the order in which they are told where several apply: docs/gate.md.
    static func worst(_ codes: ExitCode...) -> ExitCode {
        let order: [ExitCode] = [
            .interrupted, .recordFailed, .targetUnusable, .notTrustworthy, .regression,
            .assertionFailed, .notComparable, .changeUntold,
        ]
        return order.first(where: codes.contains) ?? codes.first { $0 != .success } ?? .success
    }
}
