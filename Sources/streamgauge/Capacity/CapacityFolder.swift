import Analysis
import ArgumentParser
import Foundation
import RecordStore
import Reporting
import RunModel

/// The folder of a search: capacity.json and what is made of it, and in `steps` a record a step.
struct CapacityFolder {
    let path: String

    /// Makes one: the named folder, new or empty, or a dated one.
    ///
    /// - Throws: `RecordError.cannotCreate`.
    init(named folder: String?, of plan: RunPlan, isEmulated: Bool) throws(RecordError) {
        let isMarked = !isEmulated || plan.name.contains("emulator")
        let name = isMarked ? plan.name : "emulator-\(plan.name)"
        let directory =
            if let folder {
                try RecordDirectory(creatingAt: folder)
            } else {
                try RecordDirectory(creatingIn: plan.record.folder, name: name, at: .now())
            }
        path = directory.path
    }

    /// One that is there; nil where the folder holds no search.
    init?(opening path: String) {
        self.path = path
        guard FileManager.default.fileExists(atPath: file(.json)) else { return nil }
    }

    /// Those in a folder of reports.
    static func all(in folder: String) -> [CapacityFolder] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().compactMap { CapacityFolder(opening: "\(folder)/\($0)") }
    }

    func file(_ format: CapacityFormat) -> String { "\(path)/\(format.fileName)" }

    /// Where the record of a step goes, and its name within the folder: one that nothing lies in, for a kill may have
    /// left one behind.
    func step(_ number: Int, load: Double) -> (path: String, name: String) {
        let name = "steps/\(number < 10 ? "0" : "")\(number)-\(QuantityText.load(load))"
        var candidate = name
        var attempt = 1
        while FileManager.default.fileExists(atPath: "\(path)/\(candidate)") {
            attempt += 1
            candidate = "\(name)-\(attempt)"
        }
        return ("\(path)/\(candidate)", candidate)
    }

    /// - Throws: `ValidationError` where it cannot be read, or is one of another version.
    func summary() throws -> CapacitySummary {
        do {
            return try CapacityJSON.summary(from: Data(contentsOf: URL(filePath: file(.json))))
        } catch {
            throw ValidationError("'\(file(.json))' cannot be read as a capacity of this version.")
        }
    }

    /// What comparing needs of it.
    ///
    /// - Throws: `ValidationError` where it cannot be read or made no step; `RecordError` of its first step's.
    func profile() throws -> RunProfile {
        let summary = try summary()
        guard let step = summary.steps.first else {
            throw ValidationError("'\(path)' is a search that made no step; make it again.")
        }
        return RunProfile(
            name: RecordName.of(path), capacity: summary,
            manifest: try RecordReader(opening: "\(path)/\(step.folder)").manifest)
    }

    /// - Throws: `RecordError.cannotWrite`; what stood there before still stands.
    func write(_ summary: CapacitySummary, _ formats: [CapacityFormat]) throws(RecordError) {
        for format in formats {
            let contents: Data
            do {
                contents = try format.contents(of: summary)
            } catch {
                throw .cannotWrite(file: file(format), reason: String(describing: error))
            }
            try WholeFile.write([UInt8](contents), to: file(format))
        }
    }
}
