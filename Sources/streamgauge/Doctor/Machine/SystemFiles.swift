import Foundation

/// The kernel's files of /proc and /sys, or texts in their place.
struct SystemFiles: Sendable {
    /// The text of a file; nil where there is none that can be read.
    let text: @Sendable (_ path: String) -> String?
    /// The names in a folder, sorted.
    let names: @Sendable (_ path: String) -> [String]

    static let ofThisMachine = SystemFiles(
        text: { path in
            FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        },
        names: { path in
            ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
        })

    /// Its first word.
    func word(_ path: String) -> String? {
        text(path)?.split(whereSeparator: \.isWhitespace).first.map(String.init)
    }
}
