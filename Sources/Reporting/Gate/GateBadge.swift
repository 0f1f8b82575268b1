internal import Analysis
internal import Foundation
internal import RunModel

/// badge.json: the endpoint form of shields.io (https://shields.io/badges/endpoint-badge).
enum GateBadge {
    private struct Badge: Encodable {
        // Their names, which are no snake_case.
        var schemaVersion = 1
        var label = "streamgauge"
        var message: String
        var color: String
    }

    static func data(_ result: GateResult) throws -> Data {
        let color =
            switch result.verdict {
            case .passed: "brightgreen"
            case .noBaseline, .shortHistory: "lightgrey"
            case .cannotTell: "yellow"
            default: "red"
            }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return try encoder.encode(
            Badge(
                message: EmulatorMark.title(
                    GateWording.short(result.verdict), result.isEmulated), color: color))
            + Data("\n".utf8)
    }
}
