internal import Analysis
internal import RunModel

/// What only some runs have, for a terminal: classes, readers who left, judged answers, sizes. Each stands where it has
/// data.
struct ConsoleWork {
    private let summary: RunSummary

    init(_ summary: RunSummary) { self.summary = summary }

    /// Blocks with an empty line before each.
    func lines() -> [String] {
        let quality = summary.numbers.modes.compactMap { numbers in
            WorkWording.quality(numbers).map {
                summary.modes.count > 1 ? "\(Wording.mode(numbers.mode)): \($0)" : $0
            }
        }
        return list("classes", WorkWording.classes(summary))
            + (summary.leaving.map {
                [""] + TerminalText.hanging("leavers", facts: WorkWording.leaving($0))
            } ?? [])
            + list("answers", quality)
            + list("sizes", summary.sizes.map(WorkWording.sizes) ?? [])
            + (summary.manifest.energy == nil
                ? []
                : [""] + TerminalText.hanging("energy", facts: WorkWording.energy(summary)))
    }

    private func list(_ name: String, _ items: [String]) -> [String] {
        guard !items.isEmpty else { return [] }
        return [""]
            + items.enumerated().flatMap { index, item in
                TerminalText.hanging(index == 0 ? name : "", TerminalText.harmless(item))
            }
    }
}
