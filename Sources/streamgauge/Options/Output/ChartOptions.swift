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
        let place = URL(filePath: folder, directoryHint: .isDirectory)
        let files = charts(dark)
        do {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            for file in files {
                try file.contents.write(to: place.appending(path: file.name), options: .atomic)
            }
        } catch {
            throw .cannotWrite(file: folder, reason: error.localizedDescription)
        }
        return "written \(files.count) charts into \(folder)\n"
    }
}
