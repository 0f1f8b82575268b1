import Analysis
import ArgumentParser
import Foundation
import RecordStore
import Reporting

/// What a comparison says, on the terminal, in files and as the exit code.
struct SideReport {
    let comparison: SideComparison
    let formats: [SideFormat]
    /// Where its files go.
    let folder: String
    /// The run's folder, of a comparison within one run.
    var record: String?

    /// Writes a file a format.
    ///
    /// - Throws: `RecordError.cannotWrite`.
    func write() throws(RecordError) {
        try WholeFile.makeFolder(folder)
        for format in formats {
            let path = "\(folder)/\(format.fileName)"
            guard let contents = try? format.contents(of: comparison) else { continue }
            try WholeFile.write(Array(contents), named: path)
        }
    }

    /// Prints the table or the JSON.
    ///
    /// - Throws: `ExitCode` where standard output cannot be written.
    func show(on terminal: Terminal) throws(ExitCode) {
        if terminal.isJSON {
            let json = (try? SidesJSON.data(comparison, folder: record)) ?? Data()
            try Terminal.say(String(decoding: json, as: UTF8.self))
        } else if !terminal.isQuiet {
            let console = ConsoleSides(
                comparison, files: formats.map { "\(folder)/\($0.fileName)" },
                usesColour: terminal.hasColor)
            try Terminal.say(console.rendered())
        } else if let record {
            try Terminal.say(record + "\n")
        }
    }

    var exitCode: ExitCode {
        switch comparison.verdict {
        case .noRegression: .success
        case .regression: .regression
        case .cannotTell: .changeUntold
        case .notComparable, .nothingJudged: .notComparable
        }
    }
}
