internal import Glibc
internal import RunModel

/// Why a record could not be made, read or merged: one sentence each, for the person at the terminal.
package enum RecordError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The folder of a run could not be made.
    case cannotCreate(folder: String, reason: String)
    /// A file of the record could not be written.
    case cannotWrite(file: String, reason: String)
    /// The thread that writes the record could not be started.
    case cannotStartWriter(reason: String)
    /// A file could not be opened or read.
    case cannotRead(file: String, reason: String)
    /// The folder holds no manifest.json.
    case notARecord(folder: String)
    /// The record was written by another version, later or earlier, whose format is not this one's.
    case unknownFormat(file: String, format: Int)
    /// A file's content is not what docs/formats.md says; `line` counts from 1, nil for the whole file.
    case malformed(file: String, line: Int?, reason: String)
    /// The records do not belong together.
    case cannotMerge(reason: String)

    package var description: String {
        switch self {
        case .cannotCreate(let folder, let reason):
            "cannot create '\(folder)': \(reason); make it writable or choose another folder"
        case .cannotWrite(let file, let reason):
            "cannot write '\(file)': \(reason)"
        case .cannotStartWriter(let reason):
            "cannot start the thread that writes the record: \(reason)"
        case .cannotRead(let file, let reason):
            "cannot read '\(file)': \(reason)"
        case .notARecord(let folder):
            "'\(folder)' is not a run's record: it holds no manifest.json"
        case .unknownFormat(let file, let format):
            "'\(file)' has record format \(format) and this version reads \(RunManifest.currentFormat); use "
                + (format > RunManifest.currentFormat
                    ? "a newer streamgauge"
                    : "the one that wrote it, or measure again with 'streamgauge run'; its report.html and "
                        + "summary.csv stay as they are")
        case .malformed(let file, let line?, let reason):
            "'\(file)', line \(line): \(reason)"
        case .malformed(let file, nil, let reason):
            "'\(file)': \(reason)"
        case .cannotMerge(let reason):
            "cannot merge: \(reason)"
        }
    }

    /// What the C library calls `code`, such as "No space left on device".
    static func reason(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}
