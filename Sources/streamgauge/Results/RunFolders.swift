import ArgumentParser
import Foundation
import RecordStore
import RunModel

/// Which runs are meant by what a user typed: folders of runs, folders that hold such folders, and patterns.
enum RunFolders {
    /// The runs' folders, each once, in the order given and by name within one argument.
    ///
    /// Searches for the capacity are among them where `searches` says so.
    ///
    /// - Throws: `ValidationError` naming the argument in which there is no run.
    static func found(
        _ arguments: [String], of option: String, searches: Bool = false
    ) throws -> [String] {
        var folders: [String] = []
        for argument in arguments {
            let paths = try isFolder(argument) ? [argument] : matches(argument, of: option)
            let found = paths.flatMap { path in
                searches && CapacityFolder(opening: path) != nil ? [path] : runs(in: path)
            }
            guard !found.isEmpty else {
                throw ValidationError(
                    "\(option): '\(argument)' holds no run; a run's folder has a manifest.json.")
            }
            for run in found where !folders.contains(run) { folders.append(run) }
        }
        return folders
    }

    /// The runs of a folder in order of time; what cannot be read is none.
    static func recorded(in folder: String) -> [(folder: String, manifest: RunManifest)] {
        runs(in: folder).compactMap { path in
            (try? RecordReader(opening: path).manifest).map { (path, $0) }
        }.sorted { ($0.manifest.started, $0.folder) < ($1.manifest.started, $1.folder) }
    }

    private static func matches(_ pattern: String, of option: String) throws -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0, let paths = found.gl_pathv else {
            throw ValidationError("\(option): there is no '\(pattern)'; give the folders of runs.")
        }
        return (0..<Int(found.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
            .filter { isFolder($0) }
    }

    /// The folder itself, or those in it.
    private static func runs(in folder: String) -> [String] {
        if isRun(folder) { return [folder] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { "\(folder)/\($0)" }.filter(isRun)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }

    private static func isRun(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(path)/manifest.json")
    }
}
