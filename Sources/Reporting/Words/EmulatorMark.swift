internal import Analysis
internal import RunModel

/// What everything made of a run of the emulator begins with, so that its numbers are never taken for an API's.
enum EmulatorMark {
    static let word = "EMULATOR"

    /// `text` behind the mark, where the emulator was measured.
    static func title(_ text: String, _ isEmulated: Bool?) -> String {
        isEmulated == true ? "\(word): \(text)" : text
    }
}

extension SideComparison {
    /// Whether a run of either side is one of the emulator.
    var isEmulated: Bool { (base + new).contains { $0.isEmulated == true } }
}

extension GateResult {
    /// Whether a run is one of the emulator.
    var isEmulated: Bool { runs.contains { $0.isEmulated == true } }
}
