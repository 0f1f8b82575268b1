internal import RunModel

/// One column of requests.csv: its name, how its cell is written, and how it is read.
///
/// A cell is empty where the value is absent; a column that only repeats others in another unit
/// (derived) has no reader.
struct RequestColumn: Sendable {
    let name: String
    let write: @Sendable (RequestRecord, ClockAnchors, inout RowBuffer) -> Void
    let read: Reader?
    /// Whether records of before do not have it; its value is absent then.
    private(set) var isLater = false

    /// Sets the value from a cell; false where the cell is not a value of this column.
    typealias Reader = @Sendable (RowCells.Cell, MonotonicInstant, inout RequestRecord) -> Bool

    init(
        _ name: String,
        write: @escaping @Sendable (RequestRecord, ClockAnchors, inout RowBuffer) -> Void,
        read: Reader?
    ) {
        self.name = name
        self.write = write
        self.read = read
    }

    /// The same column, which records of before do not have.
    var later: RequestColumn {
        var column = self
        column.isLater = true
        return column
    }
}

typealias RequestField<Value> = any WritableKeyPath<RequestRecord, Value> & Sendable

extension RequestColumn {
    /// A whole number that is always there.
    static func number(
        _ name: String, _ field: RequestField<Int>,
        in bounds: ClosedRange<Int64> = RecordBounds.counts
    ) -> RequestColumn {
        RequestColumn(name) { record, _, buffer in
            buffer.append(decimal: bounds.clamp(Int64(record[keyPath: field])))
        } read: { cell, _, record in
            guard let number = cell.number, bounds.contains(number) else { return false }
            record[keyPath: field] = Int(number)
            return true
        }
    }

    /// A whole number that may be absent.
    static func number(
        _ name: String, _ field: RequestField<Int?>,
        in bounds: ClosedRange<Int64> = RecordBounds.counts
    ) -> RequestColumn {
        RequestColumn(name) { record, _, buffer in
            guard let value = record[keyPath: field] else { return }
            buffer.append(decimal: bounds.clamp(Int64(value)))
        } read: { cell, _, record in
            record[keyPath: field] = cell.number.map { Int($0) }
            return cell.isOptionalNumber(in: bounds)
        }
    }

    /// An instant as nanoseconds since the run's origin, always there.
    static func instant(_ name: String, _ field: RequestField<MonotonicInstant>) -> RequestColumn {
        RequestColumn(name) { record, clock, buffer in
            buffer.append(decimal: nanoseconds(of: record[keyPath: field], after: clock.origin))
        } read: { cell, origin, record in
            guard let number = cell.number, RecordBounds.instants.contains(number) else {
                return false
            }
            record[keyPath: field] = instant(number, after: origin)
            return true
        }
    }

    /// An instant as nanoseconds since the run's origin, where it happened.
    static func instant(_ name: String, _ field: RequestField<MonotonicInstant?>) -> RequestColumn {
        RequestColumn(name) { record, clock, buffer in
            guard let value = record[keyPath: field] else { return }
            buffer.append(decimal: nanoseconds(of: value, after: clock.origin))
        } read: { cell, origin, record in
            record[keyPath: field] = cell.number.map { instant($0, after: origin) }
            return cell.isOptionalNumber(in: RecordBounds.instants)
        }
    }

    private static func nanoseconds(
        of instant: MonotonicInstant, after origin: MonotonicInstant
    ) -> Int64 {
        let (span, isTooLong) = instant.nanoseconds.subtractingReportingOverflow(
            origin.nanoseconds)
        return RecordBounds.instants.clamp(!isTooLong ? span : instant < origin ? .min : .max)
    }

    /// Without a detour through `Duration`, whose 128 bits took a third of the time of a row.
    private static func instant(
        _ nanoseconds: Int64, after origin: MonotonicInstant
    ) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: origin.nanoseconds &+ nanoseconds)
    }

    /// A length of time in nanoseconds, where it is known.
    static func span(_ name: String, _ field: RequestField<Duration?>) -> RequestColumn {
        RequestColumn(name) { record, _, buffer in
            guard let value = record[keyPath: field] else { return }
            buffer.append(decimal: RecordBounds.spans.clamp(value.nanoseconds))
        } read: { cell, _, record in
            record[keyPath: field] = cell.number.map { .nanoseconds($0) }
            return cell.isOptionalNumber(in: RecordBounds.spans)
        }
    }

    /// `true` or `false`.
    static func flag(_ name: String, _ field: RequestField<Bool>) -> RequestColumn {
        RequestColumn(name) { record, _, buffer in
            buffer.append(record[keyPath: field] ? "true" : "false")
        } read: { cell, _, record in
            guard let flag = Bool(cell.text) else { return false }
            record[keyPath: field] = flag
            return true
        }
    }

    /// `true`, `false` or nothing.
    static func flag(_ name: String, _ field: RequestField<Bool?>) -> RequestColumn {
        RequestColumn(name) { record, _, buffer in
            if let flag = record[keyPath: field] { buffer.append(flag ? "true" : "false") }
        } read: { cell, _, record in
            let flag = cell.isEmpty ? nil : Bool(cell.text)
            record[keyPath: field] = flag
            return cell.isEmpty || flag != nil
        }
    }

    /// A word of a closed list, always there.
    static func label<Label: RawRepresentable<String> & SendableMetatype>(
        _ name: String, _ field: RequestField<Label>
    ) -> RequestColumn {
        RequestColumn(name) { record, _, buffer in
            buffer.append(record[keyPath: field].rawValue)
        } read: { cell, _, record in
            guard let label = Label(rawValue: cell.text) else { return false }
            record[keyPath: field] = label
            return true
        }
    }

    /// A word of a closed list, where it applies.
    static func label<Label: RawRepresentable<String> & SendableMetatype>(
        _ name: String, _ field: RequestField<Label?>
    ) -> RequestColumn {
        RequestColumn(name) { record, _, buffer in
            if let label = record[keyPath: field] { buffer.append(label.rawValue) }
        } read: { cell, _, record in
            let label = cell.text.isEmpty ? nil : Label(rawValue: cell.text)
            record[keyPath: field] = label
            return cell.isEmpty || label != nil
        }
    }

    /// Waits by their places, in nanoseconds.
    static func waits(_ name: String, _ field: RequestField<[ToldWait]>) -> RequestColumn {
        RequestColumn(name) { record, _, buffer in
            let waits = record[keyPath: field]
            if !waits.isEmpty { buffer.append(ToldWait.text(waits)) }
        } read: { cell, _, record in
            guard !cell.isEmpty else {
                record[keyPath: field] = []
                return true
            }
            guard let waits = ToldWait.waits(cell.text) else { return false }
            record[keyPath: field] = waits
            return true
        }
    }

    /// Whole numbers, with a semicolon between two.
    static func numbers(_ name: String, _ field: RequestField<[Int]>) -> RequestColumn {
        RequestColumn(name) { record, _, buffer in
            for (place, number) in record[keyPath: field].enumerated() {
                if place > 0 { buffer.append(UInt8(ascii: ";")) }
                buffer.append(decimal: RecordBounds.counts.clamp(Int64(number)))
            }
        } read: { cell, _, record in
            guard !cell.isEmpty else {
                record[keyPath: field] = []
                return true
            }
            let numbers = cell.text.split(separator: ";", omittingEmptySubsequences: false)
                .map { Int($0) }
            record[keyPath: field] = numbers.compactMap { $0 }
            return numbers.allSatisfy {
                $0.map { RecordBounds.counts.contains(Int64($0)) } ?? false
            }
        }
    }

    /// Text of the server or of libcurl.
    static func text(_ name: String, _ field: RequestField<String?>) -> RequestColumn {
        RequestColumn(name) { record, _, buffer in
            if let text = record[keyPath: field] { TextCell.write(text, to: &buffer) }
        } read: { cell, _, record in
            record[keyPath: field] = cell.isEmpty ? nil : TextCell.read(cell.text)
            return true
        }
    }

    /// An instant as time of the wall clock in UTC, which follows from another column.
    static func utc(_ name: String, _ field: RequestField<MonotonicInstant?>) -> RequestColumn {
        RequestColumn(
            name,
            write: { record, clock, buffer in
                guard let instant = record[keyPath: field] else { return }
                let after = nanoseconds(of: instant, after: clock.origin)
                let (time, isTooLate) = clock.originRealtimeNanoseconds.addingReportingOverflow(
                    after)
                guard !isTooLate, RecordBounds.realtime.contains(time) else { return }
                buffer.append(UTCTime(nanosecondsSince1970: time).microseconds)
            }, read: nil)
    }

    /// A length of time in milliseconds that follows from other columns: for people and spreadsheets.
    static func derived(
        _ name: String, _ value: @escaping @Sendable (RequestRecord) -> Duration?
    ) -> RequestColumn {
        RequestColumn(
            name,
            write: { record, _, buffer in
                if let span = value(record) { buffer.append(milliseconds: span.nanoseconds) }
            }, read: nil)
    }
}

extension RowCells.Cell {
    /// Whether it is nothing, or a number within the bounds.
    fileprivate func isOptionalNumber(in bounds: ClosedRange<Int64>) -> Bool {
        number.map(bounds.contains) ?? isEmpty
    }
}

extension ClockAnchors {
    var origin: MonotonicInstant { MonotonicInstant(nanoseconds: originMonotonicNanoseconds) }
}
