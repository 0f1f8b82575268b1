import ArgumentParser
import Foundation
import Reporting

/// A sweep as it is printed.
enum SweepTable {
    /// The table, the JSON, or the folder's path alone.
    ///
    /// - Throws: `ExitCode` where standard output cannot be written.
    static func show(
        _ report: SweepReport, files: [String], on terminal: Terminal
    ) throws(ExitCode) {
        if terminal.isJSON {
            let json = (try? SweepJSON.data(report.summary, folder: report.folder)) ?? Data()
            return try Terminal.say(String(decoding: json, as: UTF8.self))
        }
        guard !terminal.isQuiet else { return try Terminal.say(report.folder + "\n") }
        let page = files.filter { $0.hasSuffix(".html") }
        try Terminal.say(
            ConsoleSweep(
                report.summary, folder: report.folder, files: page.isEmpty ? files : page,
                usesColour: terminal.hasColor
            ).rendered())
    }
}
