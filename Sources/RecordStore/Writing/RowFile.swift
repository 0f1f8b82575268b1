/// A CSV file that rows are appended to, and what became of them.
///
/// After the first refused write (disk full, I/O error) the file is left as it is, ending with a whole
/// row, and further rows are only counted: a record with a hole in the middle would look complete.
struct RowFile: ~Copyable {
    private let file: OutputFile
    private(set) var writtenRows = 0
    private(set) var lostRows = 0
    private(set) var failure: RecordError?
    private var writtenBytes = 0

    /// Makes the file with its header row.
    init(creating path: String, header: String) throws(RecordError) {
        let opened = try OutputFile(creating: path)
        let line = Array("\(header)\n".utf8)
        try opened.writeAll(line.span)
        file = opened
        writtenBytes = line.count
    }

    /// Appends `rows` whole rows, which are the content of `buffer`, and empties it.
    mutating func append(_ buffer: inout RowBuffer, rows: Int) {
        defer { buffer.removeAll() }
        guard failure == nil else {
            lostRows += rows
            return
        }
        let bytes = buffer.storage.span.extracting(..<buffer.count)
        let (written, error) = file.write(bytes)
        guard let error else {
            writtenRows += rows
            writtenBytes += written
            return
        }
        failure = .cannotWrite(file: file.path, reason: RecordError.reason(error))
        let whole = Self.wholeRows(bytes.extracting(..<written))
        writtenBytes += whole.bytes
        writtenRows += whole.rows
        lostRows += rows - whole.rows
        file.truncate(to: writtenBytes)
    }

    /// No cell holds a line feed (docs/formats.md), so each line feed ends a row.
    private static func wholeRows(_ bytes: Span<UInt8>) -> (rows: Int, bytes: Int) {
        var rows = 0
        var end = 0
        for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
            rows += 1
            end = index + 1
        }
        return (rows, end)
    }
}
