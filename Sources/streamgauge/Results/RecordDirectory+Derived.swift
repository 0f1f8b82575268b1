import RecordStore
import Reporting

extension RecordDirectory {
    /// The derived files that a table ends with: the one that a person reads, where there is one.
    func pathsToName(_ files: [String]) -> [String] {
        // A full disk may have taken none of them.
        let files = files.filter { name in File(rawValue: name).map(holds) == true }
        let page = files.first { $0.hasSuffix(".html") } ?? files.first { $0.hasSuffix(".md") }
        return (page.map { [$0] } ?? files).map { "\(path)/\($0)" }
    }

    /// Writes derived files to their places.
    ///
    /// - Throws: `RecordError.cannotWrite`.
    func write(_ files: [DerivedFile]) throws(RecordError) {
        for file in files {
            guard let place = File(rawValue: file.name) else {
                throw .cannotWrite(file: file.name, reason: "no file of a record has this name")
            }
            try writeAtomically(place, [UInt8](file.contents))
        }
    }
}
