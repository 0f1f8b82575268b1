import Analysis
import ArgumentParser
import RecordStore
import Reporting
import RunModel

/// What follows from a run's record, as the session that made the record ends with it.
protocol RunReport {
    var ending: RunEnding { get }
    /// Whether the run's own numbers can be believed.
    var isTrusted: Bool { get }
    /// The path of the page, whether it was written or not.
    var page: String { get }
    /// Prints the table, or JSON where that is asked for.
    ///
    /// - Throws: `ExitCode` where standard output takes no more.
    func show(on terminal: Terminal) throws(ExitCode)
    /// Writes the files of it into the record's folder.
    ///
    /// - Throws: `RecordError.cannotWrite`.
    func write() throws(RecordError)
    /// Every chart as a file of its own.
    func charts(isDark: Bool) -> [DerivedFile]
    /// What the run came to, with a sentence to standard error where that is not success.
    func judge(target: String) -> ExitCode
}

/// The report of a run that measures.
struct MeasuredReport: RunReport {
    private let derived: DerivedFiles
    private let table: DerivedFiles.Table
    private let formats: [ReportFormat]
    let page: String

    /// - Throws: `RecordError` naming the file that cannot be read.
    init(
        of folder: RecordDirectory, _ table: DerivedFiles.Table, _ formats: [ReportFormat]
    ) throws(RecordError) {
        derived = try DerivedFiles(of: folder)
        self.table = table
        self.formats = formats
        page = folder.path(of: .report)
    }

    var ending: RunEnding { derived.record.manifest.ending }
    var isTrusted: Bool { !derived.summary.validity.checks.contains(where: \.spoilsNumbers) }

    func show(on terminal: Terminal) throws(ExitCode) {
        try derived.show(table, formats, on: terminal)
    }

    func write() throws(RecordError) { try derived.write(formats) }

    func charts(isDark: Bool) -> [DerivedFile] {
        ChartFiles.files(of: derived.summary, isDark: isDark)
    }

    func judge(target: String) -> ExitCode {
        let requests = derived.record.requests
        guard !requests.contains(where: \.outcome.isSuccess) else { return .success }
        Terminal.warnOfFailure(of: requests, target: target)
        return .targetUnusable
    }
}

extension RunReport {
    var isTrusted: Bool { true }

    /// None, where only a run's own report has them.
    func charts(isDark: Bool) -> [DerivedFile] { [] }
}

extension RecordDirectory {
    /// What the run was to do, which says how its record is judged.
    ///
    /// - Throws: `RecordError` when the manifest cannot be read.
    func plan() throws(RecordError) -> RunPlan {
        try RecordReader(opening: path).manifest.plan
    }
}

extension Terminal {
    /// Says that nothing succeeded, with the first failure of each kind.
    static func warnOfFailure(of requests: [RequestRecord], target: String) {
        var kinds: Set<Outcome> = []
        let firsts = requests.filter { $0.outcome.isFailure && kinds.insert($0.outcome).inserted }
            .map { "\($0.outcome.rawValue): \($0.message ?? "no message")" }
        warn(
            "streamgauge: no request to \(target) succeeded"
                + (firsts.first.map { "; the first failed with \($0)" } ?? ""))
        for other in firsts.dropFirst() { warn("streamgauge: others failed with \(other)") }
    }
}
