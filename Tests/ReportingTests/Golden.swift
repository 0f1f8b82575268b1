import Foundation
import Testing

/// Compares a text with a file under Tests/ReportingTests/Golden.
///
/// `UPDATE_GOLDEN=1 swift test --filter ReportingTests` writes the files instead; read the diff.
func expectGolden(_ text: String, _ name: String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Golden/\(name)")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
        try text.write(to: file, atomically: true, encoding: .utf8)
        return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    for (index, pair) in zip(text.split(separator: "\n"), expected.split(separator: "\n"))
        .enumerated() where pair.0 != pair.1
    {
        Issue.record("\(name), line \(index + 1): \(pair.0) is not \(pair.1)")
        return
    }
    #expect(text == expected)
}
