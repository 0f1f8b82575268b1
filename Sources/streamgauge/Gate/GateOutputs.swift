import Analysis
import ArgumentParser
import Foundation
import RecordStore
import Reporting

/// Where a gate's result goes beside the terminal: files, and what a CI system reads.
struct GateOutputs {
    let folder: String

    /// Takes the files of a gate before away, lest they be read as those of one that came to nothing.
    func clear() {
        for format in GateFormat.allCases {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(format.fileName)")
        }
    }

    /// Writes the files, and what a GitHub step reads.
    ///
    /// - Returns: the paths of what a person reads.
    /// - Throws: `RecordError`.
    func write(_ result: GateResult) throws(RecordError) -> [String] {
        let files = try writeFiles(result)
        try summarize(result)
        return files
    }

    /// Writes a file a format; the one that there is nothing for is taken away, lest that of a run before be read.
    ///
    /// - Returns: the paths of what a person reads.
    /// - Throws: `RecordError`.
    func writeFiles(_ result: GateResult) throws(RecordError) -> [String] {
        try WholeFile.makeFolder(folder)
        for format in GateFormat.allCases {
            let path = "\(folder)/\(format.fileName)"
            let contents: Data?
            do {
                contents = try format.contents(of: result)
            } catch {
                throw .cannotWrite(file: path, reason: String(describing: error))
            }
            if let contents {
                try WholeFile.write([UInt8](contents), to: path)
            } else {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
        return [page ?? "\(folder)/\(GateFormat.markdown.fileName)"]
    }

    private var page: String? {
        let path = "\(folder)/\(GateFormat.page.fileName)"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// The summary and the outputs of a GitHub step.
    private func summarize(_ result: GateResult) throws(RecordError) {
        let environment = ProcessInfo.processInfo.environment
        if let path = environment["GITHUB_STEP_SUMMARY"], !path.isEmpty {
            try append(GateMarkdown(result).text(), to: path)
        }
        if let path = environment["GITHUB_OUTPUT"], !path.isEmpty {
            let report = page ?? "\(folder)/\(GateFormat.markdown.fileName)"
            try append(GateAnnotations.outputs(result, report: report), to: path)
        }
    }

    /// `::error` lines, which a runner finds in what the step prints.
    func annotate(_ result: GateResult, isJSON: Bool) throws(ExitCode) {
        guard ProcessInfo.processInfo.environment["GITHUB_ACTIONS"] == "true" else { return }
        for line in GateAnnotations.lines(result) {
            if isJSON { Terminal.warn(line) } else { try Terminal.say(line + "\n") }
        }
    }

    private func append(_ text: String, to path: String) throws(RecordError) {
        guard let file = fopen(path, "a") else {
            throw .cannotWrite(file: path, reason: String(cString: strerror(errno)))
        }
        let written = fputs(text, file)
        guard fclose(file) == 0, written >= 0 else {
            throw .cannotWrite(file: path, reason: String(cString: strerror(errno)))
        }
    }
}
