import ArgumentParser
import Foundation
import History
import RecordStore

extension HistoryFolder {
    /// Runs a command on it, with the exit code of whatever it throws.
    func run(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as RecordError {
            Terminal.warn("streamgauge: \(error)")
            throw ExitCode.recordFailed
        }
    }

    /// The id that a user means: whole, a part that no other has, or `last`.
    ///
    /// - Throws: `ValidationError` where there is none, or several.
    func id(_ text: String, in listing: Listing? = nil) throws -> String {
        let ids = (listing ?? self.listing()).items.map(\.id)
        if text == "last", let last = ids.last { return last }
        if ids.contains(text) { return text }
        let found = text.utf8.count < 4 ? [] : ids.filter { $0.contains(text) }
        guard let id = found.first else {
            throw ValidationError(
                ids.isEmpty
                    ? "The history '\(path)' holds no run; 'streamgauge gate' and 'streamgauge history add' save some."
                    : "There is no run '\(text)' in '\(path)'; 'streamgauge history list' names them."
            )
        }
        guard found.count == 1 else {
            throw ValidationError(
                "'\(text)' is a part of \(found.count) ids; give more of it.")
        }
        return id
    }

    /// Names what was left out.
    static func tell(_ skipped: [Skipped]) {
        for one in skipped.prefix(10) {
            Terminal.warn("streamgauge: left out '\(one.file)': \(one.fault)")
        }
        if skipped.count > 10 {
            Terminal.warn("streamgauge: and \(skipped.count - 10) more files left out")
        }
    }

    /// Who says something of a run.
    static var author: String? {
        let environment = ProcessInfo.processInfo.environment
        return [
            "GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BUILD_USER_ID", "BUILDKITE_BUILD_CREATOR", "USER",
        ]
        .lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
}
