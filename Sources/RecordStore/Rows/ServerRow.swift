internal import RunModel

/// The columns of server.csv. A row is a look at a source (`scrape`) or a value that it brought (`value`); the cells of
/// the other kind are empty.
enum ServerRow {
    static let names = [
        "at_ns", "source", "row", "name", "labels", "value", "late_ns", "took_ns", "bytes",
        "samples", "left_out",
    ]

    static let header = names.joined(separator: ",")

    /// What a line holds.
    enum Content: Equatable {
        case scrape(ServerScrape)
        case value(ServerValue)
    }

    private static let comma = UInt8(ascii: ",")

    static func write(_ scrape: ServerScrape, origin: MonotonicInstant, to buffer: inout RowBuffer)
    {
        begin(scrape.at, scrape.source, "scrape", origin, to: &buffer)
        buffer.append(scrape.outcome.rawValue)
        buffer.append(",,")
        if let status = scrape.status { buffer.append(decimal: Int64(status)) }
        buffer.append(comma)
        buffer.append(scrape.lateness.nanoseconds, end: comma)
        buffer.append(scrape.took.nanoseconds, end: comma)
        buffer.append(Int64(scrape.bytes), end: comma)
        buffer.append(Int64(scrape.samples), end: comma)
        buffer.append(Int64(scrape.leftOut), end: UInt8(ascii: "\n"))
    }

    static func write(_ value: ServerValue, origin: MonotonicInstant, to buffer: inout RowBuffer) {
        begin(value.at, value.source, "value", origin, to: &buffer)
        TextCell.write(value.name, to: &buffer)
        buffer.append(comma)
        TextCell.write(value.labels, to: &buffer)
        buffer.append(comma)
        if let number = value.value { buffer.append(Self.text(number)) }
        buffer.append(",,,,,\n")
    }

    private static func begin(
        _ at: MonotonicInstant, _ source: Int, _ kind: String, _ origin: MonotonicInstant,
        to buffer: inout RowBuffer
    ) {
        buffer.append((at - origin).nanoseconds, end: comma)
        buffer.append(Int64(source), end: comma)
        buffer.append(kind)
        buffer.append(comma)
    }

    /// As Prometheus writes numbers; whole ones without a point.
    private static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    /// The row that `line` holds; nil where it is none.
    static func read(_ line: Span<UInt8>, origin: MonotonicInstant) -> Content? {
        guard let cells = RowCells(line)?.cells, cells.count == names.count,
            let at = cells[0].number, RecordBounds.instants.contains(at),
            let source = cells[1].number, RecordBounds.places.contains(source)
        else { return nil }
        let instant = MonotonicInstant(nanoseconds: at &+ origin.nanoseconds)
        switch cells[2].text {
        case "scrape":
            let numbers = cells[6...].map(\.number)
            guard let outcome = ScrapeOutcome(rawValue: cells[3].text),
                let late = numbers[0], let took = numbers[1], let bytes = numbers[2],
                let samples = numbers[3], let leftOut = numbers[4],
                RecordBounds.spans.contains(late), RecordBounds.spans.contains(took),
                [bytes, samples, leftOut].allSatisfy(RecordBounds.counts.contains)
            else { return nil }
            return .scrape(
                ServerScrape(
                    source: Int(source), at: instant, lateness: .nanoseconds(late),
                    took: .nanoseconds(took), outcome: outcome,
                    status: cells[5].number.map { Int(truncatingIfNeeded: $0) },
                    bytes: Int(bytes), samples: Int(samples), leftOut: Int(leftOut)))
        case "value":
            var value: Double?
            if !cells[5].isEmpty {
                guard let number = Double(cells[5].text) else { return nil }
                value = number
            }
            return .value(
                ServerValue(
                    source: Int(source), at: instant, name: TextCell.read(cells[3].text),
                    labels: TextCell.read(cells[4].text), value: value))
        default: return nil
        }
    }
}
