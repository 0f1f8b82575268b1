package import RunModel

/// server.csv while a run goes: each look at a source is on disk before the next. For one thread.
package struct ServerFile: ~Copyable {
    private var file: RowFile
    private var buffer = RowBuffer()
    private let origin: MonotonicInstant
    /// Rows for which there was no room: the file is bounded, and a disk can be full.
    package private(set) var rowsLeftOut = 0

    /// A run of a day with fifty values a second. A row takes about 100 bytes.
    package static let mostRows = 5_000_000
    private var rows = 0

    /// Makes the file in a run's folder, its instants counting from `origin`.
    ///
    /// - Throws: `RecordError.cannotWrite`.
    package init(
        creatingIn directory: RecordDirectory, origin: MonotonicInstant
    ) throws(RecordError) {
        self.origin = origin
        file = try RowFile(creating: directory.path(of: .server), header: ServerRow.header)
    }

    /// Appends a look and what it brought.
    package mutating func append(_ scrape: ServerScrape, _ values: [ServerValue]) {
        let wanted = 1 + values.count
        guard rows + wanted <= Self.mostRows else {
            rowsLeftOut += wanted
            return
        }
        for value in values { ServerRow.write(value, origin: origin, to: &buffer) }
        // The look last: values without one are those of a look that a kill cut short.
        ServerRow.write(scrape, origin: origin, to: &buffer)
        let lost = file.lostRows
        file.append(&buffer, rows: wanted)
        rowsLeftOut += file.lostRows - lost
        rows += wanted
    }
}
