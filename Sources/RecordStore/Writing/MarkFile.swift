package import RunModel
internal import Synchronization

/// marks.csv of a run under way. A mark is on the disk when `append` returns, whatever ends the process afterwards.
///
/// From any thread but a worker's: it waits for the disk.
package final class MarkFile: Sendable {
    /// Marks of a run; more than that is no help to who looks at a chart.
    package static let mostMarks = 1000

    private let directory: RecordDirectory
    private let origin: MonotonicInstant
    private let count = Mutex(0)
    private let most: Int

    package init(
        in directory: RecordDirectory, origin: MonotonicInstant, most: Int = MarkFile.mostMarks
    ) {
        self.most = most
        self.directory = directory
        self.origin = origin
    }

    /// Keeps a mark of this moment.
    ///
    /// - Parameters:
    ///   - text: What it is called; nil, or nothing but spaces, for the number of the mark.
    ///   - instant: When it was set.
    /// - Returns: the mark as it stands in the file; nil of more than `mostMarks`.
    /// - Throws: `RecordError.cannotWrite`; the mark is lost then.
    package func append(
        _ text: String?, at instant: MonotonicInstant
    ) throws(RecordError) -> RunMark? {
        try count.withLock { count throws(RecordError) -> RunMark? in
            guard count < most else { return nil }
            let text = text.flatMap(RunMark.text) ?? "mark \(count + 1)"
            let mark = RunMark(at: instant, text)
            let head = count == 0 ? Array("\(MarkRows.header)\n".utf8) : []
            let file = try OutputFile(appendingTo: directory.path(of: .marks))
            try file.writeAll((head + MarkRows.bytes(of: mark, origin: origin)).span)
            count += 1
            try file.synchronize()
            return mark
        }
    }
}
