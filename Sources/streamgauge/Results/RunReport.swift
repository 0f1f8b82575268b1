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
    /// The run's folder.
    var directory: RecordDirectory { get }
    /// The path of the page, whether it was written or not.
    var page: String { get }
    /// Prints the table, or JSON where that is asked for.
    ///
    /// - Throws: `ExitCode` where standard output takes no more.
    func show(on terminal: Terminal) throws(ExitCode)
    /// The files of it, for the record's folder.
    ///
    /// - Throws: `RecordError.cannotWrite`.
    func files() throws(RecordError) -> [DerivedFile]
    /// Every chart as a file of its own.
    func charts(isDark: Bool) -> [DerivedFile]
    /// What the run came to, with a sentence to standard error where that is not success.
    func judge(target: String) -> ExitCode
}

/// The report of a run that measures.
struct MeasuredReport: RunReport {
    let directory: RecordDirectory
    private let derived: DerivedFiles
    private let table: DerivedFiles.Table
    private let formats: [ReportFormat]
    /// Whether numbers that cannot be trusted are no success.
    private let isStrict: Bool

    /// - Throws: `RecordError` naming the file that cannot be read.
    init(
        of folder: RecordDirectory, _ table: DerivedFiles.Table, _ formats: [ReportFormat],
        isStrict: Bool
    ) throws(RecordError) {
        directory = folder
        derived = try DerivedFiles(of: folder)
        self.table = table
        self.formats = formats
        self.isStrict = isStrict
    }

    var page: String { directory.path(of: .report) }

    var ending: RunEnding { derived.record.manifest.ending }
    var isTrusted: Bool { !derived.summary.validity.checks.contains(where: \.spoilsNumbers) }

    func show(on terminal: Terminal) throws(ExitCode) {
        try derived.show(table, formats, on: terminal)
    }

    func files() throws(RecordError) -> [DerivedFile] { try derived.files(formats) }

    func charts(isDark: Bool) -> [DerivedFile] {
        ChartFiles.files(of: derived.summary, isDark: isDark)
    }

    func judge(target: String) -> ExitCode {
        let requests = derived.record.requests
        guard requests.contains(where: \.outcome.isSuccess) else {
            Terminal.warnOfFailure(of: requests, target: target)
            return .targetUnusable
        }
        guard isStrict, let doubt = TrustDoubt.sentence(derived.summary) else { return .success }
        Terminal.warn("streamgauge: --strict: this run cannot be trusted: \(doubt)")
        return .notTrustworthy
    }
}

extension RunReport {
    var isTrusted: Bool { true }

    /// Writes the files into the record's folder.
    ///
    /// - Throws: `RecordError.cannotWrite`.
    func write() throws(RecordError) { try directory.write(try files()) }

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
