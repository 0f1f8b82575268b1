import Analysis
import Reporting
import RunModel
import Testing

/// The history as lines.
@Suite struct HistoryTableTests {
    private func row(_ kind: PastRun.Kind, _ values: [String: Double]) -> HistoryTable.Row {
        HistoryTable.Row(
            id: "20260101T000000Z-0123456789abcdef", started: "2026-01-01T00:00:00Z",
            series: "chat",
            kind: kind, labels: RunLabels(), verdict: nil, trust: .trustworthy, ending: .completed,
            values: values, exclusion: nil, blessing: nil, baselines: [])
    }

    @Test func `searches have their capacity, where there are any`() {
        let run = row(.run, [JudgedMetric.firstTokenP50.rawValue: 120])
        let search = row(.capacity, [JudgedMetric.capacity.rawValue: 61.5])
        #expect(!HistoryTable.text([run]).contains("capacity"))
        let lines = HistoryTable.text([run, search]).split(separator: "\n")
        #expect(lines[0].contains("capacity"))
        #expect(lines[2].contains("61.5"), "\(lines)")
    }
}
