internal import FoundationEssentials
internal import Histogram
package import RunModel

/// histograms.hlog: a HdrHistogram log, format 1.3, one tagged line a histogram, which HdrHistogram's
/// own tools read. Values are nanoseconds; the column of the maximum is milliseconds, the usual ratio.
package enum HistogramLog {
    /// The bytes of the file. `start` is the time of the run's origin, `length` the run's length, which
    /// every line bears.
    package static func encode(
        _ set: HistogramSet, start: UTCTime, length: Duration
    ) -> [UInt8] {
        let seconds = decimals(start.nanosecondsSince1970)
        var log = """
            #[Logged by streamgauge; values in nanoseconds, tags metric.mode.round]
            #[Histogram log format version 1.3]
            #[BaseTime: \(seconds) (seconds since epoch)]
            #[StartTime: \(seconds) (seconds since epoch), \(start.iso8601)]
            "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"

            """
        let lines = set.histograms.map { (tag($0.key), $0.value) }.sorted { $0.0 < $1.0 }
        for (tag, histogram) in lines {
            let longest = decimals(Int64(clamping: histogram.max), perUnit: 1_000_000)
            let payload = Data(HistogramCodec.encode(histogram)).base64EncodedString()
            log += "Tag=\(tag),0.000,\(decimals(length.nanoseconds)),\(longest),\(payload)\n"
        }
        return Array(log.utf8)
    }

    /// The histograms of a log; lines of one tag are added up. Lines without a tag of ours, of another
    /// tool or of a later version, are passed over; damaged ones are left out and counted.
    package static func read(
        _ bytes: [UInt8]
    ) -> (histograms: HistogramSet, leftOut: LeftOutRows) {
        var set = HistogramSet()
        var leftOut = LeftOutRows()
        var totals = HistogramCodec.Totals()
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let text = String(decoding: line, as: UTF8.self)
            guard text.hasPrefix("Tag=") else { continue }
            let cells = text.dropFirst(4).split(separator: ",", omittingEmptySubsequences: false)
            guard let key = cells.first.flatMap({ key(String($0)) }) else { continue }
            do throws(HistogramCodec.Fault) {
                guard cells.count == 5, let payload = Data(base64Encoded: String(cells[4])) else {
                    throw .notCompressedV2
                }
                set.add(try HistogramCodec.decode(Array(payload), &totals), to: key)
            } catch {
                leftOut.add(line: index + 1, "the histogram is damaged (\(error))")
            }
        }
        return (set, leftOut)
    }

    /// Such as `icl.streaming.round1`.
    static func tag(_ key: HistogramKey) -> String {
        "\(key.metric.rawValue).\(key.mode.rawValue).round\(key.round)"
    }

    static func key(_ tag: String) -> HistogramKey? {
        let parts = tag.split(separator: ".").map(String.init)
        guard parts.count == 3, let metric = Metric(rawValue: parts[0]),
            let mode = ResponseMode(rawValue: parts[1]), parts[2].hasPrefix("round"),
            let round = Int64(parts[2].dropFirst(5)), RecordBounds.places.contains(round)
        else { return nil }
        return HistogramKey(metric: metric, mode: mode, round: Int(round))
    }

    /// `value / perUnit` with three decimals, truncated. Negative values, which the format cannot
    /// write, become 0.
    private static func decimals(_ value: Int64, perUnit: Int64 = 1_000_000_000) -> String {
        let thousandths = max(0, value) / (perUnit / 1000)
        let fraction = String(thousandths % 1000)
        return "\(thousandths / 1000)."
            + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
