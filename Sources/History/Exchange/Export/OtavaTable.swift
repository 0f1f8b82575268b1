internal import Analysis
internal import RunModel

/// A history in the form that Apache Otava finds change points in: a line a run, a column a metric, in order of time.
///
/// Otava neither sorts nor stands an empty cell, and a step that comes of other work is none of the server's: runs that
/// differ in work from the last one are left out, and metrics that not every run has.
package struct OtavaTable: Sendable, Equatable {
    private let runs: [ExportedRun]
    private let columns: [Column]
    /// Names of metrics that some run does not have.
    package let leftOutMetrics: [String]
    package let leftOutRuns: [ExportOmission]

    private struct Column: Hashable {
        var mode: ResponseMode?
        var metric: JudgedMetric

        var order: (Int, Int) {
            (mode == .nonStreaming ? 1 : 0, JudgedMetric.allCases.firstIndex(of: metric) ?? 0)
        }

        /// Streams are what is measured mostly.
        var name: String {
            mode == .nonStreaming ? "\(metric.rawValue).non_streaming" : metric.rawValue
        }
    }

    private static let attributes = ["commit", "branch", "run"]

    /// - Parameter runs: In order of time, of one series and kind.
    package init(_ runs: [ExportedRun]) {
        var (kept, left) = ExportOmission.sorted(runs)
        if let last = kept.last {
            for run in kept {
                let keys = run.run.profile.otherWork(than: last.run.profile)
                guard !keys.isEmpty else { continue }
                left.append(ExportOmission(run, .otherWork, keys.joined(separator: ", ")))
            }
        }
        let out = Set(left.map(\.id))
        kept.removeAll { out.contains($0.id) }
        self.runs = kept
        leftOutRuns = left.sorted { $0.id < $1.id }
        let all = kept.map { Set(Self.cells($0).keys) }
        let common = all.dropFirst().reduce(all.first ?? []) { $0.intersection($1) }
        columns = common.sorted { $0.order < $1.order }
        leftOutMetrics = all.reduce(Set<Column>()) { $0.union($1) }.subtracting(common)
            .sorted { $0.order < $1.order }.map(\.name)
    }

    package var isEmpty: Bool { runs.isEmpty || columns.isEmpty }

    private static func cells(_ run: ExportedRun) -> [Column: Double] {
        Dictionary(
            run.values.filter { !$0.isHalf }.map {
                (Column(mode: $0.mode, metric: $0.metric), $0.mean)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// All lines, each ended by a line feed.
    package var text: String {
        let header = ["time"] + Self.attributes + columns.map(\.name)
        let lines = runs.map { run in
            let cells = Self.cells(run)
            let labels = [
                run.head.started, run.head.labels.commit ?? "", run.head.labels.branch ?? "",
                run.id,
            ].map(CSVCell.text)
            return labels + columns.map { cells[$0].map { "\($0)" } ?? "" }
        }
        return ([header] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
    }

    /// What Otava has to be told of it; `file` is the table's path, relative to where Otava will run.
    package func configuration(file: String) -> String {
        let metrics = columns.map { column in
            "      \(Self.quoted(column.name)): {direction: \(column.metric.isHigherBetter ? 1 : -1)}\n"
        }
        return """
            tests:
              \(Self.quoted(test)):
                type: csv
                file: \(Self.quoted(file))
                time_column: time
                attributes: [\(Self.attributes.joined(separator: ", "))]
                metrics:
            \(metrics.joined())
            """
    }

    /// The series as a word that needs no quotes in a shell.
    package var test: String {
        let series = runs.last?.head.series ?? ""
        let word = series.unicodeScalars.map { scalar -> Character in
            let isPlain =
                scalar.isASCII
                && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isPlain || "._-".unicodeScalars.contains(scalar) ? Character(scalar) : "_"
        }
        return word.isEmpty ? "streamgauge" : String(word.prefix(80))
    }

    /// As YAML has it between double quotes.
    private static func quoted(_ text: String) -> String {
        let inner = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case _ where scalar.value < 32:
                "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"\(inner.joined())\""
    }
}
