import Foundation

/// The file of `--mark-file`: each line that is written to it while the command runs is a mark, whether it is appended or
/// takes the place of what stood there. Looked at some ten times a second.
struct MarkFileWatch {
    /// Of a larger file nothing is read.
    private static let mostBytes = 64 << 10

    private let path: String
    private var stamp: Stamp?
    private var content: [UInt8] = []

    private struct Stamp: Equatable {
        var file: UInt64
        var bytes: Int64
        var seconds: Int
        var nanoseconds: Int
    }

    /// What stands in the file already is no mark.
    init(_ path: String) {
        self.path = path
        _ = lines()
    }

    /// The lines since the last call.
    mutating func lines() -> [String] {
        guard let found = Self.stamp(of: path) else {
            (stamp, content) = (nil, [])
            return []
        }
        guard found != stamp, found.bytes <= Self.mostBytes,
            let bytes = FileManager.default.contents(atPath: path).map([UInt8].init),
            // Else it was written to meanwhile: what was read is looked at the next time.
            found == Self.stamp(of: path)
        else { return [] }
        // A line that is still being written waits for its end.
        let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let whole = Array(bytes[..<end])
        // Written once more as it was: `echo deployed > FILE`, again.
        let isSame = stamp != nil && bytes == content
        let new = whole.starts(with: content) ? whole.dropFirst(content.count) : whole[...]
        let last = Self.split(whole[...]).suffix(1)
        (stamp, content) = (found, whole)
        return isSame ? Array(last) : Self.split(new)
    }

    private static func split(_ bytes: ArraySlice<UInt8>) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func isFile(_ path: String) -> Bool { stamp(of: path) != nil }

    /// Nil of what is no file.
    private static func stamp(of path: String) -> Stamp? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Stamp(
            file: UInt64(status.st_ino), bytes: Int64(status.st_size),
            seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    }
}
