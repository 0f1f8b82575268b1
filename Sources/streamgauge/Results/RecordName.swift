import Foundation

/// What a run is called where several are listed.
enum RecordName {
    static func of(_ folder: String) -> String { URL(filePath: folder).lastPathComponent }
}
