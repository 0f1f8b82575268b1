import Analysis
import History

/// Makes a history of so many runs.
enum HistoryWriter {
    static func write(_ count: Int, to path: String) {
        let folder = HistoryFolder(path)
        var target = SimulatedTarget(seed: 1)
        for place in 0..<count {
            let run = target.run(place)
            let labels = RunLabels(["branch": "main", "commit": "c\(place)"])
            do {
                _ = try folder.add(
                    HistoryEntry(run.profile, kind: .run, series: "gate", labels: labels))
            } catch {
                preconditionFailure("\(error)")
            }
        }
    }
}
