import Analysis
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
    init(named folder: String?, in reports: String, name: String) throws(RecordError) {
        let directory =
            if let folder {
                try RecordDirectory(creatingAt: folder)
            } else {
                try RecordDirectory(creatingIn: reports, name: name, at: .now())
            }
        path = directory.path
    }

    /// One that is there; nil where the folder holds no search.
    init?(opening path: String) {
        self.path = path
        guard FileManager.default.fileExists(atPath: file(.json)) else { return nil }
    }

    func file(_ format: CapacityFormat) -> String { "\(path)/\(format.fileName)" }

    /// Where the record of a step goes, and its name within the folder.
    func step(_ number: Int, load: Double) -> (path: String, name: String) {
        let name = "steps/\(number < 10 ? "0" : "")\(number)-\(QuantityText.load(load))"
        return ("\(path)/\(name)", name)
    }

    /// - Throws: `RecordError.cannotRead` or a `DecodingError`.
    func summary() throws -> CapacitySummary {
        try CapacityJSON.summary(from: Data(contentsOf: URL(filePath: file(.json))))
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
