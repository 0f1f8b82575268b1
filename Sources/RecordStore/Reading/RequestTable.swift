internal import RunModel

/// Reads the rows of a requests.csv by the names in its header, so that columns may be added, moved
/// or, when they are only derived, removed.
struct RequestTable {
    /// Why a line is not a row.
    struct Fault: Error {
        let reason: String
    }

    private let columns: [RequestColumn?]

    init(header line: Span<UInt8>) throws(Fault) {
        guard let names = RowCells(line)?.cells.map(\.text) else {
            throw Fault(reason: "the header's quotes do not match")
        }
        let known = Dictionary(
            RequestColumns.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        columns = names.map { known[$0] }
        let needed = RequestColumns.all.filter { $0.read != nil && !$0.isLater }
        for column in needed where !names.contains(column.name) {
            throw Fault(reason: "the column \(column.name) is missing")
        }
    }

    func request(in line: Span<UInt8>, origin: MonotonicInstant) throws(Fault) -> RequestRecord {
        guard let cells = RowCells(line)?.cells else {
            throw Fault(reason: "the quotes do not match")
        }
        guard cells.count == columns.count else {
            throw Fault(reason: "it has \(cells.count) cells instead of \(columns.count)")
        }
        var record = RequestRecord(
            request: 0, round: 0, phase: .measured, mode: .streaming, worker: 0)
        for (column, cell) in zip(columns, cells) {
            guard let column, let read = column.read else { continue }
            guard read(cell, origin, &record) else {
                let shown = cell.text.prefix(40)
                throw Fault(reason: "'\(shown)' is not a value of the column \(column.name)")
            }
        }
        return record
    }
}
