internal import RunModel

/// Rows of a file of the record that cannot be read: they are left out, counted and told, and cost no more.
package struct LeftOutRows: Sendable, Equatable {
    /// 1 where the last line is unfinished: the trace of a killed run.
    package var unfinished = 0
    package var unreadable = 0
    /// Which line is the first unreadable one, and why.
    package private(set) var first: String?

    package init() {}

    mutating func add(line: Int, _ reason: String) {
        unreadable += 1
        first = first ?? "line \(line): \(reason)"
    }

    mutating func add(_ rest: LineReader.Rest) {
        if rest.isTorn { unfinished += 1 }
        for line in rest.overlong { add(line: line, "it is too long for a row") }
    }
}

extension RunRecord {
    /// Tells in the manifest what was left out of `file`, as every report does. Once a file: where it is read
    /// again, the same is found.
    package mutating func note(_ rows: LeftOutRows, of file: RecordDirectory.File) {
        guard notedFiles.insert(file).inserted else { return }
        tornRows += rows.unfinished
        if rows.unfinished > 0 {
            manifest.notices.append(
                Notice(.other, "The last line of \(file.rawValue) is unfinished and left out."))
        }
        guard rows.unreadable > 0, let first = rows.first else { return }
        manifest.unreadableRows = (manifest.unreadableRows ?? 0) + rows.unreadable
        let what = file == .histograms ? "histogram" : "row"
        manifest.notices.append(
            Notice(
                .unreadableRows,
                "\(rows.unreadable) \(what)\(rows.unreadable == 1 ? "" : "s") of \(file.rawValue) cannot be "
                    + "read and \(rows.unreadable == 1 ? "is" : "are") left out; the first: \(first)"
            ))
    }
}
