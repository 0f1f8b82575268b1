package import Foundation
internal import RunModel

/// All that `doctor` has found: what `--json` prints (docs/doctor.schema.json).
package struct Examination: Codable, Sendable, Equatable {
    package static let currentFormat = 1

    package let format: Int
    package let version: String
    /// As it may be shown; absent where no target was asked.
    package let target: String?
    /// Whether the target was the emulator inside the program; absent where it was not.
    package let isEmulated: Bool?
    /// How many streams the machine was to carry.
    package let streams: Int
    package let findings: [Finding]
    package let isHealthy: Bool

    package init(
        version: String, target: String?, isEmulated: Bool, streams: Int, findings: [Finding]
    ) {
        format = Self.currentFormat
        self.version = version
        self.target = target
        self.isEmulated = isEmulated ? true : nil
        self.streams = streams
        self.findings = findings.sorted { $0.check < $1.check }
        isHealthy = !findings.contains { $0.state == .mend }
    }

    /// With a line end.
    ///
    /// - Throws: never for such values; an encoder's error.
    package func json() throws -> Data {
        try SnakeCase.encoder().encode(self) + Data("\n".utf8)
    }
}
