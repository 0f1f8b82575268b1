internal import RunModel

/// The rows of marks.csv: when, in nanoseconds since the run's origin, and the text. There is no file where nothing
/// was marked.
enum MarkRows {
    static let header = "at_ns,text"

    /// What a report can show; more stand in the file alone.
    private static let mostRows = 10_000

    static func bytes(of mark: RunMark, origin: MonotonicInstant) -> [UInt8] {
        var buffer = RowBuffer()
        buffer.append((mark.instant - origin).nanoseconds, end: UInt8(ascii: ","))
        TextCell.write(mark.text, to: &buffer)
        buffer.append(UInt8(ascii: "\n"))
        return Array(buffer.storage.prefix(buffer.count))
    }

    /// The whole file of a record that is made of others.
    static func write(
        _ marks: [RunMark], origin: MonotonicInstant, to directory: RecordDirectory
    ) throws(RecordError) {
        guard !marks.isEmpty else { return }
        let rows = marks.sorted { $0.instant < $1.instant }
            .flatMap { bytes(of: $0, origin: origin) }
        try directory.writeAtomically(.marks, Array("\(header)\n".utf8) + rows)
    }

    /// - Returns: the marks in order of time, and what is left out.
    static func read(
        _ directory: RecordDirectory, origin: MonotonicInstant
    ) throws(RecordError) -> ([RunMark], LeftOutRows) {
        var (marks, leftOut) = ([RunMark](), LeftOutRows())
        guard directory.holds(.marks) else { return (marks, leftOut) }
        var lines = try LineReader(opening: directory.path(of: .marks))
        let rest = try lines.forEachLine { line, number throws(RecordError) in
            guard number > 1, marks.count < mostRows else { return }
            guard let mark = mark(in: line, origin: origin) else {
                return leftOut.add(line: number, "it is not a row of marks")
            }
            marks.append(mark)
        }
        leftOut.add(rest)
        return (marks.sorted { $0.instant < $1.instant }, leftOut)
    }

    private static func mark(in line: Span<UInt8>, origin: MonotonicInstant) -> RunMark? {
        guard let cells = RowCells(line)?.cells, cells.count == 2, let at = cells[0].number,
            RecordBounds.instants.contains(at),
            let text = RunMark.text(TextCell.read(cells[1].text))
        else { return nil }
        return RunMark(at: MonotonicInstant(nanoseconds: at &+ origin.nanoseconds), text)
    }
}
