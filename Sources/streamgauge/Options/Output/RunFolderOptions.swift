import ArgumentParser
import Foundation
import RunModel

/// Where a run's files go, and what the run is called.
struct RunFolderOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Name of the run, part of its dated folder's name.", valueName: "name"))
    var name: String?

    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: ArgumentHelp(
            "The folder for the run's files, new or empty (default a dated one in reports).",
            valueName: "folder"))
    var out: String?

    @Option(
        help: ArgumentHelp(
            "The folder in which the run's dated folder is made (default reports).",
            valueName: "folder"))
    var reports: String?

    @OptionGroup var metrics: ServerMetricsOptions

    /// The run's own folder where it is named.
    var folder: String? {
        out.map { path in
            let bare = String(path.reversed().drop { $0 == "/" }.reversed())
            return bare.isEmpty ? path : bare
        }
    }

    func apply(to plan: inout RunPlan) {
        plan.name = name ?? plan.name
        plan.record.folder = reports ?? plan.record.folder
        metrics.apply(to: &plan)
    }

    func validate() throws {
        if let name, TypedSecret.isCertain(name) {
            throw ValidationError(
                "--name looks like a key, and would stand in the record and in the folder's name; give another."
            )
        }
        guard let folder else { return }
        guard reports == nil else {
            throw ValidationError(
                "--out is the run's own folder and --reports the folder of dated ones; give one of them."
            )
        }
        guard !folder.isEmpty else { throw ValidationError("--out takes a folder.") }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else { return }
        guard isFolder.boolValue else {
            throw ValidationError("--out: '\(folder)' is a file; give a folder.")
        }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard files.isEmpty else {
            throw ValidationError(
                "--out: '\(folder)' is not empty; give a new folder, or with --reports one in which each run "
                    + "makes a dated folder of its own.")
        }
    }

    /// Of a command that may run several times.
    func refuseOut() throws {
        guard out == nil else {
            throw ValidationError(
                "--out: a gate runs as often as it must; --reports names the folder of its runs' dated folders."
            )
        }
    }
}
