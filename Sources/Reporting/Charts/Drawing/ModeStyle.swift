internal import RunModel

extension ResponseMode {
    /// The class that gives a mark the mode's colour.
    var style: String { "m-\(rawValue)" }
}

/// The legend entries of the modes in one chart: streaming is drawn solid, non-streaming dashed.
enum ModeLegend {
    static func toggle(_ mode: ResponseMode) -> Int { mode == .streaming ? 0 : 1 }

    /// The class of a group of marks: the mode's colour, and the legend's entry.
    static func group(_ mode: ResponseMode) -> String { "\(mode.style) t\(toggle(mode))" }

    /// None for a single mode: there is nothing to tell apart.
    static func entries(_ modes: [ResponseMode], form: String) -> [LegendEntry] {
        guard modes.count > 1 else { return [] }
        return modes.map {
            LegendEntry(toggle($0), key: "\(form) \($0.style)", Wording.mode($0))
        }
    }
}
