import Foundation

/// A file that a test writes and takes away.
struct RowFolder {
    private let path: String

    /// Nil where it is there already.
    init?(_ path: String) {
        guard !FileManager.default.fileExists(atPath: path) else { return nil }
        self.path = path
    }

    func write(_ lines: some Sequence<String>) throws {
        try Data(lines.joined().utf8).write(to: URL(filePath: path))
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
