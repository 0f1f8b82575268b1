import Analysis
import ArgumentParser
import Foundation
import RecordStore
import Reporting
import RunModel

/// A side of a run of which no request succeeded.
struct FailedSide {
    let name: String
    let endpoint: String
    let requests: [RequestRecord]
}

extension RunRecord {
    /// The sides of a run with two that have requests and no success, or both where nothing was sent.
    var failedSides: [FailedSide] {
        let sides = [manifest.endpoint, manifest.againstEndpoint ?? ""].enumerated().map {
            target, endpoint in
            FailedSide(
                name: AgainstPlan.name(ofSide: target), endpoint: endpoint,
                requests: requests.filter { $0.target == target })
        }
        if !requests.contains(where: \.outcome.isSuccess) {
            let asked = sides.filter { !$0.requests.isEmpty }
            return asked.isEmpty ? sides : asked
        }
        return sides.filter { side in
            side.requests.contains { $0.outcome.isFailure }
                && !side.requests.contains(where: \.outcome.isSuccess)
        }
    }
}

/// What follows from the record of a run with two sides.
struct ABReport: RunReport {
    private let record: RunRecord
    let directory: RecordDirectory
    private let report: SideReport

    /// Reads the record and judges it. Chunk rows are not looked at.
    ///
    /// - Throws: `RecordError` naming the file that cannot be read.
    init(
        of directory: RecordDirectory, _ rules: SideRules, _ formats: [SideFormat]
    ) throws(RecordError) {
        record = try RecordReader(opening: directory.path).read()
        self.directory = directory
        var rules = rules
        // What was measured of a run that was ended is shown, and decides nothing.
        if record.manifest.ending != .completed { rules.isForced = true }
        report = SideReport(
            comparison: SideComparison(
                manifest: record.manifest, requests: record.requests,
                histograms: record.histograms, rules: rules), formats: formats,
            folder: directory.path, record: directory.path)
    }

    var ending: RunEnding { record.manifest.ending }
    var page: String { directory.path(of: .comparisonPage) }

    func show(on terminal: Terminal) throws(ExitCode) { try report.show(on: terminal) }

    func files() throws(RecordError) -> [DerivedFile] {
        do {
            return try DerivedFile.files(of: report.comparison, formats: report.formats)
        } catch {
            throw .cannotWrite(file: directory.path, reason: String(describing: error))
        }
    }

    func charts(isDark: Bool) -> [DerivedFile] {
        ChartFiles.files(of: report.comparison, isDark: isDark)
    }

    func judge(target: String) -> ExitCode {
        if record.manifest.isBetweenFailed { return .betweenFailed }
        let failed = record.failedSides
        for side in failed {
            Terminal.warnOfFailure(
                of: side.requests, target: "side \(side.name), \(side.endpoint),")
        }
        let hasSuccess = record.requests.contains(where: \.outcome.isSuccess)
        return hasSuccess ? report.exitCode : .targetUnusable
    }
}
