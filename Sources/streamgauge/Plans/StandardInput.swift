import Foundation

/// Standard input, which can be read once only, while a command is checked before it runs.
enum StandardInput {
    /// Read when it is first asked for; nil where it is no UTF-8.
    static let text: String? = String(
        data: FileHandle.standardInput.readDataToEndOfFile(), encoding: .utf8)

    /// The text of a file, or of standard input for `-`; nil where it cannot be read.
    static func text(of path: String) -> String? {
        path == "-" ? text : try? String(contentsOfFile: path, encoding: .utf8)
    }
}
