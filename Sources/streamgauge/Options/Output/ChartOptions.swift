import ArgumentParser
import Foundation
import RecordStore
import Reporting

/// Where a report's charts go as files of their own.
struct ChartOptions: ParsableArguments {
    @Option(
        name: .customLong("charts"),
        help: ArgumentHelp(
            "Write every chart as an SVG file of its own into this folder, and of a run card.svg (1200 x 630) with "
                + "its headline numbers.", valueName: "folder"))
    var folder: String?

    @Flag(help: "With --charts: in dark colours.")
    var dark = false

    func validate() throws {
        guard folder != nil || !dark else {
            throw ValidationError("--dark is of --charts; name their folder.")
        }
    }

    /// Writes the charts where they are asked for, and returns a line that says so.
    ///
    /// - Throws: `RecordError.cannotWrite`.
    func write(_ charts: (_ isDark: Bool) -> [DerivedFile]) throws(RecordError) -> String? {
        guard let folder else { return nil }
        let files = charts(dark)
        try WholeFile.makeFolder(folder)
        for file in files {
            try WholeFile.write(Array(file.contents), named: "\(folder)/\(file.name)")
        }
        return "written \(files.count) charts into \(folder)\n"
    }
}
