internal import Glibc

/// The folder of one run: where its files are, and which of them exist.
package struct RecordDirectory: Sendable, Equatable {
    /// The files of a record, by their names on disk (docs/formats.md).
    package enum File: String, Sendable, CaseIterable {
        case manifest = "manifest.json"
        case requests = "requests.csv"
        case chunks = "chunks.csv"
        case histograms = "histograms.hlog"
        case server = "server.csv"
        case between = "between.log"
        case marks = "marks.csv"
        case summaryTable = "summary.csv"
        case summary = "summary.json"
        case report = "report.html"
        case markdown = "report.md"
        case metrics = "metrics.prom"
        case openMetrics = "metrics.openmetrics.txt"
        case limits = "limits.json"
        case limitsTable = "limits.csv"
        case limitsPage = "limits.html"
        case limitsMarkdown = "limits.md"
        case comparison = "comparison.json"
        case comparisonTable = "comparison.csv"
        case comparisonPage = "compare.html"
        case comparisonMarkdown = "comparison.md"
        case comparisonCases = "junit.xml"
    }

    package let path: String

    /// A folder that is expected to hold a record.
    ///
    /// - Throws: `RecordError.notARecord` when it has no manifest.json.
    package init(opening path: String) throws(RecordError) {
        self.path = path
        guard holds(.manifest) else { throw .notARecord(folder: path) }
    }

    /// Makes a new, empty folder `<time>-<name>` inside `folder`, which is made too where it is missing.
    ///
    /// The name keeps letters, digits, `.`, `_` and `-` of ASCII; where a folder of that name exists,
    /// `-2`, `-3` and so on is appended. Two processes that start at once get two folders, because
    /// mkdir(2) itself decides who was first.
    ///
    /// - Throws: `RecordError.cannotCreate`.
    package init(creatingIn folder: String, name: String, at time: UTCTime) throws(RecordError) {
        try Self.makeFolders(folder)
        let wanted = "\(folder)/\(time.fileName)-\(Self.sanitized(name))"
        var candidate = wanted
        var number = 1
        while mkdir(candidate, 0o777) != 0 {
            let code = errno
            guard code == EEXIST, number < 10_000 else {
                throw .cannotCreate(folder: candidate, reason: RecordError.reason(code))
            }
            number += 1
            candidate = "\(wanted)-\(number)"
        }
        path = candidate
    }

    /// Takes a folder that is new or empty, so that nothing of another run stands in it.
    ///
    /// - Throws: `RecordError.cannotCreate`.
    package init(creatingAt folder: String) throws(RecordError) {
        try Self.makeFolders(folder)
        guard let entries = opendir(folder) else {
            throw .cannotCreate(folder: folder, reason: RecordError.reason(errno))
        }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            // Its own name and its parent's begin with a dot, and so does what a file system keeps for itself.
            guard entry.pointee.d_name.0 == CChar(UInt8(ascii: ".")) else {
                throw .cannotCreate(folder: folder, reason: "it is not empty")
            }
        }
        path = folder
    }

    package func path(of file: File) -> String { "\(path)/\(file.rawValue)" }

    package func holds(_ file: File) -> Bool { access(path(of: file), F_OK) == 0 }

    /// The files of a record that exist, in the order of `File`.
    package var contents: [File] { File.allCases.filter(holds) }

    /// Replaces `file` by `bytes` so that a reader, or a crash, meets the old content or the new one
    /// whole: a temporary file beside it, fsync(2), rename(2).
    ///
    /// - Throws: `RecordError.cannotWrite`; what stood there before still stands.
    package func writeAtomically(_ file: File, _ bytes: [UInt8]) throws(RecordError) {
        try WholeFile.write(bytes, to: path(of: file))
    }

    private static func sanitized(_ name: String) -> String {
        let kept = name.utf8.prefix(80).map { byte in
            isPlain(byte) ? Character(UnicodeScalar(byte)) : "-"
        }
        // A name of dots alone, or none, would read as a path or vanish.
        return kept.contains { $0 != "." && $0 != "-" } ? String(kept) : "run"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    static func makeFolders(_ folder: String) throws(RecordError) {
        var made = folder.hasPrefix("/") ? "" : "."
        for part in folder.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(made, 0o777) != 0 else { continue }
            let code = errno
            guard code == EEXIST || access(made, F_OK) == 0 else {
                throw .cannotCreate(folder: made, reason: RecordError.reason(code))
            }
        }
    }
}
