import Foundation
import RecordStore

/// A file that was asked for by name.
enum OutputFile {
    /// Writes it whole or not at all.
    ///
    /// - Throws: `RecordError.cannotWrite`, also of what makes the contents.
    static func write(to path: String, _ contents: () throws -> Data) throws(RecordError) {
        do {
            try contents().write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw .cannotWrite(file: path, reason: error.localizedDescription)
        }
    }
}
