package import Analysis

/// A gate's verdict in one line, for standard error.
package enum GateLine {
    package static func text(_ result: GateResult) -> String {
        EmulatorMark.title(
            TerminalText.harmless(
                "\(result.name): \(GateWording.headline(result))"),
            result.isEmulated)
    }
}
